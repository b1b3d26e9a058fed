"""Rounded parts add up to the rounded total."""

from __future__ import annotations

import math
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.cents import rounded_to_sum

AMOUNTS = st.lists(st.floats(min_value=-1e11, max_value=1e11, allow_subnormal=False), max_size=30)


@given(AMOUNTS)
def test_parts_add_up_and_move_less_than_a_cent(values: list[float]) -> None:
    parts, total = rounded_to_sum(values)
    assert sum(parts, Decimal(0)) == total
    assert abs(total - Decimal(repr(math.fsum(values)))) <= Decimal("0.01")
    assert all(abs(part - Decimal(repr(value))) < Decimal("0.01") for part, value in zip(parts, values, strict=True))


def test_thirds_of_a_cent() -> None:
    assert rounded_to_sum([1 / 3, 1 / 3, 1 / 3])[0] == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
