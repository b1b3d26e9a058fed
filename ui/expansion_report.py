"""The part of the terminal report about modules that enlarge sites."""

from __future__ import annotations

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.expansion import ExpansionOrder
from models.numbers import plain
from models.plan import Plan
from ui.tables import grid, section

COLUMNS = (
    "Module", "Site", "|Ordered\n[month]", "|Service\n[month]", ">Mod-\nules", ">Power\n[kW]", ">Racks", ">Floor\n[m2]",
    ">Cooling\n[kW]", ">Cost\n[USD]",
)  # fmt: skip
TITLE = "Modules ordered to enlarge sites"


def expansions(plan: Plan) -> RenderableType | None:
    """Modules by site and month, what they add and what they cost; None without any."""
    if not plan.expansions:
        return None
    orders = sorted(plan.expansions, key=lambda row: (row.order_period, row.site, row.module))
    costs, total = rounded_to_sum([row.cost_usd for row in orders], 0)
    rows = [(*_order(row), f"{cost:,}") for row, cost in zip(orders, costs, strict=True)]
    sums = ("total", "", "", "", str(sum(row.modules for row in orders)), "", "", "", "", f"{total:,}")
    title = f"{TITLE} (what they add to limits; price and upkeep inside the horizon, nominal)"
    return section(title, grid(COLUMNS, rows, sums))


def _order(row: ExpansionOrder) -> tuple[str, ...]:
    added = (plain(amount) if amount else "" for amount in (row.kw, row.racks, row.m2, row.cooling_kw))
    return (row.module, row.site, row.order_period, row.in_service_period, str(row.modules), *added)
