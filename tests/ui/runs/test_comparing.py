"""Runs that weigh what differs from another scenario: from the queue to their end, whatever it is."""

from __future__ import annotations

from functools import cache

import pytest

from data.problems import ScenarioError
from data.store import NotFound, StoreError, Wishes
from models.comparison import Comparison, SideBySide
from models.run import Person, Run
from models.scenario import Scenario
from solver.answers.outcome import Failed, NoPlanInTime, Outcome
from solver.comparing.make import Unplanned, compare_scenarios
from solver.search.options import Progress
from tests.program.kit import EXACT, Document, offer, scenario
from tests.ui.runs.conftest import IMPOSSIBLE, ME, Queue, document
from ui.comparing import side_by_side
from ui.runs.asked import CompareOptions, task_options_of
from ui.runs.comparing import ending_of_comparison, heard_by, weigh_changes
from ui.runs.endings import Ending
from ui.runs.others import names_of
from ui.runs.pulse import Pulse
from ui.runs.submit import submit, submit_again
from ui.scenario_file import ScenarioFile, in_memory, loaded_document

OD = offer("od", "on_demand", usd_per_hour=1.0)
MORE: Document = {"workloads__0__demand": [{"geography": "eu", "level": 60.0}]}
BASE = scenario(offers=[OD])
DEAR = scenario(offers=[{**OD, "usd_per_hour": 2.0}], **MORE)
ASKED = CompareOptions(name="Dear")


@cache
def weighed() -> SideBySide:
    """Two changes that lead from 360 to 1,080 USD: 360 and 180 by themselves, 180 more together."""
    found = compare_scenarios(BASE, DEAR, "expected", EXACT)
    assert isinstance(found, tuple)
    report, before, after = found
    return side_by_side({"Own": before, "Dear": after}, [report])


def ask(queue: Queue, other: Scenario | str = DEAR, asked: CompareOptions = ASKED) -> Run:
    """A comparison in the queue."""
    text = other if isinstance(other, str) else document(other)
    return submit(queue.store, ME, document(BASE), "Own", task="compare", task_options=asked, options=EXACT, other=text)


def carried_out(queue: Queue, run: Run, *, cancelled_at: str = "none", text: str | None = None) -> Ending:
    """How a run ends in this process; `cancelled_at`: the stage in which its owner cancels."""
    pulse = Pulse(queue.store, run.id, lambda _: None)
    hear = pulse.hear

    def cancels(news: Progress) -> object:
        pulse.wishes = Wishes(news.stage.startswith(cancelled_at), None)
        return hear(news)

    pulse.hear = cancels  # type: ignore[method-assign,assignment]
    source = ScenarioFile("Own", None, loaded_document(document(BASE), "Own", None))
    return weigh_changes(source, text or queue.store.runs.other(ME, run.id), run, EXACT, pulse)


@pytest.mark.usefixtures("keeper")
def test_a_comparison_ends_with_its_report_and_can_be_repeated(queue: Queue) -> None:
    run = queue.ended(ask(queue))
    assert (run.status, run.message, run.incumbent_usd) == ("done", "", None)
    report = queue.store.runs.report(ME, run.id)
    assert isinstance(report, SideBySide)
    assert report.names == ("Own", "Dear")
    assert [(w.first_usd, w.last_usd) for w in report.inputs[0].worths] == [(360.0, 540.0), (180.0, 360.0)]
    assert report.sections == weighed().sections
    stages = {moment.stage.split(": ")[0] for moment in queue.store.runs.moments(ME, run.id)}
    assert {"1 of 6", "6 of 6"} <= stages
    again = submit_again(queue.store, ME, run)
    assert (again.task, task_options_of(again)) == ("compare", ASKED)
    assert queue.store.runs.other(ME, again.id) == document(DEAR)
    taken = queue.store.runs.import_run(ME, queue.store.runs.export_run(ME, run.id))
    assert (queue.store.runs.report(ME, taken.id), queue.store.runs.other(ME, taken.id)) == (report, document(DEAR))


def test_the_other_scenario_may_be_the_base(queue: Queue) -> None:
    ending = carried_out(queue, ask(queue, asked=CompareOptions(name="Dear", is_base=True, most=1)))
    assert isinstance(ending.report, SideBySide)
    (report,) = ending.report.inputs
    assert ending.report.names == ("Dear", "Own")
    assert (report.total_usd, [worth.title for worth in report.worths]) == (-720.0, ["all changes"])


