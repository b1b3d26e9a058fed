"""Runs that put a plan under stress: from the queue to their end, whatever it is."""

from __future__ import annotations

import pytest

from data.problems import ScenarioError
from data.store import StoreError
from models.conflict import NothingFits
from models.run import ALL_CASES, Moment, Run
from models.stress import StressReport
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime
from solver.search.options import Progress, SearchOptions
from tests.data.store.test_reports import REPORT
from tests.program.kit import offer, scenario
from tests.ui.runs.conftest import ENDLESS, IMPOSSIBLE, LONG, ME, Queue, document, until
from ui.runs.asked import StressOptions, task_options_of
from ui.runs.endings import abandoned
from ui.runs.pulse import Pulse
from ui.runs.stressing import ending_of_stress, heard_by
from ui.runs.submit import submit, submit_again

RENTED = document(scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)]))
EXACT = SearchOptions(gap=0.0)
SECONDS_TO_END = 6.0
"""From a wish to the final state, on a machine that is busy with other tests."""


def stress(queue: Queue, text: str = RENTED, *only: str, options: SearchOptions = EXACT) -> Run:
    """A run under stress in the queue."""
    return submit(
        queue.store, ME, text, "Rented", task="stress", task_options=StressOptions(only=only), options=options
    )


@pytest.mark.usefixtures("keeper")
def test_a_run_under_stress_ends_with_its_report(queue: Queue) -> None:
    run = queue.ended(stress(queue, RENTED, "price-up", "spot-drought"))
    assert (run.status, run.message, run.case, run.incumbent_usd) == ("done", "", "expected", None)
    report = queue.store.runs.report(ME, run.id)
    assert report is not None
    assert (report.cost_usd, report.scenario_hash) == (360.0, run.input_hash)
    assert [row.id for row in report.stresses] == ["price-up", "spot-drought"]
    assert report.stresses[0].recourse is not None
    assert report.stresses[0].recourse.extra_usd == pytest.approx(60, abs=0.02)
    stages = {moment.stage.split(": ")[0] for moment in queue.store.runs.moments(ME, run.id)}
    assert "1 of 2" in stages
    again = submit_again(queue.store, ME, run)
    assert (again.task, task_options_of(again)) == ("stress", StressOptions(only=("price-up", "spot-drought")))


@pytest.mark.usefixtures("keeper")
def test_without_a_plan_the_reason_is_kept(queue: Queue) -> None:
    run = queue.ended(stress(queue, IMPOSSIBLE))
    assert run.status == "infeasible"
    assert run.message.startswith("Without stress: ")
    assert queue.store.runs.conflicts(ME, run.id) is not None
    unknown = queue.ended(stress(queue, RENTED, "rain"))
    assert unknown.status == "failed"
    assert unknown.message.startswith("rain: no such stress; there are price-up")


@pytest.mark.usefixtures("keeper")
def test_cancelled_before_the_first_stress_it_leaves_nothing(queue: Queue) -> None:
    run = stress(queue, LONG, options=ENDLESS)
    until(lambda: queue.find(run).stage.startswith("plan"))
    queue.store.runs.ask_cancel(ME, run.id)
    assert until(lambda: queue.find(run).has_ended) < SECONDS_TO_END
    ended = queue.find(run)
    assert ended.status == "cancelled"
    assert "before the first stress was tried" in ended.message or "before a first result" in ended.message
    assert queue.store.runs.report(ME, run.id) is None


def test_a_case_is_put_under_stress_not_all_of_them(queue: Queue) -> None:
    with pytest.raises(ScenarioError, match="there is no case 'all cases'"):
        submit(queue.store, ME, RENTED, "Rented", case=ALL_CASES, task="stress")


def test_what_cannot_be_read_of_the_asked_is_said(queue: Queue) -> None:
    run = stress(queue)
    with pytest.raises(StoreError, match="What this run asks for cannot be read"):
        task_options_of(run.model_copy(update={"task_options": {"only": 3}}))


def test_only_the_place_in_the_suite_is_heard(queue: Queue) -> None:
    run = stress(queue)
    queue.store.work.claim(99, "here")
    pulse = Pulse(queue.store, run.id, lambda _: None)
    listen = heard_by(pulse, ["price-up", "site-lost"])
    kept = []
    for stage in ("plan: root", "price-up, recourse: root", "price-up, re-planned: root", "site-lost, recourse: root"):
        assert listen(Progress(1.0, 5.0, 4.0, 0.2, stage)) is False
        kept.append(pulse.has_result)
    assert kept == [False, False, False, True]
    pulse._report()
    found = [(m.stage, m.incumbent_usd, m.gap) for m in queue.store.runs.moments(ME, run.id)][1:]
    assert found == [
        ("plan: root", None, None),
        ("1 of 2: price-up, recourse: root", None, None),
        ("1 of 2: price-up, re-planned: root", None, None),
        ("2 of 2: site-lost, recourse: root", None, None),
    ]


def test_what_it_ended_in_is_said(why: NothingFits) -> None:
    def said(outcome: StressReport | Infeasible | NoPlanInTime | Failed, is_cancelled: bool = False) -> tuple[str, str]:
        ending = ending_of_stress(outcome, ["price-up", "site-lost"], EXACT, 3.0, is_cancelled=is_cancelled)
        return ending.status, ending.message

    both = REPORT.model_copy(update={"stresses": (*REPORT.stresses, *REPORT.stresses)})
    assert said(both) == said(both, is_cancelled=True) == ("done", "")
    assert said(REPORT, is_cancelled=True) == ("done", "Cancelled after 1 of 2 stresses; these were kept.")
    none = REPORT.model_copy(update={"stresses": ()})
    cancelled = ("cancelled", "Cancelled after 3 s, before the first stress was tried.")
    assert said(none, is_cancelled=True) == said(NoPlanInTime(None, 3.0), is_cancelled=True) == cancelled
    assert said(NoPlanInTime(None, 3.0))[1].startswith("Without stress: 3 s were not enough for a first plan.")
    assert said(Infeasible(why))[0] == "infeasible"
    assert said(Failed("the solver failed")) == ("failed", "Without stress: the solver failed.")
    last = Moment(seconds=3.0, incumbent_usd=None, bound_usd=None, gap=None, stage="1 of 2: price-up")
    assert abandoned(last, "stress").message == "Cancelled after 3 s, before a first result."
