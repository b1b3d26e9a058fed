"""The shipped scenario in which a small assistant takes tokens: cheaper than accelerators of its own."""

from __future__ import annotations

import steelyard as sy
from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan

OPTIONS = sy.SearchOptions(gap=0.005)


def with_and_without() -> tuple[Plan, Plan]:
    given = sy.load("two-sites", "few-questions").loaded.scenario
    made = [make_plan(each, "expected", OPTIONS) for each in (given, given.model_copy(update={"endpoints": ()}))]
    taken, without = (each.plan for each in made if isinstance(each, Planned))
    return taken, without


def test_the_small_assistant_takes_tokens_and_shares_nothing() -> None:
    taken, without = with_and_without()
    assert taken.objective_usd < without.bound_usd
    council = {row.accelerator for row in taken.dispatch if row.workload == "council"}
    assert council == {"llama-70b-tokens"}
    assert len(taken.endpoints) == 12
    assert all(0 < row.tokens_per_minute <= 200_000 for row in taken.endpoints)
    limits = {use.limit: use for use in taken.limits}
    backed = limits["quota of Llama 70B by the token at Nebius Finland for headroom of lane council"]
    assert backed.is_binding
    assert (backed.allowed, backed.unit) == (140_000.0, "tokens/min")
    assert without.endpoints == ()
