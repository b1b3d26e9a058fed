"""The shipped savings plan: more is signed than January uses, and less is paid than without it."""

from __future__ import annotations

from functools import cache

import pytest

import steelyard as sy
from models.plan import Plan

CLOSE = sy.SearchOptions(gap=0.01)


@cache
def planned(variant: str | None = None) -> Plan:
    return sy.plan(sy.load("model-lab", variant), options=CLOSE)


def test_more_is_signed_than_the_first_months_use() -> None:
    plan = planned("savings-plan")
    assert plan.status == "optimal_within_gap"
    (signed,) = plan.commitments
    shares = [row.used_share for row in plan.commitment_use]
    assert 0.8 < shares[0] < 1.0
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert f"commit to {signed.usd_per_hour:,.2f} USD an hour with Amazon Web Services" in plan.decision
    unused = sum(row.cost_usd for row in plan.unassigned if row.reason == "unused_commitment")
    assert unused == pytest.approx(sum(row.unused_usd for row in plan.commitment_use), abs=0.1)


def test_it_costs_less_than_without() -> None:
    """By about what it saves against on-demand prices."""
    plan, without = planned("savings-plan"), planned()
    saved = sum(row.on_demand_usd - row.committed_usd for row in plan.commitment_use)
    assert saved > 0
    assert without.bound_usd - plan.objective_usd == pytest.approx(saved, rel=0.15)
    assert without.commitments == without.covered == without.commitment_use == ()
