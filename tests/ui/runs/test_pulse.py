"""The line between a search and the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from data.store import StoreError
from models.run import Moment, Run
from solver.search.options import Accept, Progress
from tests.ui.runs.conftest import EASY, ME, Queue, until
from ui.runs import worker
from ui.runs.pulse import Pulse


@pytest.fixture
def run(queue: Queue) -> Iterator[Run]:
    """A run as a worker takes it."""
    queue.submit(EASY)
    claimed = queue.store.work.claim(1, "here")
    assert claimed is not None
    yield claimed
    queue.store.work.finish(claimed.id, "cancelled")


def news(stage: str, incumbent: float | None = None) -> Progress:
    return Progress(1.0, incumbent, 5.0, None if incumbent is None else 0.5, stage)


def never(_: Moment) -> None:
    pytest.fail("abandoned")


def seen(queue: Queue, run: Run) -> list[tuple[str, float | None]]:
    return [(moment.stage, moment.incumbent_usd) for moment in queue.store.runs.moments(ME, run.id)]


def test_every_change_reaches_the_store_and_of_the_rest_the_latest(queue: Queue, run: Run) -> None:
    with Pulse(queue.store, run.id, never) as pulse:
        for stage, incumbent in [("a", None), ("a", None), ("a", 10.0), ("a", 10.0), ("b", 10.0), ("b", 9.0)]:
            assert pulse.hear(news(stage, incumbent)) is None
    assert seen(queue, run) == [("start", None), ("a", None), ("a", 10.0), ("b", 10.0), ("b", 9.0)]
    found = queue.find(run)
    assert (found.stage, found.incumbent_usd, found.bound_usd, found.gap) == ("b", 9.0, 5.0, 0.5)


def test_the_clock_goes_on_while_the_search_is_silent(queue: Queue, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.runs.pulse.PULSE_S", 0.05)
    monkeypatch.setattr("ui.runs.pulse.STILL_S", 0.1)
    with Pulse(queue.store, run.id, never):
        until(lambda: queue.find(run).seconds > 0.2)
    assert {stage for stage, _ in seen(queue, run)} == {"start"}


def test_wishes_come_back_as_answers(queue: Queue, run: Run) -> None:
    with Pulse(queue.store, run.id, never) as pulse:
        queue.store.runs.accept_gap(ME, run.id, 0.25)
        until(lambda: pulse.hear(news("a", 10.0)) == Accept(0.25))
        queue.store.runs.ask_cancel(ME, run.id)
        until(lambda: pulse.hear(news("a", 10.0)) is True)


@pytest.mark.parametrize(("stage", "patience"), [("relaxation", 0.1), ("build", 60.0), ("conflicts", 60.0)])
def test_a_cancelled_search_that_has_nothing_to_keep_is_abandoned(
    queue: Queue, run: Run, stage: str, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once in the stages that hear nothing."""
    monkeypatch.setattr("ui.runs.pulse.PATIENCE_S", patience)
    left = threading.Event()
    with Pulse(queue.store, run.id, lambda _: left.set()) as pulse:
        pulse.hear(news(stage))
        queue.store.runs.ask_cancel(ME, run.id)
        assert left.wait(5.0)


def test_a_cancelled_search_with_a_plan_is_waited_for(queue: Queue, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.runs.pulse.PATIENCE_S", 0.0)
    with Pulse(queue.store, run.id, never) as pulse:
        pulse.hear(news("a", 10.0))
        queue.store.runs.ask_cancel(ME, run.id)
        until(lambda: pulse.hear(news("a", 10.0)) is True)
        until(lambda: queue.find(run).seconds > 1.0)


def test_a_store_that_is_away_for_a_while_ends_no_search(
    queue: Queue, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.runs.pulse.PULSE_S", 0.05)
    with Pulse(queue.store, run.id, never) as pulse:
        with monkeypatch.context() as away:
            away.setattr(queue.store.work, "beat", lambda _: (_ for _ in ()).throw(StoreError("away")))
            until(lambda: "away" in capsys.readouterr().err)
        queue.store.runs.ask_cancel(ME, run.id)
        pulse.hear(news("a", 10.0))
        until(lambda: pulse.hear(news("a", 10.0)) is True)


def test_a_defect_is_an_ending_and_leaves_its_trace(
    queue: Queue, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by a defect")

    monkeypatch.setattr("ui.planning.outcome_of", fail)
    with Pulse(queue.store, run.id, never) as pulse:
        ending = worker._ending(queue.store, queue.settings, run, pulse)
    assert ending.status == "failed"
    assert ending.message.startswith("The program failed (ZeroDivisionError: by a defect).")
    assert "Traceback" in capsys.readouterr().err
