"""Payments and approvals of a plan in finance's own books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from models.books import BookLine, usd_per_unit
from models.calendar import month_text
from models.costs import CostKind
from solver.program.books import (
    BOUND_BY_ORDER,
    NOT_A_PAYMENT,
    approvals,
    bucket_of,
    fiscal_year,
    kind_of,
    month_paid,
)
from solver.program.build import Program

Book = tuple[int, CostKind, str]
"""A fiscal year, `capex` or `opex`, and a team bucket; an empty one for none."""


class Booked(NamedTuple):
    """An amount that is paid or approved in a month."""

    month: int
    kind: CostKind
    bucket: str
    paid_usd: float
    approved_usd: float


def books(program: Program) -> tuple[BookLine, ...]:
    """One line for every fiscal year, book and bucket with payments or approvals; `load_values` comes first."""
    x = program.instance
    rates, is_shown = x.scenario.policy.exchange_rates, x.scenario.policy.finance.display_currency is not None
    sums: dict[Book, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in _booked(program):
        rate = usd_per_unit(rates, month_text(row.month)) if is_shown else 1.0
        line = sums[fiscal_year(x, row.month), row.kind, row.bucket]
        for n, usd in enumerate((row.paid_usd, row.approved_usd, row.paid_usd / rate)):
            line[n] += usd
    return tuple(
        BookLine(
            fiscal_year=year,
            kind=kind,
            bucket=bucket or None,
            paid_usd=round(paid, 2),
            approved_usd=round(approved, 2),
            paid_display=round(shown, 2) if is_shown else None,
        )
        for (year, kind, bucket), (paid, approved, shown) in sorted(sums.items())
    )


def _booked(program: Program) -> Iterator[Booked]:
    """Payments in the month they are made, and what orders bind to pay in the month they are placed."""
    x = program.instance
    for entry in (*program.entries, *program.constants):
        usd = entry.paid * (1.0 if entry.decision is None else entry.decision.value)
        if usd and entry.term not in NOT_A_PAYMENT:
            approved = 0.0 if entry.term in BOUND_BY_ORDER else usd
            yield Booked(month_paid(x, entry), kind_of(x, entry), bucket_of(x, entry) or "", usd, approved)
    for row in approvals(program.model, x):
        if usd := row.usd * row.decision.value:
            month = x.scenario.horizon.period_start(row.period)
            yield Booked(month, row.kind, row.bucket or "", 0.0, usd)
