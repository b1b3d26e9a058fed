"""Figures of finance from a cash flow by month, each by the formula in its docstring.

A **flow** maps months from the start of the horizon (0: at once, 12: a year later) to USD, receipts positive, payments
negative; a month that is not in it has 0. A rate is per year; the factor at month m is (1+r)^(-m/12), as everywhere in
Steelyard, so that the net present value of a plan's costs is its objective.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import fsum

import pyxirr

from models.calendar import month_number
from models.cents import rounded_to_sum

Flow = Mapping[int, float]
"""USD by month from the start."""
CENT = 0.005
"""Sums closer to 0 than this are 0: money is stated in cents [USD]."""


def discount_factor(rate: float, month: float) -> float:
    """Worth today of a dollar at a month [USD/USD]: (1+r)^(-m/12)."""
    return float((1 + rate) ** (-month / 12))


def net_present_value(flow: Flow, rate: float) -> float:
    """NPV [USD]: sum over m of flow[m] x (1+r)^(-m/12). That of a sum of flows is the sum of theirs."""
    return fsum(usd * discount_factor(rate, month) for month, usd in flow.items())


def added(*flows: Flow) -> dict[int, float]:
    """The sum of flows, month by month [USD]."""
    months = sorted({month for flow in flows for month in flow})
    return {month: fsum(flow.get(month, 0.0) for flow in flows) for month in months}


def scaled(flow: Flow, factor: float) -> dict[int, float]:
    """Every amount times a factor; -1 turns payments into receipts [USD]."""
    return {month: usd * factor for month, usd in flow.items()}


def discounted(flow: Flow, rate: float) -> dict[int, float]:
    """Each amount at its worth at the start [USD]."""
    return {month: usd * discount_factor(rate, month) for month, usd in flow.items()}


def cumulated(flow: Flow) -> dict[int, float]:
    """Sum of all amounts up to and with each month [USD]."""
    months = sorted(flow)
    return {month: fsum(flow[m] for m in months[: n + 1]) for n, month in enumerate(months)}


def deepest(flow: Flow) -> float:
    """The most that is laid out before it comes back [USD]: max over m of -(cumulated flow at m), at least 0."""
    return max(0.0, *(-usd for usd in cumulated(flow).values())) if flow else 0.0


def payback_month(flow: Flow, rate: float = 0.0) -> int | None:
    """First month from which on the cumulated flow, discounted at `rate`, stays at 0 or above [months from the start].

    With a rate of 0 the simple payback. 0 where it is never below 0; None where it is below 0 at the end.
    """
    paid_back: int | None = 0
    for month, usd in cumulated(discounted(flow, rate)).items():
        if usd < -CENT:
            paid_back = None
        elif paid_back is None:
            paid_back = month
    return paid_back


def return_on_investment(flow: Flow) -> float | None:
    """ROI over the horizon [share]: sum of the flow / the most laid out (`deepest`); None where nothing is laid out."""
    laid_out = deepest(flow)
    return fsum(flow.values()) / laid_out if laid_out > CENT else None


def has_one_rate(flow: Flow) -> bool:
    """Whether a flow has exactly one internal rate of return above 0: its cumulated amounts go from below 0 to above 0
    once and for all (Norstrom, 1972)."""
    signs = [usd > 0 for usd in cumulated(flow).values() if abs(usd) > CENT]
    changes = sum(a != b for a, b in pairwise(signs))
    return bool(signs) and not signs[0] and signs[-1] and changes == 1


def internal_rate(flow: Flow) -> float | None:
    """IRR per year [share/year]: (1+i)^12 - 1 with i the monthly rate at which sum of flow[m] x (1+i)^(-m) = 0.

    By pyxirr. None where payments or receipts are missing, or no rate was found.
    """
    last = max(flow, default=0)
    monthly = pyxirr.irr([flow.get(month, 0.0) for month in range(last + 1)], silent=True)
    return None if monthly is None else float((1 + monthly) ** 12 - 1)


def dated_internal_rate(flow: Flow, start: str) -> float | None:
    """XIRR per year [share/year], as spreadsheets compute it: sum of flow[m] x (1+x)^(-days/365) = 0, with the days
    from the first day of the month `start` to the first day of the month in which an amount is due.

    By pyxirr. None as for `internal_rate`.
    """
    first = month_number(start)
    days = [date((first + m) // 12, (first + m) % 12 + 1, 1) for m in sorted(flow)]
    found = pyxirr.xirr(days, [flow[m] for m in sorted(flow)], silent=True)
    return None if found is None else float(found)


def straight_line(cost_usd: float, life_months: int, end_usd: float = 0.0) -> tuple[Decimal, ...]:
    """Depreciation of each month of a life, in cents [USD]: (cost - end) / life; sums to cost - end exactly.

    Raises
    ------
    ValueError
        for a life below one month, or a value at its end outside 0..cost.
    """
    _check(cost_usd, life_months, end_usd)
    return _in_cents([(cost_usd - end_usd) / life_months] * life_months, cost_usd - end_usd)


def declining_balance(
    cost_usd: float, life_months: int, end_usd: float = 0.0, factor: float = 2.0
) -> tuple[Decimal, ...]:
    """The same by declining balance: the larger of book value x factor/life and the rest spread evenly over the months
    left, never below the value at the end; factor 2 is double-declining with the usual switch to straight line."""
    _check(cost_usd, life_months, end_usd)
    if factor <= 0:
        raise ValueError("the factor of declining balance must be above 0")
    book, found = cost_usd, []
    for month in range(life_months):
        rest = book - end_usd
        found.append(min(rest, max(book * factor / life_months, rest / (life_months - month))))
        book -= found[-1]
    return _in_cents(found, cost_usd - end_usd)


def _check(cost_usd: float, life_months: int, end_usd: float) -> None:
    if life_months < 1:
        raise ValueError("a life has one month or more")
    if not 0 <= end_usd <= cost_usd:
        raise ValueError("the value at the end of a life lies between 0 and the cost")


def _in_cents(amounts: Sequence[float], total: float) -> tuple[Decimal, ...]:
    return tuple(rounded_to_sum(amounts, total=total)[0])
