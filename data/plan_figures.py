"""Figures derived from a plan's records, shared by the screen and the workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from models.decisions import Fleet, Rent
from models.derived import PoolUse, SiteUse
from models.plan import Plan
from models.policy import ACCOUNTING_WORDS
from models.units import counted_thing


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
    """Accelerators in service in each period, firm offers and holdings; of dated blocks on average over its hours."""
    lengths = {period.period: sum(period.hours.values()) for period in plan.periods}
    return _summed((row, row.accelerators * _part(row, lengths[row.period])) for row in plan.fleet)


def _part(row: Fleet, hours: float) -> float:
    """Part of the hours of a period in which units are there."""
    return 1.0 if row.days is None else min(1.0, 24 * row.days / hours)


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


PoolPeriod = tuple[str, str, str | None, str]
"""Accelerator, site, `workload@geography` of dedicated units, first month of the period."""


def capacity_kinds(plan: Plan) -> dict[PoolPeriod, str]:
    """How the capacity of each pool is had in each period, in words; a pool with nothing in service may be rented."""
    rented = {_pool_period(row) for row in plan.rent if row.accelerators}
    kinds: dict[PoolPeriod, str] = {}
    for row in plan.pools:
        parts = [*(["in service"] * (row.in_service > 0)), *(["rented by the hour"] * (_pool_period(row) in rented))]
        kinds[_pool_period(row)] = " and ".join(parts) or "none"
    return kinds


def _pool_period(row: PoolUse | Rent) -> PoolPeriod:
    return row.accelerator, row.site, row.dedicated_to, row.period


class YearlyCost(NamedTuple):
    """Nominal cost of a workload, or of what serves none, by calendar year (of the period's first month)."""

    what: str
    """Workload, or why the cost belongs to none."""
    thing: str
    """What its units are: `tokens`; empty where nothing is counted."""
    usd: dict[str, float]
    units: dict[str, float]
    """Units served."""

    @staticmethod
    def total(amounts: dict[str, float], year: str | None) -> float:
        """The amount of a year, or of the horizon."""
        return sum(amounts.values()) if year is None else amounts.get(year, 0.0)

    def per_unit(self, year: str | None = None) -> float | None:
        """Cost per unit served in a year, or over the horizon [USD per unit]; None where nothing is served."""
        units = self.total(self.units, year)
        return self.total(self.usd, year) / units if units else None


NOBODYS = {
    "idle": "no workload: pools that serve nothing",
    "unusable": "no workload: pools nobody can use",
    "unused_commitment": "no workload: unused commitments",
    "agreement": "no workload: rebates and shortfalls of agreements",
    "fixed": "no workload: fixed costs",
    "departure": "no workload: departure from the previous plan, no payment",
    "not_launched": "no workload: value of work before its launch, no payment",
}
"""Costs of no workload, in words."""


def cost_by_workload(plan: Plan) -> list[YearlyCost]:
    """Cost and units of every workload by year, then what belongs to none; the costs add to the nominal total."""
    found: dict[str, YearlyCost] = {}
    for row in plan.service:
        each = found.setdefault(row.workload, YearlyCost(row.workload, counted_thing(row.unit), {}, {}))
        year = row.period[:4]
        each.usd[year] = each.usd.get(year, 0.0) + row.cost_usd
        each.units[year] = each.units.get(year, 0.0) + row.units_served
    nobody: dict[str, YearlyCost] = {}
    for loose in plan.unassigned:
        each = nobody.setdefault(loose.reason, YearlyCost(NOBODYS[loose.reason], "", {}, {}))
        each.usd[loose.period[:4]] = each.usd.get(loose.period[:4], 0.0) + loose.cost_usd
    return [*found.values(), *(nobody[reason] for reason in NOBODYS if reason in nobody)]


def sites_at_their_peak(plan: Plan) -> dict[str, SiteUse]:
    """The period of every used site in which it comes closest to its power limit, else draws most power."""
    peaks: dict[str, SiteUse] = {}
    for row in plan.sites:
        if row.power_kw > peaks[row.site].power_kw if row.site in peaks else row.power_kw or row.racks:
            peaks[row.site] = row
    return peaks
