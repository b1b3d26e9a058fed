"""The shipped scenario of edge sites: heat binds, each serves its own, and the depot opens when it pays."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped

EDGE = ("Plant or warehouse, United States", "Plant or warehouse, Germany", "Depot, Iowa")


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "edge-robotics", None)


@pytest.mark.parametrize(
    ("case", "site"),
    [
        ("conservative", "Plant or warehouse, Germany"),
        ("expected", "Depot, Iowa"),
        ("aggressive", "Plant or warehouse, United States"),
    ],
)
def test_heat_binds_in_every_case(planned: Shipped, case: str, site: str) -> None:
    uses = {use.limit: use for use in planned(case).limits if use.kind == "edge"}
    assert set(uses) == {f"heat at {name}" for name in EDGE}
    assert uses[f"heat at {site}"].is_binding


def test_every_edge_site_serves_its_own_users_alone(planned: Shipped) -> None:
    own = {"edge-us-plant": "us-east", "edge-germany-plant": "eu-central", "edge-us-depot": "us-central"}
    served = {(row.site, row.geography) for row in planned().dispatch if row.site in own}
    assert served == set(own.items())
    assert {arc.reason for arc in planned().removed_arcs} >= {"serves"}


def test_the_depot_opens_once_there_are_enough_parcels(planned: Shipped) -> None:
    """Before, they are counted in the cloud; a site in use pays telemetry and support, one that is not pays nothing."""
    rows = [row for row in planned().sites if row.site == "edge-us-depot"]
    opened = [row.in_use for row in rows]
    assert opened == sorted(opened)
    assert set(opened) == {False, True}
    assert {(row.in_use, row.telemetry_usd, row.support_usd) for row in rows} == {(False, 0, 0), (True, 144, 900)}
    counted = {row.site for row in planned().dispatch if row.workload == "parcels" and row.period == "2027-01"}
    assert counted == {"aws-us-east-1"}
