"""The part of the terminal report about gangs: how many runs on which accelerators, their time, and what is lost."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.gang import GangRun
from models.plan import Plan
from ui.figures import count, percent
from ui.tables import grid, section

TITLE = "Runs on many accelerators at once"
COLUMNS = (
    "Work", "On", ">Accel.\nper run", ">Runs", ">Most\nat once", "|First\nstart", "|Last\nstart",
    ">Time of a\nrun [h]", ">Allowed\n[h]", ">Of it\nlost",
)  # fmt: skip


def gangs(plan: Plan) -> RenderableType | None:
    """The runs of a plan by work, pool and size; None without any."""
    groups: dict[tuple[str, str, int], list[GangRun]] = defaultdict(list)
    for row in plan.gangs:
        where = f"{row.accelerator} at {row.site}" + (" for it alone" if row.dedicated else "")
        where += f", dated block {row.dated}" if row.dated else ""
        groups[f"{row.workload}@{row.geography}", where, row.size].append(row)
    if not groups:
        return None
    rows = [(work, where, count(size), *_cells(groups[work, where, size])) for work, where, size in sorted(groups)]
    sums = ("total", "", "", count(sum(row.runs for row in plan.gangs)), *[""] * 6)
    return section(f"{TITLE} (lost: to checkpoints, failures and restarts)", grid(COLUMNS, rows, sums))


def _cells(rows: list[GangRun]) -> tuple[str, ...]:
    """What the runs of one size on one pool have in common, and how many there are."""
    one, starts = rows[0], [row.period for row in rows]
    lost = percent(one.lost_hours_per_run / one.hours_per_run)
    runs, at_once = sum(row.runs for row in rows), max(row.at_once for row in rows)
    times = f"{one.hours_per_run:,.1f}", f"{one.deadline_hours:,.1f}"
    return (count(runs), count(at_once), min(starts), max(starts), *times, lost)
