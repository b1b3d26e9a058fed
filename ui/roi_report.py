"""The plan against its alternatives for the terminal: what each costs, what is saved, when early spend comes back."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.calendar import month_number, month_text
from models.crossover import DemandCrossover
from models.names import Names
from models.numbers import plain
from models.roi import LATE, Against, Crossover, DepreciationYear, RoiReport, Tried, Weighed, Worth
from ui.demand_words import crossing_words
from ui.figures import change, clean, percent, signed, usd, whole_usd, words
from ui.stress_report import AUDITED
from ui.tables import grid, point, section

COSTS = (
    "Alternative",
    ">NPV of cost\n[USD]",
    ">Nominal\n[USD]",
    ">Capex,\nnominal\n[USD]",
    ">Opex,\nnominal\n[USD]",
    ">Most cash\nat one date\n[USD]",
    ">Gap",
    ">Shortage at\nits price\n[USD]",
)
GAINS = (
    "Against",
    ">Plan saves,\ndiscounted\n[USD]",
    ">Of what\nit pays",
    ">Extra early\nspend of\nthe plan\n[USD]",
    ">Paid back\n[months]",
    ">Paid back,\ndiscounted\n[months]",
    ">IRR\n[per year]",
    ">ROI",
)
WORTH = (
    "Plan",
    ">NPV of value\n[USD]",
    ">NPV of cost\n[USD]",
    ">Value less\ncost, NPV\n[USD]",
    ">The same,\nnominal\n[USD]",
    ">Paid back\n[months]",
    ">IRR\n[per year]",
    ">ROI",
)
WORTH_MEANING = (
    "Value of the units served of all work that states one, less all that is paid, also for work that states none; "
    "value that is lost or forgone is not received, and no cost here. Paid back, IRR and ROI: of what is laid out "
    "before value comes in."
)
BRINGS = "What each brings"
OVER_DEMAND = "The same over demand, in whole packs"
NEVER = "not inside"
HIGHEST = 10.0
"""Returns above are said to be above it [share]."""
MEANING = (
    "NPV, nominal, capex and opex by the accounting rules of the scenario, less end values; cash as it is paid. Each "
    "alternative is planned at its best under its restriction; what it does not carry is priced apart and in no other "
    "column. Extra early spend: the most that the plan has paid beyond the alternative at any date; months count from "
    "the start of the horizon, and IRR and ROI are those of that spend over the horizon. An IRR stands only where "
    "there is exactly one."
)
WRITTEN_OFF = (">Fiscal year", ">Bought\n[USD]", ">Straight-line\n[USD]", ">Declining\nbalance [USD]")


def roi_report(report: RoiReport) -> RenderableType:
    """The whole report."""
    planned = [row for row in report.alternatives if row.money]
    parts: list[RenderableType] = [
        Text(clean(f"{report.scenario}, case {report.case}: the plan against alternatives"), style="bold"),
        Text(clean(roi_head(report))),
        section("What each costs", grid(COSTS, map(_costs, planned))),
        section(
            "What the plan saves",
            grid(GAINS, (_gains(row, row.against) for row in planned if row.against)),
            Text(),
            Text(MEANING, style="dim"),
        ),
        section(
            "What the alternatives are",
            *(part for row in report.alternatives[1:] for part in _listed(told_lines(row, report.names))),
        ),
    ]
    worths = [_worth(row, row.money.worth) for row in planned if row.money and row.money.worth]
    if worths:
        parts.insert(3, section(BRINGS, grid(WORTH, worths), Text(), Text(WORTH_MEANING, style="dim")))
    if report.crossovers:
        lines = (crossing_lines(row, report.names) for row in report.crossovers)
        parts.append(section("Owned, reserved or rented", *(part for each in lines for part in _listed(each))))
    if report.demand_crossovers:
        lines = (demand_lines(row, report.names) for row in report.demand_crossovers)
        parts.append(section(OVER_DEMAND, *(part for each in lines for part in _listed(each))))
    if report.depreciation:
        parts.append(section("Depreciation of what the plan buys", _written_off(report.depreciation)))
    return Group(*parts)


def roi_head(report: RoiReport) -> str:
    """What all figures are about: cost, horizon, rate, price of a shortage."""
    plan = report.plan.money
    cost = f"The plan costs {usd(plan.paid_usd)}" if plan else "There is no plan"
    last = month_text(month_number(report.start) + report.months - 1)
    within = f" Differences up to {usd(report.within_usd)} say nothing." if report.within_usd >= 1 else ""
    price = f"{report.shortage_usd_per_accelerator_hour:,.0f} USD an accelerator-hour"
    rate = percent(report.discount_rate)
    return (
        f"{cost}, {report.start} to {last}, discounted at {rate} a year.{within} What an alternative cannot carry "
        f"costs {price}."
    )


def _costs(row: Weighed) -> tuple[str, ...]:
    money = row.money
    assert money is not None  # noqa: S101  # rows with money alone
    return (
        row.name + ("*" if row.falls_short else ""),
        *map(whole_usd, (money.paid_usd, money.nominal_usd, money.capex_usd, money.opex_usd, money.peak_cash_usd)),
        "" if row.gap is None else percent(row.gap),
        whole_usd(row.shortage_usd),
    )


def _gains(row: Weighed, gain: Against) -> tuple[str, ...]:
    return (
        row.name + ("*" if row.falls_short else ""),
        signed(gain.saving_usd, whole_usd),
        change(gain.saving_share),
        whole_usd(gain.extra_usd),
        NEVER if gain.payback_month is None else f"{gain.payback_month:,}",
        NEVER if gain.payback_discounted_month is None else f"{gain.payback_discounted_month:,}",
        _rate(gain.irr_per_year),
        _rate(gain.roi),
    )


def _worth(row: Weighed, worth: Worth) -> tuple[str, ...]:
    return (
        row.name + ("*" if row.falls_short else ""),
        *map(whole_usd, (worth.value_usd, worth.cost_usd, worth.net_usd, worth.net_nominal_usd)),
        NEVER if worth.payback_month is None else f"{worth.payback_month:,}",
        _rate(worth.irr_per_year),
        _rate(worth.roi),
    )


def _rate(share: float | None) -> str:
    """A return to three digits; one that tells nothing but that it is large is cut."""
    return "-" if share is None else f"over {HIGHEST:.0%}" if share > HIGHEST else percent(share)


def told_lines(row: Weighed, names: Names) -> list[str]:
    """An alternative in a sentence, and what to know about it, set off."""
    return [f"{row.name}: {row.restriction}.", *(f"    {each}" for each in _details(row, names))]


def _details(row: Weighed, names: Names) -> Iterator[str]:
    if row.why_not:
        yield f"Not planned: {row.why_not.rstrip('.')}."
    if row.is_plan:
        yield "It is the plan itself."
    if row.notes:
        yield f"Note: {'; '.join(row.notes)}."
    if row.tried:
        found = (f"{names.vendor(each.vendor)} {_outcome_of(each)}" for each in row.tried)
        yield f"Tried: {'; '.join(found)}."
    if row.falls_short:
        checked = f" ({AUDITED[row.checked]})" if AUDITED[row.checked] else ""
        when = f" in {row.first_short}" if row.first_short else ""
        yield (
            f"* Falls short first{when}: {row.falls_short}; {row.missed_accelerator_hours:,.0f} accelerator-hours of "
            f"demand and {row.headroom_short_accelerator_hours:,.0f} of headroom are missed in all{checked}."
        )


def _outcome_of(each: Tried) -> str:
    if each.paid_usd is None:
        return "no plan in time" if each.why_not == LATE else "no plan"
    return usd(each.paid_usd) + (f" and {usd(each.shortage_usd)} for what is missed" if each.shortage_usd else "")


def crossing_lines(row: Crossover, names: Names) -> list[str]:
    """What an hour costs at full use by every way, and, set off, where ways change places."""
    ways = {way.offer: way for way in row.ways}
    said = ", ".join(f"{words(way.mode)} {way.usd_per_hour(1.0):,.2f} by {names.offer(way.offer)}" for way in row.ways)
    found = [f"{names.accelerator(row.accelerator)}, USD an hour at full use: {said}."]
    for each in row.crossings:
        firm, flexible = words(ways[each.firm].mode), words(ways[each.flexible].mode)
        found.append(
            f"    Above {percent(each.utilization)} of the hours used {firm} is cheaper than {flexible} "
            f"({each.usd_per_hour:,.2f} USD an hour there)."
        )
    return found


def _listed(lines: list[str]) -> list[RenderableType]:
    """A line of a list, and under it, dimmer, what is set off."""
    head, *rest = lines
    return [
        point(head),
        *(Padding(Text(clean(each.strip()), style="dim"), (0, 0, 0, 4), expand=False) for each in rest),
    ]


def demand_lines(row: DemandCrossover, names: Names) -> list[str]:
    """What a month of a workload costs by every way at the plan's demand, and, set off, where ways change places."""
    costs = ((way, whole_usd(way.usd_per_month(row.plan_demand))) for way in row.ways)
    said = ", ".join(f"{words(way.mode)} {cost} by {names.offer(way.offer)}" for way, cost in costs)
    who = f"{names.workload(row.workload)} on {names.accelerator(row.accelerator)}"
    return [f"{who}, USD a month for {plain(row.plan_demand)} {row.unit}: {said}.", f"    {crossing_words(row)}"]


def _written_off(years: tuple[DepreciationYear, ...]) -> RenderableType:
    usds = [(y.capex_usd, y.straight_line_usd, y.declining_usd) for y in years]
    rows = [(str(y.fiscal_year), *map(whole_usd, each)) for y, each in zip(years, usds, strict=True)]
    return grid(WRITTEN_OFF, rows, ("all", *(whole_usd(sum(column)) for column in zip(*usds, strict=True))))
