"""Units over their life: what to retire, what is spare and who could take it, what reviews look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from models.lifecycle_figures import FleetRow, LifecycleReview, Retire, SpareUnits, Transfer
from models.numbers import plain, usd
from models.plan import Plan
from ui.figures import clean, count, percent, reason, whole_usd, words
from ui.tables import grid, point, section

TITLE = "Lifecycle: units to retire, spare units, reviews"
RETIRE, SPARE, TRANSFERS, REVIEWS = (
    "Units that meet the retire rule",
    "Spare units",
    "Who could take spare units",
    "Reviews",
)
RUNNING = "What units cost to run, beside the market"
RETIRE_HEADERS = (
    *("Units", "Pool", "|From\n[month]", "|Review\n[month]", ">Units", ">Spare", ">Busy\n[%]"),
    *(">They cost\n[USD/month]", ">Elsewhere\n[USD/month]", ">Saves\n[USD]"),
)
SPARE_HEADERS = (
    "Pool",
    "|First\n[month]",
    "|Last\n[month]",
    ">Periods",
    ">Spare",
    ">Price\n[USD/acc/h]",
    ">Worth\n[USD]",
)
TRANSFER_HEADERS = (
    *("Pool", "|From\n[month]", ">Spare", "Work", "Team", ">Ready in\n[weeks]", "First"),
    *(">One does", ">Elsewhere\n[USD/acc/h]"),
)
REVIEW_HEADERS = ("|Review\n[month]", "Meet the retire rule", "Leave until the next", ">Spare", ">Worth\n[USD/month]")
PRICES = {
    "running": "what a busy unit costs to run beside what is owed for it anyway",
    "cost": "a share of the whole cost of its pool",
    "stated": "as the policy states it",
}
MORE = "`steelyard explain` has the tables."
NOTHING = "No unit meets the retire rule, and none is spare for a whole period."


def lifecycle(plan: Plan) -> RenderableType | None:
    """In short; None where there is nothing to say."""
    found = plan.lifecycle
    if found is None or not (found.retire or found.spare):
        return None
    return section(TITLE, *map(point, [*sentences(plan), MORE]))


def sentences(plan: Plan) -> list[str]:
    """What to retire, what is spare, and the next review."""
    found = plan.lifecycle
    if found is None:
        return []
    said = [*_retiring(plan), *(_spare_sentence(plan, rows) for rows in _by_pool(found.spare))]
    due = next((row for row in found.reviews if row.retire or row.spare), None)
    next_one = [f"First review with something to decide: {due.month}."] if due else []
    return [*(said or [NOTHING]), *next_one]


def _retiring(plan: Plan) -> list[str]:
    """What to do with every fleet that meets the retire rule."""
    rows = plan.lifecycle.retire if plan.lifecycle else ()
    return [f"{_who(plan, row)}: {_costs(row)}. {advice(row)}" for row in rows]


def _who(plan: Plan, row: FleetRow) -> str:
    return f"{plan.names.offer(row.fleet)} ({place(plan, row)})"


def place(plan: Plan, row: FleetRow | SpareUnits | Transfer) -> str:
    """Accelerator and site by name, and for whom units are there."""
    owner = f", for {row.dedicated_to.removeprefix('lane:')}" if row.dedicated_to else ""
    return f"{plan.names.accelerator(row.accelerator)} at {plan.names.site(row.site)}{owner}"


def _costs(row: Retire) -> str:
    here = f"{usd(row.running_usd_per_month)}/month to run from {row.first}"
    if row.elsewhere_usd_per_month is None:
        return f"{here}, pool busy for {percent(row.utilization or 0.0)} of its hours; its work can run nowhere else"
    if not row.elsewhere_usd_per_month:
        return f"{here}, and what it does the units beside it could do as well"
    return f"{here}, its work {usd(row.elsewhere_usd_per_month)}/month elsewhere"


def advice(row: Retire) -> str:
    """What to do, by what it saves until the units leave or the horizon ends."""
    if row.review is None:
        return "They leave before the review at which that is known."
    if row.saves_usd is None:
        return f"Review {row.review}: hardly used, but some of the work can run nowhere else."
    if row.saves_usd > 0:
        return f"Retire at the review {row.review}: saves {usd(row.saves_usd)} until they leave or the horizon ends."
    return f"Review {row.review}: keep them, retiring would cost {usd(-row.saves_usd)} until they leave."


def _by_pool(rows: tuple[SpareUnits, ...]) -> Iterator[list[SpareUnits]]:
    for _, found in groupby(rows, key=lambda row: (row.accelerator, row.site, row.dedicated_to)):
        yield list(found)


def _spare_sentence(plan: Plan, rows: list[SpareUnits]) -> str:
    most = max(rows, key=lambda row: row.spare)
    price = f"{plain(most.usd_per_accelerator_hour)} USD/accelerator/h"
    return f"{place(plan, most)}: up to {most.spare:,} of {count(most.in_service)} spare ({most.period}), at {price}."


def retire_rows(plan: Plan) -> list[tuple[str, ...]]:
    """A row for every fleet that meets the retire rule."""
    return [_retire(row) for row in (plan.lifecycle.retire if plan.lifecycle else ())]


def _retire(row: Retire) -> tuple[str, ...]:
    there, saves = row.elsewhere_usd_per_month, row.saves_usd
    return (
        *(row.fleet, _pool(row), row.first, row.review or "none"),
        *(count(row.accelerators), count(row.spare), plain(100 * (row.utilization or 0.0))),
        *(whole_usd(row.running_usd_per_month), "" if there is None else whole_usd(there)),
        "" if saves is None else whole_usd(saves),
    )


def _pool(row: FleetRow | SpareUnits | Transfer) -> str:
    return f"{row.accelerator}@{row.site}" + (f" for {row.dedicated_to}" if row.dedicated_to else "")


def spare_rows(plan: Plan) -> list[tuple[str, ...]]:
    """A row for every pool with spare units, all its months together."""
    rows: list[tuple[str, ...]] = []
    for found in _by_pool(plan.lifecycle.spare if plan.lifecycle else ()):
        worth = whole_usd(sum(row.worth_usd for row in found))
        units = _span([row.spare for row in found])
        price = _span([row.usd_per_accelerator_hour for row in found])
        rows.append((_pool(found[0]), found[0].period, found[-1].period, str(len(found)), units, price, worth))
    return rows


def _span(values: Sequence[float]) -> str:
    """`18 to 40`, or one figure where all are the same."""
    low, high = plain(min(values)), plain(max(values))
    return low if low == high else f"{low} to {high}"


def transfer_rows(plan: Plan) -> list[tuple[str, ...]]:
    """A row for all work that could take spare units."""
    rows = plan.lifecycle.transfers if plan.lifecycle else ()
    return [_transfer(row) for row in rows if row.weeks is not None]


def _transfer(row: Transfer) -> tuple[str, ...]:
    there = row.elsewhere_usd_per_accelerator_hour
    steps = [f"hand over: {plain(row.hand_over_weeks)} weeks"] if row.hand_over_weeks else []
    steps += [f"port: {plain(row.port_weeks)} weeks, {usd(row.port_usd)}"] if row.port_weeks or row.port_usd else []
    if row.move_weeks or row.move_tb:
        steps.append(f"move {plain(row.move_tb)} TB: {plain(row.move_weeks)} weeks, {usd(row.move_usd)}")
    runs_there = "nothing: it runs there" if row.verdict == "runs_there" else "nothing"
    first, who = "; ".join(steps) or runs_there, f"{row.workload}@{row.geography}"
    return (
        *(_pool(row), row.first, f"{row.spare:,}", who, row.team or "not named", plain(row.weeks or 0.0)),
        *(first, f"{plain(row.throughput or 0.0)} {row.unit}", "" if there is None else plain(there)),
    )


def ruled_out(plan: Plan) -> list[str]:
    """Why other work could not take them, pool by pool."""
    said = []
    rows = [row for row in (plan.lifecycle.transfers if plan.lifecycle else ()) if row.weeks is None]
    for where, found in groupby(rows, key=lambda row: place(plan, row)):
        why = [f"{row.workload}@{row.geography} ({_barred(row)})" for row in found]
        said.append(f"{where}: not for {', '.join(why)}.")
    return said


def _barred(row: Transfer) -> str:
    return "its lane is kept apart" if row.verdict == "other_lane" else reason(row.reason)


def review_rows(plan: Plan) -> list[tuple[str, ...]]:
    """A row for every review at which there is something to look at."""
    reviews = plan.lifecycle.reviews if plan.lifecycle else ()
    return [_review(row) for row in reviews if row.retire or row.leaving or row.spare]


def _review(row: LifecycleReview) -> tuple[str, ...]:
    return (
        row.month,
        ", ".join(row.retire),
        ", ".join(row.leaving),
        f"{row.spare:,}",
        whole_usd(row.worth_usd_per_month),
    )


def price_words(plan: Plan) -> str:
    """How spare units are priced."""
    rule = plan.lifecycle.internal_price if plan.lifecycle else "running"
    return f"Internal price of spare units ({words(rule)}): {PRICES[rule]}."


def lifecycle_tables(plan: Plan) -> list[RenderableType]:
    """All tables in which there is something; nothing for plans from before lifecycles were computed."""
    if plan.lifecycle is None:
        return []
    parts: list[RenderableType] = []
    if rows := retire_rows(plan):
        parts.append(section(RETIRE, grid(RETIRE_HEADERS, rows), *map(point, _retiring(plan))))
    if rows := spare_rows(plan):
        parts.append(section(SPARE, Text(clean(price_words(plan))), grid(SPARE_HEADERS, rows)))
    if rows := transfer_rows(plan):
        parts.append(section(TRANSFERS, grid(TRANSFER_HEADERS, rows)))
    parts += [point(said) for said in ruled_out(plan)]
    if rows := review_rows(plan):
        parts.append(section(REVIEWS, grid(REVIEW_HEADERS, rows)))
    return parts
