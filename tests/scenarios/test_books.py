"""Contracts that finance must approve: the budget of 2027 binds, and the plan waits with its order."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "support-inference")


def test_what_may_be_approved_in_2027_binds_and_costs(planned: Shipped) -> None:
    held, free = planned("approved-in-euros"), planned()
    assert held.bound_usd > free.objective_usd
    approved = {year: sum(r.approved_usd for r in held.books if r.fiscal_year == year) for year in (2027, 2028)}
    assert approved[2027] <= 2_600_000 < sum(r.approved_usd for r in free.books if r.fiscal_year == 2027)
    assert [use.used for use in held.limits if use.kind == "budget"] == [pytest.approx(approved[2027])]


def test_buckets_pay_and_euros_follow_the_rate_of_the_year(planned: Shipped) -> None:
    plan = planned("approved-in-euros")
    assert {row.bucket for row in plan.books} == {"support", "data-science", "platform"}
    assert plan.display_currency == "EUR"
    first = [row for row in plan.books if row.fiscal_year == 2027]
    assert sum(row.paid_display or 0.0 for row in first) == pytest.approx(sum(row.paid_usd for row in first) / 1.15)
    assert sum(row.cost_usd for row in plan.service) + sum(row.cost_usd for row in plan.unassigned) == pytest.approx(
        plan.costs.total_nominal_usd, abs=0.005
    )
