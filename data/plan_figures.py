"""Figures derived from a plan's records, shared by the screen and the workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from models.plan import Fleet, Plan, Rent
from models.policy import ACCOUNTING_WORDS


class Source(NamedTuple):
    """Where capacity comes from: one offer (or holding) at one site."""

    offer: str
    accelerator: str
    site: str
    mode: str
    dedicated_to: str | None


Series = dict[Source, dict[str, float]]
"""Accelerators by source and first month of the period."""


def accounting_rules(plan: Plan) -> list[tuple[str, str]]:
    """The accounting rules of the plan: name with chosen value, and what it means."""
    return [
        (f"{name} ({value})".replace("_", " ").capitalize(), ACCOUNTING_WORDS.get(value, value))
        for name, value in plan.accounting.items()
    ]


def fleet_series(plan: Plan) -> Series:
    """Accelerators in service in each period, firm offers and holdings."""
    return _summed((row, row.accelerators) for row in plan.fleet)


def rent_series(plan: Plan) -> Series:
    """Accelerators rented on average over the hours of each period, on-demand and spot."""
    hours = {period.period: period.hours for period in plan.periods}
    lengths = {period.period: sum(period.hours.values()) for period in plan.periods}
    return _summed((row, row.accelerators * hours[row.period][row.block] / lengths[row.period]) for row in plan.rent)


def _summed(amounts: Iterable[tuple[Fleet | Rent, float]]) -> Series:
    series: dict[Source, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row, amount in amounts:
        source = Source(row.offer, row.accelerator, row.site, row.mode, row.dedicated_to)
        series[source][row.period] += amount
    return {source: dict(series[source]) for source in sorted(series, key=lambda s: tuple(part or "" for part in s))}


def rent_by_year(plan: Plan) -> Series:
    """Accelerators rented on average over the planned hours of each calendar year (period of first month)."""
    hours = {period.period: sum(period.hours.values()) for period in plan.periods}
    totals: dict[str, float] = defaultdict(float)
    for period, length in hours.items():
        totals[period[:4]] += length
    series: Series = {}
    for source, values in rent_series(plan).items():
        series[source] = dict.fromkeys(totals, 0.0)
        for period, accelerators in values.items():
            series[source][period[:4]] += accelerators * hours[period] / totals[period[:4]]
    return series


def year_ends(plan: Plan) -> tuple[str, ...]:
    """First month of the last period of each calendar year."""
    return tuple({period.period[:4]: period.period for period in plan.periods}.values())
