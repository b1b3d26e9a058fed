"""Value beside cost, and when work is launched that may be launched later, for terminal and page."""

from __future__ import annotations

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.numbers import plain
from models.plan import Plan
from models.unit_economics import UnitCost
from ui.figures import usd, whole_usd
from ui.tables import grid, section

LAUNCHES = "Launches of work that may be launched later"
LAUNCH_HEADERS = ("Workload", "Launched [month]", "Value forgone before, nominal [USD]")
NEVER = "not inside the horizon"
VALUE = "Value beside cost, nominal"
VALUE_HEADERS = (
    *("Workload", "Span", "Unit", "Value [USD]", "Value, USD per 1,000 units", "Cost, USD per 1,000 units"),
    "Margin, USD per 1,000 units",
)


def launch_rows(plan: Plan) -> list[tuple[str, ...]]:
    """Every launch that the plan decides, under `LAUNCH_HEADERS`."""
    names = plan.names
    return [(names.workload(r.workload), r.period or NEVER, whole_usd(r.forgone_usd)) for r in plan.launches]


def launches(plan: Plan) -> RenderableType | None:
    """The same for the terminal; None where all work is to be served."""
    if not plan.launches:
        return None
    _, total = rounded_to_sum([row.forgone_usd for row in plan.launches], 0)
    columns = ("Workload", "|Launched [month]", ">Value forgone before,\nnominal [USD]")
    return section(LAUNCHES, grid(columns, launch_rows(plan), ("total", "", f"{total:,}")))


def forgone_sentence(plan: Plan) -> str:
    """What of the total is value forgone; empty where nothing is."""
    forgone = plan.costs.by_term_discounted.get("forgone_value", 0.0)
    if not forgone:
        return ""
    return f"{usd(forgone)} of the total is the value of work before its launch: forgone, and paid to nobody."


def value_rows(plan: Plan, *, by_year: bool = True) -> list[tuple[str, ...]]:
    """Work that states a value, over the horizon and by year, under `VALUE_HEADERS`."""
    worth = [row for row in plan.unit_economics if row.value_usd is not None and (by_year or row.year is None)]
    return [_row(plan, row, row.value_usd or 0.0) for row in worth]


def _row(plan: Plan, row: UnitCost, value_usd: float) -> tuple[str, ...]:
    prices = (row.value_usd_per_1000_units, row.usd_per_1000_units, row.margin_usd_per_1000_units)
    name = plan.names.workload(row.workload or "")
    priced = ("" if price is None else plain(price) for price in prices)
    return (name, str(row.year or "horizon"), row.unit, whole_usd(value_usd), *priced)


def value(plan: Plan) -> RenderableType | None:
    """Value, cost and margin of 1,000 units for the terminal; None where no work states a value."""
    rows = [(name, *rest) for name, _, *rest in value_rows(plan, by_year=False)]
    columns = (
        *("Workload", "Unit", ">Value [USD]", ">Value [USD per\n1,000 units]", ">Cost [USD per\n1,000 units]"),
        ">Margin [USD per\n1,000 units]",
    )
    return section(f"{VALUE}, over the horizon", grid(columns, rows)) if rows else None
