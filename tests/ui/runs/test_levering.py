"""Runs that plan with levers: from the queue to their end, whatever it is."""

from __future__ import annotations

import pytest

from models.conflict import NothingFits
from models.lever_report import Levers
from models.levers import Lever
from models.run import Run
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime
from solver.search.options import SearchOptions
from tests.program.kit import offer, scenario
from tests.ui.runs.conftest import ME, Queue, document
from tests.ui.views.test_levers import RENTED, tried
from ui.runs.asked import LeverOptions, task_options_of
from ui.runs.endings import Ending
from ui.runs.levering import ending_of_levers, pull_levers
from ui.runs.pulse import Pulse
from ui.runs.submit import submit, submit_again
from ui.scenario_file import in_memory

EXACT = SearchOptions(gap=0.0)


def pull(queue: Queue, text: str, *only: str) -> Run:
    """A run with levers in the queue."""
    asked = LeverOptions(only=only, has_ranges=False)
    return submit(queue.store, ME, text, "Rented", task="levers", task_options=asked, options=EXACT)


@pytest.mark.usefixtures("keeper")
def test_a_run_with_levers_ends_with_its_report(queue: Queue) -> None:
    run = queue.ended(pull(queue, document(RENTED), "fp8", "cut"))
    assert (run.status, run.message, run.case, run.incumbent_usd) == ("done", "", "expected", None)
    report = queue.store.runs.report(ME, run.id)
    assert isinstance(report, Levers)
    assert (report.cost_usd, report.scenario_hash) == (360.0, run.input_hash)
    assert [step.lever for step in report.steps] == ["fp8", "cut"]
    stages = {moment.stage.split(": ")[0] for moment in queue.store.runs.moments(ME, run.id)}
    assert {"1 of 3", "3 of 3"} <= stages
    again = submit_again(queue.store, ME, run)
    assert (again.task, task_options_of(again)) == ("levers", LeverOptions(only=("fp8", "cut"), has_ranges=False))


def test_without_levers_or_a_plan_the_reason_is_the_ending(queue: Queue) -> None:
    def ending(levers: tuple[Lever, ...], *only: str, quota: float | None = None) -> Ending:
        rented = offer("od", "on_demand", usd_per_hour=1.0, quota_packs=quota)
        given = scenario(offers=[rented]).model_copy(update={"levers": levers})
        run = pull(queue, document(given), *only)
        return pull_levers(in_memory(given), run, EXACT, Pulse(queue.store, run.id, lambda _: None))

    bare, unknown, tight = ending(()), ending(RENTED.levers, "rain"), ending(RENTED.levers, quota=1.0)
    assert (bare.status, bare.message[:26]) == ("failed", "the scenario has no levers")
    assert unknown.message.startswith("rain: no such lever; there are fp8, cut, off")
    assert (tight.status, tight.message[:16]) == ("infeasible", "Without levers: ")
    assert tight.conflicts is not None


def test_what_it_ended_in_is_said(why: NothingFits) -> None:
    def said(outcome: Levers | Infeasible | NoPlanInTime | Failed, is_cancelled: bool = False) -> tuple[str, str]:
        ending = ending_of_levers(outcome, 3, EXACT, 3.0, is_cancelled=is_cancelled)
        return ending.status, ending.message

    whole = tried()
    assert said(whole) == ("done", "")
    cut = whole.model_copy(update={"is_cut_short": True, "levers": whole.levers[:1], "steps": whole.steps[:1]})
    assert said(cut) == ("done", "Cancelled after 1 of 3 levers and 1 steps; these were kept.")
    cancelled = ("cancelled", "Cancelled after 3 s, before the first lever was tried.")
    assert said(cut.model_copy(update={"levers": ()})) == said(NoPlanInTime(None, 3.0), is_cancelled=True) == cancelled
    assert said(whole.model_copy(update={"failures": ("a law",)})) == ("failed", "The figures do not agree:\na law")
    assert said(NoPlanInTime(None, 3.0))[1].startswith("Without levers: 3 s were not enough for a first plan.")
    assert said(Infeasible(why))[0] == "infeasible"
    assert said(Failed("the solver failed")) == ("failed", "Without levers: the solver failed.")
