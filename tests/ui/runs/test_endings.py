"""What a run says when it has ended."""

from __future__ import annotations

import pytest

from models.conflict import NothingFits
from models.plan import Audit, Plan
from models.run import Moment, Run
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from solver.search.options import SearchOptions
from tests.ui.runs.conftest import EASY, Queue
from ui.runs.endings import abandoned, crash_message, ending_of

ASKED = SearchOptions(gap=0.005)
REFUSED = Audit(
    passed=False, rows_checked=9, largest_violation=0.5, objective_difference_usd=0.0, failures=("power: 9 > 8",)
)


def said(outcome: Outcome, *, is_cancelled: bool = False) -> tuple[str, str]:
    ending = ending_of(outcome, ASKED, 12.3, is_cancelled=is_cancelled)
    return ending.status, ending.message


def changed(plan: Plan, gap: float, wanted: float, **fields: object) -> Planned:
    provenance = plan.provenance.model_copy(update={"options": {"gap": wanted}})
    return Planned(plan.model_copy(update={"gap": gap, "provenance": provenance, **fields}))


def test_a_plan_says_why_it_ended_otherwise_than_asked(plan: Plan) -> None:
    found = changed(plan, 0.004, 0.005)
    assert said(found) == ("done", "")
    assert said(found, is_cancelled=True) == ("done", "Cancelled when the asked gap was already proven.")
    stopped = changed(plan, 0.0234, 0.005, status="stopped_at_limit")
    assert said(stopped) == (
        "done",
        "The time limit of 300 s ended the search at a gap of 2.34 %; the best plan so far was kept.",
    )
    assert said(stopped, is_cancelled=True) == (
        "done",
        "Cancelled at a gap of 2.34 %; the best plan so far was kept.",
    )
    assert said(changed(plan, 0.0234, 0.03)) == (
        "done",
        "Ended at a gap of 2.34 %: 3 % was accepted during the search, where 0.5 % was asked for.",
    )


def test_limits_in_conflict_are_said_and_kept(why: NothingFits) -> None:
    ending = ending_of(Infeasible(why), ASKED, 12.3, is_cancelled=False)
    assert (ending.status, ending.message, ending.conflicts) == ("infeasible", "\n".join(why.lines), why)


def test_without_a_plan_the_reason_is_said() -> None:
    least = "; whatever plan there is, it costs at least 1,234 USD discounted"
    assert said(NoPlanInTime(1234.0, 300.0)) == (
        "no_plan",
        f"300 s were not enough for a first plan{least}. Run it again with more time.",
    )
    assert said(NoPlanInTime(1234.0, 4.0), is_cancelled=True) == (
        "cancelled",
        f"Cancelled after 12 s, before a first plan{least}.",
    )
    assert said(NoPlanInTime(None, 4.0), is_cancelled=True)[1] == "Cancelled after 12 s, before a first plan."
    status, message = said(Failed("the independent audit refused the plan", REFUSED))
    assert status == "failed"
    assert message.startswith("the independent audit refused the plan.\n")
    assert message.endswith("power: 9 > 8")


def test_what_cannot_be_interrupted_is_left() -> None:
    seen = Moment(seconds=7.0, incumbent_usd=None, bound_usd=None, gap=None, stage="build")
    assert abandoned(seen)[:2] == ("cancelled", "Cancelled after 7 s, before a first plan.")
    status, message = abandoned(seen.model_copy(update={"stage": "conflicts"}))[:2]
    assert status == "infeasible"
    assert message.startswith("No plan can meet all limits.")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"stage": ""}, "unexpectedly, last seen after 0 s without a plan."),
        ({"stage": "relaxation", "bound_usd": 9.0}, "in stage relaxation after 0 s without a plan, bound 9 USD."),
        (
            {"stage": "polish", "incumbent_usd": 10.0, "bound_usd": 9.0, "gap": 0.1},
            "in stage polish after 0 s with a plan of 10 USD, bound 9 USD, gap 10 %; that plan was not audited",
        ),
    ],
)
def test_a_crash_says_what_was_last_seen(queue: Queue, seen: dict[str, object], words: str) -> None:
    run: Run = queue.submit(EASY).model_copy(update=seen)
    message = crash_message(run)
    assert words in message
    assert message.endswith("Run it again.")
