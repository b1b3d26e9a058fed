"""The shipped enterprise agreements: the larger one is signed, though it promises more than the year spends."""

from __future__ import annotations

from functools import cache

import pytest

import steelyard as sy
from models.plan import Plan

CLOSE = sy.SearchOptions(gap=0.01)


@cache
def planned(variant: str | None = None) -> Plan:
    return sy.plan(sy.load("model-lab", variant), options=CLOSE)


def test_the_larger_agreement_is_signed_and_what_is_missing_paid() -> None:
    plan = planned("enterprise-agreement")
    assert plan.status == "optimal_within_gap"
    (year,) = plan.agreements
    assert year.agreement == "aws-agreement-4400k"
    assert year.rebate_usd == pytest.approx(0.09 * year.charged_usd)
    assert 0 < year.shortfall_usd < year.rebate_usd
    assert year.shortfall_usd == pytest.approx(year.committed_usd - year.drawn_usd)
    assert "sign an agreement with Amazon Web Services" in plan.decision
    nobody = sum(row.cost_usd for row in plan.unassigned if row.reason == "agreement")
    assert nobody == pytest.approx(year.shortfall_usd - year.rebate_usd, abs=0.1)


def test_it_costs_less_than_without_by_more_than_the_smaller_one_would_save() -> None:
    plan, without = planned("enterprise-agreement"), planned()
    assert without.agreements == ()
    saved = without.objective_usd - plan.objective_usd
    smaller = 0.03 * sum(without.costs.by_term[term] for term in ("reserve_payments", "on_demand"))
    assert saved > 1.2 * smaller
