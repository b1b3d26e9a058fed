"""Stacks: parts add up, what is negative hangs below zero, equal neighbours are one block."""

from __future__ import annotations

import pytest

from models.plan import Plan
from ui.charts.series import Series, largest, stacked, stepped, summed
from ui.charts.theme import OTHERS
from ui.charts.time_axis import TimeAxis

FIRST, SECOND, THIRD, FOURTH = "2027-01", "2027-07", "2028-01", "2028-07"


@pytest.fixture
def axis(plan: Plan) -> TimeAxis:
    """Four periods of six months."""
    return TimeAxis.of([plan])


def test_parts_stand_on_each_other_and_negative_ones_below_zero(axis: TimeAxis) -> None:
    series: Series = {"a": {FIRST: 3.0}, "b": {FIRST: 2.0}, "c": {FIRST: -4.0}, "d": {FIRST: 0.0}}
    assert [(block.what, block.low, block.high) for block in stacked(series, axis)] == [
        ("a", 0.0, 3.0), ("b", 3.0, 5.0), ("c", -4.0, 0.0)
    ]  # fmt: skip


def test_equal_neighbours_are_one_block(axis: TimeAxis) -> None:
    blocks = stacked({"a": {FIRST: 1.0, SECOND: 1.0, FOURTH: 1.0}}, axis)
    assert [(block.months, block.end - block.start) for block in blocks] == [
        ("2027-01 to 2027-12", 12), ("2028-07 to 2028-12", 6)
    ]  # fmt: skip


def test_the_largest_are_kept_and_the_others_added_up() -> None:
    series = summed([("a", FIRST, 5.0), ("b", FIRST, -9.0), ("c", FIRST, 1.0), ("d", FIRST, 2.0), ("e", FIRST, 0.0)])
    shown, rest = largest(series, 3)
    assert list(shown) == ["b", "a", OTHERS]
    assert shown[OTHERS] == {FIRST: 3.0}
    assert sorted(rest) == ["c", "d"]
    assert largest(series, 4)[1] == []


def test_steps_hold_to_the_end_of_the_last_period(axis: TimeAxis) -> None:
    steps = stepped({"a": {FIRST: 1.0, SECOND: 2.0, THIRD: 3.0, FOURTH: 4.0}}, axis)
    assert [step.amount for step in steps] == [1.0, 2.0, 3.0, 4.0, 4.0]
    assert steps[-1].at == axis.last
