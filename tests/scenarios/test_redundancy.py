"""The shipped scenario of redundancy: its rules cost something, hold, and are told."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import steelyard as sy
from models.plan import Plan

CLOSE = sy.SearchOptions(gap=0.005)


@cache
def planned(variant: str | None = None) -> Plan:
    return sy.plan(sy.load("two-sites", variant), options=CLOSE)


def test_two_legs_cost_more_than_one() -> None:
    assert planned().status == "optimal_within_gap"
    assert planned().audit.passed
    assert planned().bound_usd > 1.02 * planned("one-leg").objective_usd
    assert planned("one-leg").backups == ()


def test_the_share_kept_when_a_site_is_lost_binds() -> None:
    uses = {use.limit.split(":")[0]: use for use in planned().limits if use.kind == "redundancy"}
    assert set(uses) == {"redundancy any-site", "redundancy any-vendor"}
    assert uses["redundancy any-site"].is_binding
    assert all(use.used >= use.allowed - 1e-6 for use in uses.values())


def test_every_loss_is_carried_elsewhere_from_summer_on() -> None:
    sites: dict[str, set[str]] = defaultdict(set)
    for row in planned().backups:
        sites[f"{row.lose} {row.lost}"].add(row.site)
        assert (row.workload, row.block) == ("calls", "peak")
        assert row.period >= "2027-07"
    assert sites["site nebius-eu-north1"] == {"onprem-germany", "colo-frankfurt"}
    assert "site onprem-germany" in sites
    assert "onprem-germany" not in sites["site onprem-germany"]
