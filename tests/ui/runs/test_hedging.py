"""Runs that make one plan for all cases: from the queue to their end, whatever it is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from data.problems import ScenarioError
from data.store import StoreError
from models.conflict import NothingFits
from models.plan import Audit
from models.run import ALL_CASES, Run
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime
from solver.hedge.cases import CaseProblem
from solver.hedge.make import Hedged, HedgeOutcome, NoCommonStart
from solver.search.options import Progress, SearchOptions
from tests.reference.test_two_futures import FUTURES, futures
from tests.ui.runs.conftest import EASY, LONG, ME, Queue, until
from ui.runs.asked import Again, previous_of_run
from ui.runs.hedging import MORE_TIME, ending_of_hedge, heard_by
from ui.runs.submit import submit, submit_again

ASKED = SearchOptions(gap=0.0)
TEXT = FUTURES.read_text()
CASES = [{"id": case, "probability": 0.5} for case in ("low", "high")]
IN_TWO_CASES = json.dumps({**json.loads(LONG), "cases": CASES})
SECONDS_TO_END = 6.0
"""From a wish to the final state, on a machine that is busy with other tests."""


def hedge(queue: Queue, text: str = TEXT) -> Run:
    """A run for all cases in the queue."""
    return submit(queue.store, ME, text, "Futures", case=ALL_CASES, options=ASKED)


@pytest.mark.usefixtures("keeper")
def test_a_run_for_all_cases_gives_the_plan_of_every_case(queue: Queue) -> None:
    run = queue.ended(hedge(queue))
    assert (run.status, run.message, run.incumbent_usd, run.bound_usd, run.gap) == ("done", "", 440, 440, 0)
    for case, plan in futures().plans.items():
        found = queue.store.runs.plan(ME, run.id, case)
        assert found is not None
        assert (found.orders, found.hedge, found.status) == (plan.orders, plan.hedge, "hedged")
        assert found.provenance.file == "Futures"
    moments = queue.store.runs.moments(ME, run.id)
    assert {moment.stage.split(":")[0] for moment in moments} >= {"build", "low alone", "high alone", "hedged", "audit"}
    with_plan = [moment for moment in moments if moment.incumbent_usd is not None]
    assert {moment.stage.split(":")[0] for moment in with_plan} <= {"hedged", "audit"}
    assert moments[-1].incumbent_usd == 440


@pytest.mark.usefixtures("keeper")
def test_a_case_without_a_plan_is_named_with_its_conflicts(queue: Queue) -> None:
    text = TEXT.replace("mode: on_demand", "mode: on_demand, quota_packs: 4").replace(
        "lead_months: 1", "lead_months: 2"
    )
    run = queue.ended(hedge(queue, text))
    assert run.status == "infeasible"
    assert run.message.startswith("Case high by itself:\n")
    assert queue.store.runs.conflicts(ME, run.id) is not None


@pytest.mark.usefixtures("keeper")
def test_cancelled_while_mean_demand_is_planned_it_leaves_no_plan(queue: Queue) -> None:
    run = hedge(queue, IN_TWO_CASES)
    until(lambda: queue.find(run).stage.startswith("mean-demand alone"))
    queue.store.runs.ask_cancel(ME, run.id)
    assert until(lambda: queue.find(run).has_ended) < SECONDS_TO_END
    ended = queue.find(run)
    assert (ended.status, ended.incumbent_usd) == ("cancelled", None)
    assert ended.message.endswith(", before a first plan.")


def test_it_needs_two_cases_and_is_queued_again_as_it_was(queue: Queue) -> None:
    with pytest.raises(ScenarioError, match="one plan for all cases needs two or more"):
        submit(queue.store, ME, EASY, "Mine", case=ALL_CASES)
    again = submit_again(queue.store, ME, hedge(queue))
    assert again.is_hedge
    assert again.options["gap"] == 0.0


@pytest.mark.usefixtures("keeper")
def test_the_plan_of_a_case_is_planned_again(queue: Queue) -> None:
    first = queue.ended(hedge(queue))
    again = Again(previous_run=first.id, previous_case="high")
    found = previous_of_run(queue.store, ME, again)
    assert found.provenance.case == "high"
    run = submit(queue.store, ME, TEXT, "Futures", case="high", options=ASKED, again=again)
    assert queue.ended(run).status == "done"
    with pytest.raises(StoreError, match="has no plan"):
        previous_of_run(queue.store, ME, Again(previous_run=first.id, previous_case="middle"))


def test_figures_of_one_case_alone_are_not_those_of_the_run() -> None:
    heard: list[Progress] = []

    def listener(news: Progress) -> bool:
        heard.append(news)
        return len(heard) > 1

    listen = heard_by(listener)
    assert listen(Progress(1.0, 5.0, 4.0, 0.2, "low alone: root")) is False
    assert listen(Progress(2.0, 9.0, 8.0, 0.1, "hedged: root")) is True
    assert [(news.incumbent_usd, news.bound_usd, news.gap) for news in heard] == [(None, None, None), (9.0, 8.0, 0.1)]


def said(outcome: HedgeOutcome, *, is_cancelled: bool = False) -> tuple[str, str]:
    ending = ending_of_hedge(outcome, SearchOptions(gap=0.005), 1.0, is_cancelled=is_cancelled)
    return ending.status, ending.message


def with_gap(gap: float) -> Hedged:
    found = futures()
    bound = found.hedge.objective_usd - 100 * gap
    return replace(found, hedge=found.hedge.model_copy(update={"gap": gap, "bound_usd": bound}))


def test_what_it_ended_in_is_said(why: NothingFits) -> None:
    refused = Audit(passed=False, rows_checked=1, largest_violation=1.0, objective_difference_usd=0.0, failures=("no",))
    fits_none = NoCommonStart("no orders before the first review fit all cases")
    assert said(futures()) == ("done", "")
    assert said(futures(), is_cancelled=True)[1] == "Cancelled when the asked gap was already proven."
    assert said(with_gap(0.02))[1].startswith("The time limit of 300 s ended the search at a gap of 2 %")
    assert said(with_gap(0.02), is_cancelled=True)[1].startswith("Cancelled at a gap of 2 %; the best plan so far")
    accepted = ending_of_hedge(with_gap(0.02), ASKED, 1.0, is_cancelled=False, accepted_gap=0.03)
    assert accepted.message == "Ended at a gap of 2 %: 3 % was accepted during the search, where 0 % was asked for."
    assert said(fits_none)[0] == "infeasible"
    assert said(fits_none)[1].startswith("No orders before the first review fit all cases.\nLet cases be told apart")
    assert said(fits_none, is_cancelled=True) == ("cancelled", "Cancelled after 1 s, before a first plan.")
    late = NoPlanInTime(None, 300.0)
    assert said(late) == ("no_plan", f"300 s were not enough for a plan for all cases. {MORE_TIME}")
    status, message = said(CaseProblem("low", late))
    assert status == "no_plan"
    assert message.startswith("Case low by itself: 300 s were not enough for a first plan.")
    assert said(CaseProblem("low", Failed("the solver failed"))) == ("failed", "Case low by itself: the solver failed.")
    ending = ending_of_hedge(CaseProblem("low", Infeasible(why)), ASKED, 1.0, is_cancelled=False)
    assert (ending.conflicts, ending.message.splitlines()[0]) == (why, "Case low by itself:")
    assert said(Failed("the audit refused the hedge", refused))[1].startswith("The audit refused the hedge.\n")


def test_the_central_case_stands_for_the_run() -> None:
    ending = ending_of_hedge(futures(), ASKED, 1.0, is_cancelled=False)
    assert ending.plan == futures().plans["low"]
    assert set(ending.case_plans) == {"high"}
