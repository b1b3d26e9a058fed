"""Runs that sweep a scenario: from the queue to their end, and on from where they were cancelled."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from data.store import Wishes
from data.sweep_journal import JOURNAL, Journal
from models.run import Run
from models.sweep import Entry, Row, Sweep, SweepOptions
from solver.search.options import Progress, SearchOptions
from tests.reference.test_two_futures import FUTURES
from tests.sweep.kit import Here
from tests.ui.runs.conftest import EASY, IMPOSSIBLE, ME, Queue, until
from ui.runs import sweeping
from ui.runs.endings import KEPT_DAYS, Ending
from ui.runs.keeper import log_path
from ui.runs.submit import submit, submit_again
from ui.runs.sweeping import CancelledError, Watched, _wait_for, journal_folder, sweep_scenario
from ui.scenario_file import ScenarioFile, loaded_document
from ui.sweeping import sweep_case

GRID = SweepOptions(design="grid", vary=("demand=x0.5..x1.5:12",))
ASKED = SearchOptions()


def ask(queue: Queue, asked: SweepOptions = GRID, text: str = EASY) -> Run:
    """A sweep in the queue."""
    return submit(queue.store, ME, text, "Sweep", options=ASKED, task="sweep", task_options=asked)


@pytest.mark.usefixtures("keeper")
def test_cancelling_ends_all_processes_and_keeps_what_was_solved(queue: Queue) -> None:
    many = SweepOptions(design="grid", vary=("demand=x0.5..x1.5:900",))
    run = ask(queue, many)
    until(lambda: queue.find(run).stage.startswith("grid: "))
    queue.store.runs.ask_cancel(ME, run.id)
    ended = queue.ended(run)
    assert ended.status == "cancelled"
    assert ended.message.endswith(f"What was solved is kept for {KEPT_DAYS} days: run it again to go on.")
    _wait_for(journal_folder(queue.settings, run))
    with Journal(journal_folder(queue.settings, run)) as journal:
        assert 1 <= len(journal.entries) < 900, "the base at least"
    assert not log_path(queue.settings, run.id).exists(), "nothing was said"


class Wish:
    """A run of which nobody hears, cancelled once so many stages were told."""

    def __init__(self, after: int | None = None) -> None:
        self.stages: list[str] = []
        self._after = after

    def say(self, stage: str) -> None:
        self.stages.append(stage)

    def hear(self, news: Progress) -> bool:
        return not news

    @property
    def wishes(self) -> Wishes:
        return Wishes(self._after is not None and len(self.stages) >= self._after, None)


def carried_out(
    queue: Queue, run: Run, text: str, monkeypatch: pytest.MonkeyPatch, pulse: Wish | None = None
) -> Ending:
    """The end of a sweep in this process."""
    monkeypatch.setattr(sweeping, "LocalPool", Here)
    source = ScenarioFile("Sweep", None, loaded_document(text, "Sweep", None))
    heard: Any = pulse or Wish()
    return sweep_scenario(source, run, ASKED, heard, queue.settings)


def test_a_cancelled_sweep_goes_on_where_it_was(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Wish(after=6), Wish()  # build, the round, and four points
    run = ask(queue)
    ending = carried_out(queue, run, EASY, monkeypatch, first)
    assert (ending.status, ending.report) == ("cancelled", None)
    assert ending.message.startswith("Cancelled after 4 points. What was solved is kept")
    again = submit_again(queue.store, ME, run)
    ending = carried_out(queue, again, EASY, monkeypatch, second)
    assert ending.status == "done"
    assert second.stages[1] == "grid: 4 of 12 points, 4 of them from before"
    assert len(second.stages) == 2 + 8, "nothing is solved twice"
    source = ScenarioFile("Sweep", None, loaded_document(EASY, "Sweep", None))
    assert ending.report == sweep_case(source, "expected", GRID, ASKED, None, 1)
    assert not journal_folder(queue.settings, run).exists(), "the report has it all"


def test_plans_for_all_cases_are_kept_and_gone_on_with_as_well(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    text, asked = FUTURES.read_text(), SweepOptions(design=None, measures=("risk",), steps=1)
    first, second = Wish(after=3), Wish()  # build, the round, and one point
    run = submit(queue.store, ME, text, "Sweep", options=ASKED, task="sweep", task_options=asked, case="low")
    assert carried_out(queue, run, text, monkeypatch, first).message.startswith("Cancelled after 1 point.")
    ending = carried_out(queue, run, text, monkeypatch, second)
    assert second.stages[1] == "frontier of risk: 1 of 2 points, 1 of them from before"
    assert isinstance(ending.report, Sweep)
    (frontier,) = ending.report.frontiers
    assert frontier.cvar_alpha == 0.5
    assert frontier.points[0].row.orders == {"own": 4.0}
    assert frontier.points[-1].row.cvar_usd == pytest.approx(520, rel=ASKED.gap)


def test_a_scenario_without_a_plan_says_what_is_in_conflict(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = carried_out(queue, ask(queue, text=IMPOSSIBLE), IMPOSSIBLE, monkeypatch)
    assert ending.status == "infeasible"
    assert ending.conflicts is not None
    assert ending.message == "\n".join(ending.conflicts.lines)


def test_what_cannot_be_varied_is_said(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask(queue, SweepOptions(vary=("offers[nix].price=+-20%",)))
    ending = carried_out(queue, run, EASY, monkeypatch)
    assert ending.status == "failed"
    assert "there is no 'nix'" in ending.message


def test_two_sweeps_of_the_same_do_not_write_to_one_journal(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BETWEEN_S", 0.0)
    run = ask(queue)
    with Journal(journal_folder(queue.settings, run)):
        ending = carried_out(queue, run, EASY, monkeypatch)
    assert (ending.status, ending.message.split(";")[0]) == (
        "failed", "Another sweep of this scenario and case is under way",
    )  # fmt: skip


def test_a_journal_that_cannot_be_read_is_dropped(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask(queue, SweepOptions(design=None, measures=("lock_in",), steps=1))
    folder = journal_folder(queue.settings, run)
    folder.mkdir(parents=True)
    (folder / JOURNAL).write_text("{}\n")
    assert "was dropped" in carried_out(queue, run, EASY, monkeypatch).message
    assert carried_out(queue, run, EASY, monkeypatch).status == "done"


def test_what_nobody_went_on_with_is_dropped_in_time(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask(queue, SweepOptions(design=None, measures=("lock_in",), steps=1))
    home = journal_folder(queue.settings, run).parent
    for name, days in (("old", KEPT_DAYS + 1), ("young", KEPT_DAYS - 1)):
        with Journal(home / name):
            os.utime(home / name / JOURNAL, (time.time() - 86_400 * days,) * 2)
    assert carried_out(queue, run, EASY, monkeypatch).status == "done"
    assert [path.name for path in home.iterdir()] == ["young"]


def test_a_journal_belongs_to_its_owner_and_case(queue: Queue, tmp_path: Path) -> None:
    run = ask(queue)
    others = [run.model_copy(update={field: "other"}) for field in ("owner", "case", "variant", "input_hash")]
    folders = {journal_folder(queue.settings, each) for each in (run, *others)}
    assert len(folders) == 5
    assert {folder.parent for folder in folders} == {tmp_path / "sweeps"}


def test_a_wish_to_cancel_ends_the_sweep_after_the_point_at_hand() -> None:
    said: list[str] = []
    heard: list[Progress] = []
    pulse: Any = SimpleNamespace(say=said.append, hear=heard.append, wishes=Wishes(False, None))
    watched = Watched(pulse, 1)
    news = Progress(1.0, 5.0, 4.0, 0.2, "audit")
    with watched.base("expected") as hear:
        hear(news)
    assert [(each.incumbent_usd, each.gap, each.stage) for each in heard] == [(None, None, "as it is: audit")]
    watched.begin("grid", 2, 0)
    entry = Entry(row=Row(key="0" * 32, levels={}, status="no_plan"), seconds=4.0)
    watched.hear(entry)
    assert said == ["grid: 0 of 2 points", "grid: 1 of 2 points, about 4 s left"]
    pulse.wishes = Wishes(True, None)
    with pytest.raises(CancelledError):
        watched.hear(entry)
    with pytest.raises(CancelledError), watched.base("expected"):
        pass
    assert watched.solved == 2
