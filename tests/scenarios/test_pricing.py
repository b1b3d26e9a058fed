"""The shipped scenario with negotiated prices: path, tiers, least order and allocation each change the plan."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import steelyard as sy
from models.plan import Plan
from models.scenario import Scenario

CLOSE = sy.SearchOptions(gap=0.001)


def negotiated() -> Scenario:
    return sy.load("two-sites", "negotiated").scenario


@cache
def planned() -> Plan:
    return sy.plan(negotiated(), options=CLOSE)


def cost_without(**fields: Any) -> tuple[float, float]:
    """Bound and cost when offers lack a field, or the policy its limit on supply [USD]."""
    given = negotiated()
    if "supplies" in fields:
        given = given.model_copy(update={"policy": given.policy.model_copy(update=fields)})
    else:
        given = given.model_copy(update={"offers": tuple(o.model_copy(update=fields) for o in given.offers)})
    plan = sy.plan(given, options=CLOSE)
    return plan.bound_usd, plan.objective_usd


def test_three_nodes_of_a_year_reach_the_highest_tier_at_the_price_of_that_year() -> None:
    plan = planned()
    (volume,) = [row for row in plan.volumes if row.from_packs is not None]
    assert (volume.offer, volume.fiscal_year, volume.packs) == ("onprem-germany-h200-buy", 2028, 3.0)
    assert (volume.from_packs, volume.next_from_packs) == (3, None)
    paid = {order.price_share for order in plan.orders if order.order_period.startswith("2028") and order.mode == "buy"}
    assert min(paid) == pytest.approx(0.9 * 0.9)
    assert plan.status == "optimal_within_gap"


def test_the_allocation_binds_and_costs_something() -> None:
    (use,) = [use for use in planned().limits if use.kind == "supplies"]
    assert (use.used, use.allowed, use.is_binding) == (24.0, 24.0, True)
    assert cost_without(supplies=())[1] < planned().bound_usd


def test_tiers_save_something_and_the_least_order_costs_something() -> None:
    assert planned().objective_usd < cost_without(tiers=())[0]
    assert cost_without(min_packs_per_order=None)[1] < planned().bound_usd
