"""The shipped scenario of a full hall: it is enlarged when the first units need the room, and limits bind before."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "two-sites", "full-hall")


def test_the_hall_is_enlarged_in_time_for_the_units_that_need_it(planned: Shipped) -> None:
    """Power first: the fifth node of 8 x 1.275 kW at a PUE of 1.54 does not fit into 50 kW; then racks and cooling."""
    plan = planned()
    assert plan.status == "optimal_within_gap"
    assert {(row.module, row.modules) for row in plan.expansions} == {("second-feed", 1), ("room-next-door", 1)}
    hall = [row for row in plan.sites if row.site == "onprem-germany"]
    for used, cap, base in (("power_kw", "power_cap_kw", 50), ("racks", "rack_cap", 1), ("heat_kw", "heat_cap_kw", 35)):
        outgrown = [row.period for row in hall if getattr(row, used) > base]
        enlarged = [row.period for row in hall if getattr(row, cap) > base]
        assert outgrown
        assert enlarged[0] == outgrown[0]


def test_limits_count_the_modules_and_bind(planned: Shipped) -> None:
    uses = {use.limit: use for use in planned().limits}
    assert uses["modules Second feed at Own hall, Germany"].is_binding
    assert not uses["modules Room next door, with its wall units at Own hall, Germany"].is_binding
    assert uses["racks at Own hall, Germany"].is_binding
    assert "enlarge Own hall, Germany" in planned().decision
    assert not planned().unused_inputs
