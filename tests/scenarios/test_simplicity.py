"""The shipped scenario of few contracts: the limit binds, is kept, costs something, and the stage stays in the gap."""

from __future__ import annotations

from functools import partial

import pytest

import steelyard as sy
from models.plan import Plan
from tests.shipped import Shipped

CLOSE = sy.SearchOptions(gap=0.005)


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "edge-robotics")


def signed(plan: Plan) -> set[str]:
    return {row.offer for row in plan.orders} | {row.offer for row in plan.rent}


def test_six_contracts_are_enough_and_cost_more(planned: Shipped) -> None:
    few, free = planned("fewer-contracts"), planned()
    assert len(signed(few)) == 6 < len(signed(free))
    assert few.status == "optimal_within_gap"
    assert few.bound_usd > free.objective_usd
    (use,) = [use for use in few.limits if use.kind == "simplicity"]
    assert (use.limit, use.used, use.allowed, use.is_binding) == ("number of contracts", 6.0, 6.0, True)


def test_orders_are_drawn_together_within_the_gap(planned: Shipped) -> None:
    plan = planned()
    assert plan.simplicity is not None
    assert plan.simplicity.orders_spared > 0
    assert 0 < plan.simplicity.cost_usd < 0.2 * CLOSE.gap * plan.decidable_usd
    assert plan.gap <= CLOSE.gap
