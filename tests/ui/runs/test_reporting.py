"""Runs that weigh a plan, give its reasons, weigh its vendors: from the queue to their end, whatever it is."""

from __future__ import annotations

import json

import pytest

from data.problems import ScenarioError
from data.store import StoreError, Wishes
from models.bakeoff import Bakeoff, QuoteText
from models.reasons import Reasons
from models.reports import REPORTS
from models.run import Moment, Run, Task
from solver.answers.outcome import Failed, NoPlanInTime
from solver.telling.make import Told, make_told
from tests.program.kit import EXACT, offer, scenario
from tests.ui.runs.conftest import IMPOSSIBLE, ME, Queue, document
from ui.runs.asked import BakeoffOptions, WhyOptions, task_options_of
from ui.runs.endings import Ending, abandoned
from ui.runs.pulse import Pulse
from ui.runs.reporting import ending_of_report, report_on
from ui.runs.submit import submit, submit_again
from ui.scenario_file import ScenarioFile, loaded_document

GIVEN = scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0), offer("own", "buy", upfront_usd=60.0)])
TEXT = document(GIVEN)
ASKED = WhyOptions(within_percent=60.0, alternatives=1)


def ask(queue: Queue, task: Task, text: str = TEXT, told: WhyOptions | BakeoffOptions | None = None) -> Run:
    """A run of a task in the queue."""
    return submit(queue.store, ME, text, "Weighed", task=task, task_options=told, options=EXACT)


def carried_out(queue: Queue, run: Run, text: str = TEXT, *, wants_cancel: bool = False) -> tuple[Ending, list[str]]:
    """How a run ends, and its stages, in this process."""
    queue.store.work.claim(99, "here")
    pulse = Pulse(queue.store, run.id, lambda _: None)
    pulse.wishes = Wishes(wants_cancel=wants_cancel, accepted_gap=None)
    ending = report_on(ScenarioFile("Weighed", None, loaded_document(text, "Weighed", None)), run, EXACT, pulse)
    pulse._report()
    return ending, [moment.stage.split(": ")[0] for moment in queue.store.runs.moments(ME, run.id)]


@pytest.mark.usefixtures("keeper")
def test_a_run_ends_with_its_report(queue: Queue) -> None:
    run = queue.ended(ask(queue, "why", told=ASKED))
    assert (run.status, run.message, run.incumbent_usd) == ("done", "", None)
    why = queue.store.runs.report(ME, run.id)
    assert isinstance(why, Reasons)
    assert why.scenario_hash == run.input_hash
    assert (why.cost_usd, why.within_percent, len(why.alternatives)) == (240.0, 60.0, 1)
    again = submit_again(queue.store, ME, run)
    assert (again.task, task_options_of(again)) == ("why", ASKED)


@pytest.mark.parametrize(("task", "stage"), [("roi", "All on demand"), ("negotiate", "without own")])
def test_every_task_has_a_report_of_its_own(queue: Queue, task: Task, stage: str) -> None:
    ending, stages = carried_out(queue, ask(queue, task))
    assert (ending.status, ending.message) == ("done", "")
    assert isinstance(ending.report, REPORTS[task])
    assert {"plan", stage} <= set(stages)


def test_quotes_are_ranked_as_they_were_given(queue: Queue) -> None:
    new = {**offer("new", "on_demand", usd_per_hour=0.25), "evidence": {"grade": "quote", "source": "Q-1"}}
    told = BakeoffOptions(quotes=(QuoteText(file="q.yaml", text=json.dumps({"offers": [new]})),))
    ending, stages = carried_out(queue, ask(queue, "bakeoff", told=told))
    assert (ending.status, ending.message) == ("done", "")
    assert isinstance(ending.report, Bakeoff)
    assert ending.report.quotes[0].first.usd == 150.0  # 4 x 60 bought, or 4 x 90 h x 0.25 rented
    assert {"1 of 2", "2 of 2"} <= set(stages)
    stopped, _ = carried_out(queue, ask(queue, "bakeoff", told=told), wants_cancel=True)
    assert (stopped.status, stopped.report) == ("cancelled", None)
    known = BakeoffOptions(quotes=(QuoteText(file="q.yaml", text=json.dumps({"offers": [{**new, "id": "od"}]})),))
    with pytest.raises(ScenarioError, match="'od' is in the scenario already"):
        ask(queue, "bakeoff", told=known)
    with pytest.raises(StoreError, match="needs quotes"):
        ask(queue, "bakeoff")


def test_without_a_plan_the_reason_is_kept(queue: Queue) -> None:
    ending, _ = carried_out(queue, ask(queue, "negotiate", IMPOSSIBLE), IMPOSSIBLE)
    assert (ending.status, ending.report) == ("infeasible", None)
    assert ending.conflicts is not None


def test_cancelled_it_leaves_nothing(queue: Queue) -> None:
    ending, _ = carried_out(queue, ask(queue, "roi"), wants_cancel=True)
    assert (ending.status, ending.report) == ("cancelled", None)
    assert "before its report was made" in ending.message


def test_what_it_ended_in_is_said() -> None:
    source = ScenarioFile("Weighed", None, loaded_document(TEXT, "Weighed", None))
    told = make_told(GIVEN, "expected", EXACT, sections=("roi",))
    assert isinstance(told, Told)
    assert told.roi is not None
    wrong = told.roi.model_copy(update={"failures": ("The plan: 1 is not 2 USD",)})

    def said(outcome: object, *, is_cancelled: bool = False) -> tuple[str, str]:
        ending = ending_of_report(outcome, EXACT, 3.0, is_cancelled=is_cancelled, source=source)  # type: ignore[arg-type]
        return ending.status, ending.message

    assert said(told.roi) == said(told.roi, is_cancelled=True) == ("done", "")
    assert said(wrong) == ("failed", "The figures do not agree:\nThe plan: 1 is not 2 USD")
    assert said(NoPlanInTime(None, 3.0), is_cancelled=True) == (
        "cancelled",
        "Cancelled after 3 s, before its report was made.",
    )
    assert said(NoPlanInTime(None, 3.0))[0] == "no_plan"
    assert said(Failed("the solver failed")) == ("failed", "the solver failed.")
    last = Moment(seconds=3.0, incumbent_usd=None, bound_usd=None, gap=None, stage="All on demand: root")
    assert abandoned(last, "roi").message == "Cancelled after 3 s, before a first result."
