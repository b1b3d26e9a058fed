"""What is said of simplicity: limits in conflict, rules without effect, counts."""

from __future__ import annotations

from typing import Any

import pytest

from models.simplicity import Simplicity
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.answers.unused import unused_inputs
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.options import SearchOptions
from tests.generators import larger
from tests.program.kit import EXACT
from tests.program.test_simplicity import FAR, OD, OLD, OWN, few


def unused(*offers: dict[str, Any], **changes: Any) -> list[str]:
    given = few(*offers, **changes)
    found = unused_inputs(Instance(given, Tree.single("expected", 3)))
    return [said for said in found if "simplicity" in said]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"max_vendors": 2}, "policy.simplicity.max_vendors: there are only 2 vendors"),
        ({"max_sites": 5}, "policy.simplicity.max_sites: there are only 2 sites"),
        ({"max_contracts": 3}, "policy.simplicity.max_contracts: there are only 3 contracts"),
        (
            {"max_pools_per_workload": 2},
            "policy.simplicity.max_pools_per_workload: no workload in a geography has more than 2 pools",
        ),
        (
            {"min_order_packs": 4},
            "offers.own: at most 3 packs are on offer, policy.simplicity.min_order_packs asks for 4",
        ),
    ],
)
def test_rules_without_effect_are_told(limits: dict[str, int], said: str) -> None:
    assert unused(OWN, OD, FAR, **limits) == [said]


def test_rules_with_effect_are_not() -> None:
    limits = {"max_vendors": 1, "max_sites": 1, "max_contracts": 2, "max_pools_per_workload": 1, "min_order_packs": 3}
    assert unused(OWN, OD, FAR, **limits) == []


@pytest.mark.parametrize("kind", ["vendors", "sites"])
def test_a_limit_in_conflict_is_named_with_the_number_that_would_do(kind: str) -> None:
    """Today's fleet stands in the cloud, and volt is paid for it; more is on offer from acme, in the hall."""
    held = {**OLD, "vendor": "volt", "site": "cloud", "until": None}
    given = few({**OWN, "max_packs": None}, holdings=[held], **{f"max_{kind}": 1})
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Infeasible)
    (said,) = made.conflicts
    assert said.split("; or ")[0] == f"number of {kind}: a limit of 1 is too low, 2 would do"
    assert said.split("; or ")[1].startswith("demand of job in eu: 75 % more of it would be missed")


def test_counts_are_those_of_decisions_and_of_todays_fleet() -> None:
    held = {**OLD, "vendor": "volt", "site": "cloud", "until": None}
    made = make_plan(few(OWN, holdings=[held]), "expected", EXACT)
    assert isinstance(made, Planned)
    assert made.plan.simplicity == Simplicity(contracts=1, vendors=2, sites=2, orders=1)


def test_a_plan_may_be_simpler_for_all_that_the_gap_leaves_open() -> None:
    """The search finds the optimum, and what simplicity takes is the whole gap: three amounts are rounded to cents."""
    made = make_plan(larger(63), "expected", SearchOptions(gap=0.2))
    assert isinstance(made, Planned)
    simple = made.plan.simplicity
    assert simple is not None
    assert simple.cost_usd == pytest.approx(made.plan.objective_usd - made.plan.bound_usd, abs=0.015)
    assert simple.cost_usd > 1000
