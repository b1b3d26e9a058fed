"""The shipped scenario in which a subsidiary leaves: contracts are left early, and bought nodes are sold."""

from __future__ import annotations

from functools import cache

import steelyard as sy
from models.plan import Plan


@cache
def planned() -> Plan:
    return sy.plan(sy.load("two-sites", "carve-out"), options=sy.SearchOptions(gap=0.01))


def test_nodes_leave_when_the_calls_do() -> None:
    plan = planned()
    assert plan.status == "optimal_within_gap"
    assert {row.kind for row in plan.releases} == {"exit", "resale"}
    assert all("2028-10" < row.period <= "2029-10" and row.cost_usd < 0 for row in plan.releases)
    assert "give back early" in plan.decision
    assert "resell" in plan.decision
    assert not plan.unused_inputs


def test_fees_and_sales_are_in_the_bill() -> None:
    plan, terms = planned(), planned().costs.by_term
    assert terms["exit_fees"] == round(sum(row.fee_usd for row in plan.releases), 2)
    assert terms["resale"] == -round(sum(row.resale_usd for row in plan.releases), 2)
    kept = {(row.offer, row.period): row.packs for row in plan.fleet}
    for row in plan.releases:
        assert kept.get((row.offer, row.period), 0.0) < sum(o.packs for o in plan.orders if o.offer == row.offer)
