"""Whole replicas and their start decide in a shipped scenario: a copilot whose users all start at nine."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped

NINE = "nine-o-clock"


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "enterprise-copilot")


def test_a_peak_that_builds_up_while_replicas_start_makes_the_plan_dearer(planned: Shipped) -> None:
    plan = planned(NINE)
    assert plan.audit.passed
    assert plan.status == "optimal_within_gap"
    assert plan.bound_usd > planned(None).objective_usd


def test_replicas_are_whole_three_at_least_and_partly_on_call(planned: Shipped) -> None:
    rows = planned(NINE).headroom
    spans = {(c.workload, c.accelerator): c.accelerators_per_replica for c in planned(NINE).capacities}
    assert all(row.accelerators == spans[row.workload, row.accelerator] * (row.replicas or 0) for row in rows)
    by_month: dict[str, int] = {}
    for row in rows:
        by_month[row.period] = by_month.get(row.period, 0) + (row.replicas or 0)
    assert min(by_month.values()) == 3
    assert any((row.on_call or 0) > 0 for row in rows)


def test_the_least_number_and_the_capacity_on_call_are_among_the_limits(planned: Shipped) -> None:
    limits = {use.kind: use for use in planned(NINE).limits}
    assert limits["replicas"].is_binding
    at = "Copilot in the editors and the service desk in Central Europe (Frankfurt)"
    assert limits["replicas"].limit == f"least replicas of {at} at peaks"
    assert {kind for kind, use in limits.items() if use.is_minimum} == {"replicas"}
    assert limits["start_up"].used / limits["start_up"].allowed > 0.9
