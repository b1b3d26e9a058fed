"""The part of the terminal report about losses: who carries critical work while a site or a vendor is lost."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.backup import Backup
from models.plan import Plan
from ui.figures import count
from ui.tables import grid, section


def backups(plan: Plan) -> RenderableType | None:
    """For every loss and work the period and block in which most accelerators stand in; None without rules."""
    if not plan.backups:
        return None
    at: dict[tuple[str, ...], dict[tuple[str, str], list[Backup]]] = defaultdict(lambda: defaultdict(list))
    for row in plan.backups:
        at[row.lose, row.lost, row.workload, row.geography][row.period, row.block].append(row)
    rows = []
    for (lose, lost, workload, place), by_time in at.items():
        period, block = max(by_time, key=lambda key: sum(row.accelerators for row in by_time[key]))
        stand_in = [f"{count(row.accelerators)} {row.accelerator} at {row.site}" for row in by_time[period, block]]
        rows.append((f"{lose} {lost}", f"{workload}@{place}", period, block, ", ".join(stand_in)))
    columns = ("Without", "Work", "|Most in\n[month]", "|Block", "Carried by [accelerators]")
    return section("Who carries the peak while a site or a vendor is lost", grid(columns, rows))
