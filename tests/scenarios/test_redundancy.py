"""The shipped scenario of redundancy: its rules cost something, hold, and are told."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import pytest

from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "two-sites")


def test_two_legs_cost_more_than_one(planned: Shipped) -> None:
    assert planned().status == "optimal_within_gap"
    assert planned().audit.passed
    assert planned().bound_usd > 1.02 * planned("one-leg").objective_usd
    assert planned("one-leg").backups == ()


def test_the_share_kept_when_a_site_is_lost_binds(planned: Shipped) -> None:
    uses = {use.limit.split(":")[0]: use for use in planned().limits if use.kind == "redundancy"}
    assert set(uses) == {"redundancy any-site", "redundancy any-vendor"}
    assert uses["redundancy any-site"].is_binding
    assert all(use.used >= use.allowed - 1e-6 for use in uses.values())


def test_every_loss_is_carried_elsewhere_from_summer_on(planned: Shipped) -> None:
    sites: dict[str, set[str]] = defaultdict(set)
    for row in planned().backups:
        sites[f"{row.lose} {row.lost}"].add(row.site)
        assert (row.workload, row.block) == ("calls", "peak")
        assert row.period >= "2027-07"
    assert sites["site nebius-eu-north1"] == {"onprem-germany", "colo-frankfurt"}
    assert "site onprem-germany" in sites
    assert "onprem-germany" not in sites["site onprem-germany"]
