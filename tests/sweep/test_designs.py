"""Which points a sweep looks at."""

from __future__ import annotations

import pytest

from models.sweep import Axis
from solver.sweep.designs import cap_points, points_of

PRICE = Axis(name="price", path="offers[a].price", how="factor", low=0.5, high=1.5, steps=3)
RATE = Axis(name="rate", path="policy.finance.discount_rate", how="value", levels=(0.05, 0.1))
AXES = (PRICE, RATE)


def test_a_tornado_moves_one_input_at_a_time_to_both_ends() -> None:
    assert [point.levels for point in points_of("tornado", AXES, 9, 0)] == [
        {"price": 0.5}, {"price": 1.5}, {"rate": 0.05}, {"rate": 0.1}
    ]  # fmt: skip


def test_a_grid_holds_every_combination() -> None:
    points = points_of("grid", AXES, 9, 0)
    assert [point.levels for point in points] == [
        {"price": price, "rate": rate} for price in (0.5, 1.0, 1.5) for rate in (0.05, 0.1)
    ]
    first, last = points[0].changes
    assert (first.path, first.factor, first.value) == ("offers[a].price", 0.5, None)
    assert (last.path, last.factor, last.value) == ("policy.finance.discount_rate", None, 0.05)


@pytest.mark.parametrize("design", ["latin", "random"])
def test_draws_lie_in_the_ranges_and_repeat_by_seed(design) -> None:
    points = points_of(design, AXES, 40, 7)
    assert len(points) == 40
    assert all(0.5 <= point.levels["price"] < 1.5 and point.levels["rate"] in (0.05, 0.1) for point in points)
    assert points == points_of(design, AXES, 40, 7)
    assert points != points_of(design, AXES, 40, 8)


def test_a_latin_hypercube_has_one_draw_in_each_slice_of_every_range() -> None:
    levels = [point.levels for point in points_of("latin", AXES, 40, 7)]
    assert sorted(int((level["price"] - 0.5) * 40) for level in levels) == list(range(40))
    assert [level["rate"] for level in levels].count(0.05) == 20


def test_limits_of_a_frontier_go_down_in_equal_steps() -> None:
    points = cap_points("carbon", 100.0, 20.0, 4)
    assert [change.value for point in points for change in point.changes] == [80.0, 60.0, 40.0, 20.0]
    assert {change.path for point in points for change in point.changes} == {"caps.carbon_kg"}
    assert cap_points("lock_in", 0.0, 0.0, 4) == ()


@pytest.mark.parametrize(
    "fields", [{}, {"low": 1.0}, {"low": 2.0, "high": 1.0}, {"low": 1.0, "high": 2.0, "levels": (1.0,)}]
)
def test_an_axis_has_levels_or_a_rising_range(fields) -> None:
    with pytest.raises(ValueError, match=r"levels, or both ends|must not be above"):
        Axis(name="a", path="a", how="value", **fields)
