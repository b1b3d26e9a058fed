"""The shipped scenario of dated blocks: which runs they do, and what the days of a block decide."""

from __future__ import annotations

from functools import partial

import pytest

import steelyard as sy
from tests.shipped import Shipped

VARIANT = "capacity-blocks"


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "model-lab")


def test_blocks_do_what_would_not_fill_a_contract(planned: Shipped) -> None:
    plan = planned(VARIANT)
    assert plan.audit.passed
    assert plan.objective_usd < planned().bound_usd
    ordered = {row.days for row in plan.orders if row.mode == "dated"}
    assert 10 in ordered
    assert not [line for line in plan.unused_inputs if "calendar" in line]


def test_runs_end_within_their_block(planned: Shipped) -> None:
    days = {row.offer: row.days for row in planned(VARIANT).orders}
    inside = [row for row in planned(VARIANT).gangs if row.dated]
    assert inside
    assert all(row.hours_per_run <= 24 * (days[row.dated or ""] or 0) for row in inside)
    assert {row.size for row in inside if days[row.dated or ""] == 10} == {32}  # 16 would train nothing in ten days


def test_the_quota_counts_all_blocks_of_a_month_at_once(planned: Shipped) -> None:
    (use,) = [use for use in planned(VARIANT).limits if use.kind == "quotas"]
    assert use.is_binding
    assert use.used == use.allowed


def test_longer_blocks_at_the_same_price_would_be_cheaper(planned: Shipped) -> None:
    given = sy.load("model-lab", VARIANT)
    longer = tuple(o.model_copy(update={"days": 31}) if o.is_dated else o for o in given.scenario.offers)
    changed = given.scenario.model_copy(update={"offers": longer})
    assert sy.plan(changed, options=sy.SearchOptions(gap=0.001)).objective_usd < planned(VARIANT).bound_usd
