"""The part of the terminal report about queues: how much of every workload each is, where it runs, what it costs."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.numbers import plain, price_scale
from models.plan import Plan
from models.queue import QueueUse
from models.streams import stream_id
from models.units import counted_thing
from ui.tables import grid, section

COLUMNS = (
    "Workload/queue", ">Served\n[%]", ">Of workload\nserved [%]", "On", "USD per", ">Horizon",
    ">Cost in\nhorizon [USD]",
)  # fmt: skip


TITLE = "Work by queue over the horizon"
HEADERS = (
    "Workload", "Queue", "Served [0..1]", "Of the workload served [0..1]", "On", "Cost [USD]", "Cost is per",
    "Cost in the horizon, nominal [USD]",
)  # fmt: skip
Cell = str | float | None


def queues(plan: Plan) -> RenderableType | None:
    """Work by queue over the horizon; None where no workload has queues."""
    if not plan.queues:
        return None
    rows = queue_rows(plan)
    costs, total = rounded_to_sum([float(row[-1] or 0.0) for row in rows], 0)
    cells = [
        (stream_id(str(work), str(queue)), *map(_percent, shares), str(where), str(things), _price(usd), f"{cost:,}")
        for (work, queue, *shares, where, usd, things, _), cost in zip(rows, costs, strict=True)
    ]
    title = f"{TITLE} (cost: nominal, as charged to the workload)"
    return section(title, grid(COLUMNS, cells, ("total", *[""] * 5, f"{total:,}")))


def queue_rows(plan: Plan) -> list[tuple[Cell, ...]]:
    """The row of `HEADERS` for every queue, over the whole horizon."""
    by_queue: dict[tuple[str, str], list[QueueUse]] = defaultdict(list)
    served: dict[str, float] = defaultdict(float)
    for row in plan.queues:
        by_queue[row.workload, row.queue].append(row)
        served[row.workload] += row.units_served
    things = {row.workload: counted_thing(row.unit) for row in plan.service}
    return [
        (*queue, *_figures(rows, served[queue[0]], things[stream_id(*queue)]), sum(row.cost_usd for row in rows))
        for queue, rows in by_queue.items()
    ]


def _figures(rows: list[QueueUse], whole: float, thing: str) -> tuple[Cell, ...]:
    """Shares served, classes of accelerators, and cost per unit of a queue."""
    asked, own = sum(row.units_asked for row in rows), sum(row.units_served for row in rows)
    if not own:
        return (0.0 if asked else None, 0.0 if whole else None, "", None, "")
    by_class: dict[str, float] = defaultdict(float)
    for row in rows:
        for name, share in row.classes.items():
            by_class[name] += share * row.units_served / own
    where = ", ".join(f"{name} {100 * share:.0f} %" for name, share in sorted(by_class.items(), key=lambda c: -c[1]))
    usd = sum(row.cost_usd for row in rows) / own
    size, things = price_scale(usd, thing)
    return own / asked, own / whole, where, usd * size, things


def _percent(share: Cell) -> str:
    return f"{100 * share:.1f}" if isinstance(share, float) else ""


def _price(usd: Cell) -> str:
    return plain(usd) if isinstance(usd, float) else ""
