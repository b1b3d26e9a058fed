"""The shipped scenario in which one quota counts all that a cloud rents in a region."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

import steelyard as sy
from models.plan import Plan

CLOSE = sy.SearchOptions(gap=0.01)
QUOTA = 32.0


@cache
def planned(variant: str | None) -> Plan:
    return sy.plan(sy.load("support-inference", variant), options=CLOSE)


def test_the_quota_binds_and_costs_something() -> None:
    plan = planned("regional-quota")
    (use,) = [use for use in plan.limits if use.kind == "quotas"]
    assert use.is_binding
    assert use.allowed == QUOTA
    assert planned(None).objective_usd < plan.bound_usd
    assert not plan.unused_inputs


def test_headroom_counts_on_no_more_than_the_quota() -> None:
    counted: dict[str, float] = defaultdict(float)
    for row in planned("regional-quota").counted_on:
        counted[row.period] += row.accelerators
    assert 0 < max(counted.values()) <= QUOTA + 1e-6
    before = max(row.credit or 0.0 for row in planned(None).pools)
    assert before > max(row.credit or 0.0 for row in planned("regional-quota").pools)


def test_part_of_the_peaks_goes_to_a_second_cloud() -> None:
    clouds = [{order.site for order in planned(variant).orders} for variant in (None, "regional-quota")]
    assert [len(sites) for sites in clouds] == [1, 2]
    assert planned("regional-quota").objective_usd == pytest.approx(3.9e6, rel=0.02)
