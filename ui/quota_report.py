"""The part of the terminal report about quotas: what headroom counts on of offers that share one."""

from __future__ import annotations

from rich.console import RenderableType

from models.names import Names
from models.plan import Plan
from models.quota import CountedOn
from ui.figures import count
from ui.tables import grid, section

TITLE = "What headroom counts on under quotas"
HEADERS = ("Offer", "For", "Most in [month]", "Block", "Counted on [accelerators]")


def counted_on(plan: Plan) -> RenderableType | None:
    """For every offer, and every loss that it stands in for, the peak at which most is counted on; None without any."""
    if not plan.counted_on:
        return None
    return section(
        TITLE, grid(("Offer", "For", "|Most in\n[month]", "|Block", ">Counted on\n[accelerators]"), _rows(plan))
    )


def counted_rows(plan: Plan, names: Names) -> list[tuple[str, str, str, str, float]]:
    """The row of `HEADERS` for every offer and loss; both are called by these names."""
    most: dict[tuple[str, str], CountedOn] = {}
    for row in plan.counted_on:
        key = names.offer(row.offer), _purpose(row, names)
        if key not in most or row.accelerators > most[key].accelerators:
            most[key] = row
    return [(*key, row.period, row.block, row.accelerators) for key, row in most.items()]


def _rows(plan: Plan) -> list[tuple[str, ...]]:
    return [(*words, count(amount)) for *words, amount in counted_rows(plan, Names())]


def _purpose(row: CountedOn, names: Names) -> str:
    if row.lose is None or row.lost is None:
        return "headroom"
    time = f" within {row.within_months} months" if row.within_months else ""
    return f"the peak without {row.lose} {names.lost(row.lose, row.lost)}{time}"
