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


def queues(plan: Plan) -> RenderableType | None:
    """Work by queue over the horizon; None where no workload has queues."""
    if not plan.queues:
        return None
    by_queue: dict[tuple[str, str], list[QueueUse]] = defaultdict(list)
    served: dict[str, float] = defaultdict(float)
    for row in plan.queues:
        by_queue[row.workload, row.queue].append(row)
        served[row.workload] += row.units_served
    costs, total = rounded_to_sum([sum(row.cost_usd for row in rows) for rows in by_queue.values()], 0)
    things = {row.workload: counted_thing(row.unit) for row in plan.service}
    cells = [
        (stream_id(*queue), *_figures(rows, served[queue[0]], things[stream_id(*queue)]), f"{usd:,}")
        for (queue, rows), usd in zip(by_queue.items(), costs, strict=True)
    ]
    title = "Work by queue over the horizon (cost: nominal, as charged to the workload)"
    return section(title, grid(COLUMNS, cells, ("total", *[""] * 5, f"{total:,}")))


def _figures(rows: list[QueueUse], whole: float, thing: str) -> tuple[str, ...]:
    """Shares served, classes of accelerators, and cost per unit of a queue."""
    asked, own = sum(row.units_asked for row in rows), sum(row.units_served for row in rows)
    if not own:
        return ("0.0" if asked else "", "0.0" if whole else "", "", "", "")
    by_class: dict[str, float] = defaultdict(float)
    for row in rows:
        for name, share in row.classes.items():
            by_class[name] += share * row.units_served / own
    where = ", ".join(f"{name} {100 * share:.0f} %" for name, share in sorted(by_class.items(), key=lambda c: -c[1]))
    usd = sum(row.cost_usd for row in rows) / own
    size, things = price_scale(usd, thing)
    return f"{100 * own / asked:.1f}", f"{100 * own / whole:.1f}", where, things, plain(usd * size)