def test_names_tell_the_sides_apart() -> None:
    own = ScenarioFile("Own", "lean", in_memory(BASE).loaded)
    assert names_of(own, CompareOptions(name="Own")) == ("Own, variant lean", "Own")
    same = CompareOptions(name="Own", variant="lean", is_base=True)
    assert names_of(own, same) == ("Own, variant lean (the other)", "Own, variant lean")


def test_cancelled_it_keeps_the_rows_that_are_weighed(queue: Queue) -> None:
    run = ask(queue)
    kept = carried_out(queue, run, cancelled_at="5 of 6")
    assert (kept.status, kept.message) == ("done", "Cancelled after 1 of 2 rows; these were kept.")
    assert isinstance(kept.report, SideBySide)
    assert [worth.first_usd for worth in kept.report.inputs[0].worths] == [360.0, None]
    early = carried_out(queue, run, cancelled_at="4 of 6")
    assert (early.status, early.report) == ("cancelled", None)
    assert "before the first change was weighed" in early.message


def test_there_is_something_to_keep_from_the_second_row_on(queue: Queue) -> None:
    pulse = Pulse(queue.store, ask(queue).id, lambda _: None)
    hear, known = heard_by(pulse), []
    for n in range(1, 7):
        hear(Progress(0.1, 5.0, 4.0, 0.2, f"{n} of 6: x"))
        known.append(pulse.has_result)
    assert known == [False] * 4 + [True] * 2
    assert pulse._last.incumbent_usd is None


def test_which_of_the_two_has_no_plan_is_said(queue: Queue) -> None:
    ending = carried_out(queue, ask(queue, IMPOSSIBLE))
    assert (ending.status, ending.message[:6]) == ("infeasible", "Dear: ")
    assert ending.conflicts is not None
    assert ending.conflicts.provenance.file == "Dear"
    sides = {"Own": in_memory(BASE), "Dear": in_memory(DEAR)}

    def said(is_base: bool, outcome: Outcome, *, is_cancelled: bool = False) -> tuple[str, str]:
        ending = ending_of_comparison(Unplanned(is_base, outcome), sides, EXACT, 3.0, is_cancelled=is_cancelled)
        return ending.status, ending.message

    assert said(True, Failed("the solver failed")) == ("failed", "Own: the solver failed.")
    assert said(False, NoPlanInTime(None, 3.0))[1].startswith("Dear: 3 s were not enough")
    assert said(False, NoPlanInTime(None, 3.0), is_cancelled=True)[0] == "cancelled"


def test_what_cannot_be_compared_never_waits(queue: Queue) -> None:
    with pytest.raises(ScenarioError, match="Dear:1:1: cases: there is no case 'expected'"):
        ask(queue, scenario(offers=[OD], cases=[{"id": "high"}]))
    with pytest.raises(ScenarioError, match="Dear"):
        ask(queue, "name: [")
    with pytest.raises(ScenarioError, match="lean"):
        ask(queue, asked=CompareOptions(name="Dear", variant="lean"))
    with pytest.raises(StoreError, match="no scenario to compare with"):
        submit(queue.store, ME, document(BASE), "Own", task="compare", task_options=ASKED)
    assert queue.store.runs.history(ME) == []


def test_who_may_not_see_a_run_may_not_read_what_it_compares_with(queue: Queue) -> None:
    run, stranger = ask(queue), Person(name="bob@example.com")
    assert queue.store.runs.other(ME, run.id) == document(DEAR)
    with pytest.raises(NotFound):
        queue.store.runs.other(stranger, run.id)


def test_a_comparison_whose_figures_do_not_fit_is_none() -> None:
    report = weighed()
    for wrong in ({"names": ("a", "b", "c")}, {"decisions": ("a",)}, {"inputs": report.inputs * 2}):
        with pytest.raises(ValueError, match="every figure needs one amount"):
            SideBySide.model_validate(report.model_dump() | wrong)
    assert isinstance(report.inputs[0], Comparison)
    assert (report.case, report.model_copy(update={"inputs": ()}).case) == ("expected", "")
