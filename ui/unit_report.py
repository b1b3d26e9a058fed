"""What a useful unit of work costs, and the lines of operating cost, for terminal and page."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.cents import rounded_to_sum
from models.numbers import plain
from models.plan import Plan
from models.unit_economics import IDLE_HEADROOM, UnitCost
from ui.figures import whole_usd, words
from ui.tables import grid, section

TITLE = "Unit economics: cost of 1,000 units served, nominal, beside what looks at accelerators alone"
PARTS = "What 1,000 units served cost, by cost term, over the horizon, nominal"
LINES = "Lines of operating cost over the horizon, nominal"
NOTE = (
    "Accelerators alone: payments for accelerators in use, today's fleet and tokens, per 1,000 units; "
    "the rest of the cost is what that figure leaves out."
)
NOBODY = "no workload"
COLUMNS = ("Workload", "Unit", ">Cost in\nhorizon [USD]", ">Cost [USD per\n1,000 units]", ">Accelerators alone\n[USD]")
UNIT_HEADERS = (
    *("Workload", "Span", "Unit", "Units served", "Cost, nominal [USD]"),
    *("USD per 1,000 units", "Accelerators alone, USD per 1,000 units"),
)
PART_HEADERS = ("Workload", "Part", "Cost, nominal [USD]", "USD per 1,000 units", "Of the cost, %")
LINE_HEADERS = ("Line", "Term", "Rate", "Rate in", "Times", "Cost, nominal [USD]")
REASONS = {
    IDLE_HEADROOM: "idle headroom",
    "fixed": "fixed costs",
    "idle": "pools and sites that serve nothing",
    "unusable": "pools that no workload can use",
    "agreement": "enterprise agreements",
    "departure": "departure from the previous plan",
    "not_launched": "value of work before its launch, no payment",
}
"""Parts whose names alone do not tell."""


def part_words(part: str) -> str:
    """A part of a cost in words."""
    return REASONS.get(part, words(part))


def whose(plan: Plan, cost: UnitCost) -> str:
    """The workload by its name."""
    return NOBODY if cost.workload is None else plan.names.workload(cost.workload)


def over_horizon(plan: Plan) -> list[UnitCost]:
    """The waterfalls of all workloads over the horizon, then of what belongs to none."""
    return [row for row in plan.unit_economics if row.year is None]


def sentence(cost: UnitCost, name: str) -> str:
    """A waterfall in a sentence."""
    when = "over the horizon" if cost.year is None else f"in {cost.year}"
    if cost.usd_per_1000_units is None or cost.naive_usd_per_1000_units is None:
        return f"{name}, {when}: {whole_usd(cost.cost_usd)} USD, and nothing is served."
    all_of, naive = cost.usd_per_1000_units, cost.naive_usd_per_1000_units
    idle = next((p.usd_per_1000_units or 0.0 for p in cost.parts if p.part == IDLE_HEADROOM), 0.0)
    said = f"{name}, {when}: 1,000 {cost.unit} cost {plain(all_of)} USD, of which {plain(idle)} USD is idle headroom; "
    return said + f"accelerators in use alone would make it {plain(naive)} USD."


def unit_economics(plan: Plan) -> RenderableType | None:
    """Cost per unit of every workload beside the naive figure; None in plans from before it was stated."""
    found = over_horizon(plan)
    if not found:
        return None
    amounts, total = rounded_to_sum([row.cost_usd for row in found], 0)
    rows = [
        (whose(plan, row), row.unit, f"{usd:,}", _price(row.usd_per_1000_units), _price(row.naive_usd_per_1000_units))
        for row, usd in zip(found, amounts, strict=True)
    ]
    table = grid(COLUMNS, rows, ("total", "", f"{total:,}", "", ""))
    return section(TITLE, table, Text(NOTE, style="dim"))


def unit_rows(plan: Plan) -> list[tuple[object, ...]]:
    """Every workload over the horizon and year by year, under `UNIT_HEADERS`."""
    return [
        (
            whose(plan, row),
            str(row.year or "horizon"),
            row.unit,
            row.units_served,
            row.cost_usd,
            _price(row.usd_per_1000_units),
            _price(row.naive_usd_per_1000_units),
        )
        for row in plan.unit_economics
    ]


def part_rows(plan: Plan) -> list[tuple[str, ...]]:
    """Every workload's cost by part over the horizon, under `PART_HEADERS`."""
    return [
        (
            whose(plan, cost),
            part_words(part.part),
            whole_usd(part.cost_usd),
            _price(part.usd_per_1000_units),
            f"{100 * part.cost_usd / cost.cost_usd:.1f}" if cost.cost_usd else "",
        )
        for cost in over_horizon(plan)
        for part in cost.parts
    ]


def waterfalls(plan: Plan) -> list[RenderableType]:
    """The same for the terminal."""
    columns = ("Workload", "Part", ">Cost [USD]", ">USD per\n1,000 units", ">Of the cost\n[%]")
    found, rows = part_rows(plan), []
    for n, row in enumerate(found):
        is_first = n == 0 or found[n - 1][0] != row[0]
        rows.append((row[0] if is_first else "", *row[1:]))
    return [section(PARTS, grid(columns, rows))] if rows else []


def line_rows(plan: Plan) -> list[tuple[str, ...]]:
    """Every line of operating cost, under `LINE_HEADERS`."""
    amounts, _ = rounded_to_sum([row.cost_usd for row in plan.operating_costs], 0)
    return [
        (row.name, words(row.term), plain(row.rate_usd), row.rate_unit, plain(row.quantity), f"{usd:,}")
        for row, usd in zip(plan.operating_costs, amounts, strict=True)
    ]


def operating_lines(plan: Plan) -> RenderableType | None:
    """The same for the terminal; None without any."""
    if not plan.operating_costs:
        return None
    total = whole_usd(sum(row.cost_usd for row in plan.operating_costs))
    columns = ("Line", "Term", ">Rate", "|Rate in", ">Times", ">Cost [USD]")
    return section(LINES, grid(columns, line_rows(plan), ("total", "", "", "", "", total)))


def _price(usd: float | None) -> str:
    return "" if usd is None else plain(usd)
