"""Numbers are written so that people read them, and files read the same number again."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.document.numerals import is_number, plain_number, rounded
from data.yaml_source import resolve


@pytest.mark.parametrize(
    ("value", "text", "spaced"),
    [
        (2028, "2028", "2,028"), (8000.0, "8000", "8,000"), (-1234.5, "-1234.5", "-1,234.5"), (0.1 + 0.2,
        "0.30000000000000004", "0.30000000000000004"), (6e-09, "0.000000006", "0.000000006"), (1e-12, "1e-12", "1e-12"),
        (1e22, "1e+22", "1e+22"), (10**20, "1" + "0" * 20, "100,000,000,000,000,000,000"), (-0.5, "-0.5", "-0.5"),
        (math.inf, "inf", "inf"), (0, "0", "0"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_people_do(value: float, text: str, spaced: str) -> None:
    assert (plain_number(value), plain_number(value, ",")) == (text, spaced)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20))
def test_what_is_written_reads_as_the_same_number(value: float) -> None:
    assert resolve(plain_number(value)) == value
    assert type(value)(plain_number(value, ",").replace(",", "")) == value


def test_computed_figures_have_six_digits() -> None:
    assert [rounded(x) for x in (31198.3456, 1234567.8, 0.123456789, 8.0)] == [31198.3, 1234570, 0.123457, 8]
    assert isinstance(rounded(8.0), int)


@pytest.mark.parametrize(
    ("value", "is_one"), [(1, True), (1.5, True), (True, False), ("1", False), (math.nan, False), (None, False)]
)
def test_what_a_number_is(value: object, is_one: bool) -> None:
    assert is_number(value) is is_one
