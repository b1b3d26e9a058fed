"""Sections of the report on what a plan makes of its sites and pools: service, cost per unit, power and carbon."""

from __future__ import annotations

from collections import Counter, defaultdict

from rich.console import RenderableType

from data.plan_figures import YearlyCost, cost_by_workload, sites_at_their_peak
from models.cents import rounded_to_sum
from models.derived import Capacity
from models.numbers import plain, price_scale
from models.plan import Plan
from models.units import counted_thing
from ui.figures import words
from ui.tables import grid, section


def unit_costs(plan: Plan) -> RenderableType | None:
    """Cost per unit by workload and calendar year, and the whole cost with what belongs to no workload."""
    costs = cost_by_workload(plan)
    if not costs:
        return None
    years = list(dict.fromkeys(period.period[:4] for period in plan.periods))
    amounts, total = rounded_to_sum([sum(row.usd.values()) for row in costs], 0)
    rows = [(*_unit_cost(row, years), f"{usd:,}") for row, usd in zip(costs, amounts, strict=True)]
    columns = ("Workload", "USD per", *(f">{year}" for year in years), ">Horizon", ">Cost in\nhorizon [USD]")
    sums = ("total", *[""] * (len(years) + 2), f"{total:,}")
    title = "Cost per unit served by calendar year [USD, nominal, less end value], and cost over the horizon"
    return section(title, grid(columns, rows, sums))


def _unit_cost(row: YearlyCost, years: list[str]) -> tuple[str, ...]:
    leading = row.per_unit()
    if leading is None:
        return (row.what, "", *[""] * (len(years) + 1))
    size, things = price_scale(leading, row.thing)
    prices = [row.per_unit(year) for year in (*years, None)]
    return (row.what, things, *("" if price is None else plain(price * size) for price in prices))


def sites(plan: Plan) -> RenderableType | None:
    """Power where each site draws most, energy and carbon over the horizon."""
    peaks = sites_at_their_peak(plan)
    if not peaks:
        return None
    energy: dict[str, float] = defaultdict(float)
    carbon: dict[str, float] = defaultdict(float)
    for row in plan.sites:
        energy[row.site] += row.energy_kwh / 1000
        carbon[row.site] += row.carbon_kg / 1000
    rows = [
        (
            site,
            row.period,
            plain(row.power_kw),
            "none" if row.power_cap_kw is None else plain(row.power_cap_kw),
            "" if row.power_share is None else f"{100 * row.power_share:.1f}",
            plain(energy[site]),
            plain(carbon[site]),
        )
        for site, row in peaks.items()
    ]
    sums = ("total", "", "", "", "", plain(sum(energy.values())), plain(sum(carbon.values())))
    columns = (
        "Site", "|Most power\n[month]", ">Power\n[kW]", ">Limit\n[kW]", ">Used\n[%]", ">Energy in\nhorizon [MWh]",
        ">Carbon, location-\nbased [t CO2e]",
    )  # fmt: skip
    title = "Sites: power at the meter where it is highest, energy and carbon over the horizon"
    return section(title, grid(columns, rows, sums))


def waiting(plan: Plan) -> RenderableType | None:
    """Work that may wait: how long, in which hours it is done, and where most of it waits."""
    columns = (
        "Workload",
        ">May wait\n[periods]",
        "Done in blocks",
        ">Most waiting at\nthe end of a period",
        "|Then\n[month]",
    )
    rows = []
    for work in plan.deferrable:
        uses = [use for use in plan.service if use.workload == work.workload]
        most = max(uses, key=lambda use: use.backlog_units)
        amount = f"{plain(most.backlog_units)} {counted_thing(most.unit)}" if most.backlog_units else "nothing"
        then = most.period if most.backlog_units else ""
        rows.append((work.workload, str(work.wait_periods), ", ".join(work.blocks), amount, then))
    return section("Work that may wait", grid(columns, rows)) if rows else None


def bottlenecks(plan: Plan) -> RenderableType | None:
    """What stands in the way of more of every workload, in how many periods, and the reason given most often."""
    periods: Counter[str] = Counter()
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for use in plan.service:
        if use.bottleneck:
            periods[use.workload] += 1
            found[use.workload, use.bottleneck][use.reason] += 1
    rows = [
        (workload, name, f"{reasons.total()} of {periods[workload]}", reasons.most_common(1)[0][0])
        for (workload, name), reasons in found.items()
    ]
    columns = ("Workload", "|Bottleneck", ">Periods", "Where most of it runs, mostly")
    return section("What stands in the way of more", grid(columns, rows)) if rows else None


def left_out(plan: Plan) -> list[RenderableType]:
    """Pairs that could serve and do not, by reason."""
    by_reason: dict[str, list[Capacity]] = defaultdict(list)
    for row in plan.capacities:
        if row.not_served:
            by_reason[row.not_served].append(row)
    columns = ("Workload@users", "Accelerator@site", "Why")
    return [
        section(
            f"Possible, but not used, {words(reason)}: {len(rows):,} pair{'s' * (len(rows) > 1)}",
            grid(columns, _grouped(rows)),
        )
        for reason, rows in sorted(by_reason.items())
    ]


def _grouped(pairs: list[Capacity]) -> list[tuple[str, str, str]]:
    """Pairs with the same workload and reason in one row."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in pairs:
        places[f"{row.workload}@{row.geography}", row.why].append(f"{row.accelerator}@{row.site}")
    return [(work, ", ".join(where), why) for (work, why), where in sorted(places.items())]
