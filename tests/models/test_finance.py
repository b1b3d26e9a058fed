"""Figures of finance against references by hand: exact fractions, closed forms, and the examples of spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from random import Random

import pytest

from models.finance import (
    Flow,
    added,
    cumulated,
    dated_internal_rate,
    declining_balance,
    deepest,
    discount_factor,
    discounted,
    has_one_rate,
    internal_rate,
    net_present_value,
    payback_month,
    return_on_investment,
    scaled,
    straight_line,
)

TWO_YEARS: Flow = {0: -100.0, 12: 60.0, 24: 60.0}
ANNUITY: Flow = {0: -1000.0, **dict.fromkeys(range(1, 13), 100.0)}
GROWING: Flow = {0: -500.0, 12: 100.0, 24: 200.0, 36: 300.0, 48: 400.0}
LATE: Flow = {0: -50.0, 6: -50.0, 18: 150.0}
MONTHLY = 1.1 ** (1 / 12)
"""Factor of a month at 10 % a year."""


def geometric(ratio: float, terms: int) -> float:
    """ratio + ratio^2 + ... + ratio^terms."""
    return ratio * (1 - ratio**terms) / (1 - ratio)


NPVS: list[tuple[Flow, float, float | Fraction]] = [
    (TWO_YEARS, 0.1, Fraction(-100) + Fraction(600, 11) + Fraction(6000, 121)),
    (TWO_YEARS, 0.0, Fraction(20)),
    (TWO_YEARS, 0.25, Fraction(-100) + Fraction(48) + Fraction(192, 5)),
    (TWO_YEARS, 1.0, Fraction(-100) + Fraction(30) + Fraction(15)),
    (GROWING, 0.0, Fraction(500)),
    (GROWING, 0.25, Fraction(-500) + Fraction(80) + Fraction(128) + Fraction(768, 5) + Fraction(4096, 25)),
    (
        GROWING,
        0.1,
        Fraction(-500) + Fraction(1000, 11) + Fraction(20000, 121) + Fraction(300000, 1331) + Fraction(4000000, 14641),
    ),
    (ANNUITY, 0.1, -1000 + 100 * geometric(1 / MONTHLY, 12)),
    (ANNUITY, 0.0, Fraction(200)),
    (LATE, 0.21, Fraction(-50) - Fraction(500, 11) + Fraction(150) * Fraction(1000, 1331)),
    ({}, 0.1, Fraction(0)),
    ({3: 7.0}, 0.0, Fraction(7)),
]
RATES: list[tuple[Flow, float]] = [
    ({0: -100.0, 12: 110.0}, 0.1),
    ({0: -100.0, 24: 121.0}, 0.1),
    ({0: -100.0, 12: 50.0}, -0.5),
    ({0: -100.0, 1: 101.0}, 1.01**12 - 1),
    ({0: -100.0, 6: 110.0}, 0.21),
    (TWO_YEARS, (60 + sqrt(3600 + 24000)) / 200 - 1),
    ({0: -1200.0, **dict.fromkeys(range(1, 13), 100.0)}, 0.0),
    ({0: -1000.0, 12: 100.0, 24: 100.0, 36: 1100.0}, 0.1),  # a bond at par yields its coupon
]
DATED: list[tuple[Flow, str, float]] = [
    ({0: -100.0, 12: 110.0}, "2027-01", 0.1),  # 365 days
    ({0: -100.0, 12: 110.0}, "2028-01", 1.1 ** (365 / 366) - 1),  # a leap year
    ({0: -100.0, 1: 101.0}, "2027-01", 1.01 ** (365 / 31) - 1),
    ({0: -100.0, 1: 101.0}, "2027-02", 1.01 ** (365 / 28) - 1),
    ({0: -100.0, 24: 121.0}, "2029-01", 0.1),  # 730 days
    ({0: -80.0, 3: 84.0}, "2027-04", 1.05 ** (365 / 91) - 1),
]
PAYBACKS: list[tuple[Flow, float, int | None]] = [
    (TWO_YEARS, 0.0, 24),
    (TWO_YEARS, 0.1, 24),
    (TWO_YEARS, 0.2, None),  # 50 + 41.67 < 100
    (ANNUITY, 0.0, 10),
    (ANNUITY, 0.1, 11),  # 100 x (a + .. + a^10) = 958, to a^11 = 1049
    (GROWING, 0.0, 36),
    (GROWING, 0.25, 48),  # 80 + 128 + 153.6 < 500, with 163.84 it is 525.44
    (LATE, 0.0, 18),
    ({0: 5.0, 3: -5.0}, 0.0, 0),  # never below 0
    ({0: -5.0, 1: 9.0, 2: -6.0, 3: 2.0}, 0.0, 3),  # above 0 for a while is not for good
    ({}, 0.1, 0),
]


@pytest.mark.parametrize(("flow", "rate", "by_hand"), NPVS)
def test_net_present_values(flow: Flow, rate: float, by_hand: float | Fraction) -> None:
    assert net_present_value(flow, rate) == pytest.approx(float(by_hand), abs=1e-9)
    assert sum(discounted(flow, rate).values()) == pytest.approx(float(by_hand), abs=1e-9)


@pytest.mark.parametrize(("flow", "by_hand"), RATES)
def test_internal_rates(flow: Flow, by_hand: float) -> None:
    assert internal_rate(flow) == pytest.approx(by_hand, abs=1e-9)


def test_the_internal_rate_is_where_the_npv_is_nothing() -> None:
    for flow in (TWO_YEARS, ANNUITY, GROWING, LATE):
        rate = internal_rate(flow)
        assert rate is not None
        assert net_present_value(flow, rate) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("flow", "start", "by_hand"), DATED)
def test_dated_internal_rates(flow: Flow, start: str, by_hand: float) -> None:
    assert dated_internal_rate(flow, start) == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize(("flow", "rate", "by_hand"), PAYBACKS)
def test_paybacks(flow: Flow, rate: float, by_hand: int | None) -> None:
    assert payback_month(flow, rate) == by_hand


@pytest.mark.parametrize(
    ("flow", "laid_out", "roi"),
    [
        (TWO_YEARS, 100, Fraction(1, 5)),
        (ANNUITY, 1000, Fraction(1, 5)),
        (GROWING, 500, Fraction(1)),
        (LATE, 100, Fraction(1, 2)),
        ({0: -5.0, 1: 3.0, 2: -8.0, 3: 11.0}, 10, Fraction(1, 10)),
        ({0: 5.0, 3: -5.0}, 0, None),
    ],
)
def test_what_is_laid_out_and_its_return(flow: Flow, laid_out: float, roi: Fraction | None) -> None:
    assert deepest(flow) == pytest.approx(laid_out, abs=1e-9)
    assert return_on_investment(flow) == (None if roi is None else pytest.approx(float(roi), abs=1e-9))


def test_a_flow_with_several_rates_or_none_has_not_one() -> None:
    assert all(has_one_rate(flow) for flow in (TWO_YEARS, ANNUITY, GROWING, LATE))
    twice = {0: -100.0, 12: 230.0, 24: -132.0}  # at 10 % and at 20 %
    assert net_present_value(twice, 0.1) == pytest.approx(net_present_value(twice, 0.2), abs=1e-9)
    assert not any(has_one_rate(flow) for flow in (twice, {0: 5.0, 1: -3.0}, {0: -5.0}, {}))
    assert internal_rate({0: -5.0, 1: -3.0}) is None
    assert dated_internal_rate({0: 5.0}, "2027-01") is None


def test_the_npv_of_parts_is_the_npv_of_the_total() -> None:
    draw = Random(7)  # noqa: S311  # draws of a test
    parts = [{draw.randrange(60): draw.uniform(-1e6, 1e6) for _ in range(20)} for _ in range(9)]
    whole = added(*parts)
    for rate in (0.0, 0.08, 0.3):
        each = sum(net_present_value(part, rate) for part in parts)
        assert net_present_value(whole, rate) == pytest.approx(each, abs=1e-6)
        assert net_present_value(scaled(whole, -1), rate) == pytest.approx(-each, abs=1e-6)
    assert list(cumulated(whole).values())[-1] == pytest.approx(sum(whole.values()), abs=1e-6)
    assert discount_factor(0.08, 12) == pytest.approx(1 / 1.08, abs=1e-15)


@pytest.mark.parametrize(
    ("method", "given", "by_hand"),
    [
        (straight_line, (1200.0, 12), ["100.00"] * 12),
        (straight_line, (2400.0, 10, 300.0), ["210.00"] * 10),  # SLN(2400, 300, 10)
        (straight_line, (100.0, 3), ["33.34", "33.33", "33.33"]),
        # DDB(2400, 300, 10, n): in its last year what is left above the value at the end
        (
            declining_balance,
            (2400.0, 10, 300.0),
            "480.00 384.00 307.20 245.76 196.61 157.29 125.83 100.66 80.53 22.12".split(),
        ),
        # VDB(1000, 0, 5, n-1, n): 400, 240, 144, then half of 216 in each of the last two
        (declining_balance, (1000.0, 5), ["400.00", "240.00", "144.00", "108.00", "108.00"]),
        # factor 1.5: 300, 210, then 490 / 3 in each of the last three
        (declining_balance, (1000.0, 5, 0.0, 1.5), ["300.00", "210.00", "163.33", "163.34", "163.33"]),
        (declining_balance, (10.0, 1), ["10.00"]),
        (declining_balance, (0.0, 4), ["0.00"] * 4),
    ],
)
def test_depreciation(method: Callable[..., tuple[Decimal, ...]], given: tuple[float, ...], by_hand: list[str]) -> None:
    found = method(*given)
    assert sorted(found, reverse=True) == sorted(map(Decimal, by_hand), reverse=True)
    assert sum(found) == Decimal(repr(given[0])) - Decimal(repr(given[2] if len(given) > 2 else 0.0))


def test_depreciation_sums_to_the_cost_exactly() -> None:
    draw = Random(3)  # noqa: S311  # draws of a test
    for _ in range(200):
        cost, life = round(draw.uniform(0, 1e7), 2), draw.randrange(1, 120)
        end = round(cost * draw.random() * draw.randrange(2), 2)
        for found in (straight_line(cost, life, end), declining_balance(cost, life, end, draw.choice((1.5, 2.0)))):
            assert sum(found) == Decimal(repr(cost)) - Decimal(repr(end))
            assert min(found) >= 0


@pytest.mark.parametrize("given", [(100.0, 0), (100.0, 12, -1.0), (100.0, 12, 101.0), (100.0, 12, 0.0, 0.0)])
def test_lives_and_values_that_cannot_be_are_refused(given: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"life|factor"):
        declining_balance(*given)  # type: ignore[arg-type]
