"""The part of the terminal report about losses: who carries critical work while a site, vendor or stack is lost."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.backup import Backup
from models.calendar import so_many_months
from models.endpoint import UNIT_TOKENS
from models.names import Names
from models.plan import Plan
from ui.figures import count
from ui.tables import grid, section

TITLE = "Who carries the peak while a site, a vendor or a stack is lost"
HEADERS = ("Without", "Workload", "Users in", "Most in [month]", "Block", "Carried by [accelerators]")


def backups(plan: Plan) -> RenderableType | None:
    """For every loss and work the period and block in which most accelerators stand in; None without rules."""
    if not plan.backups:
        return None
    rows = [(lost, f"{work}@{users}", *rest) for lost, work, users, *rest in backup_rows(plan, Names())]
    columns = ("Without", "Work", "|Most in\n[month]", "|Block", "Carried by [accelerators]")
    return section(TITLE, grid(columns, rows))


def backup_rows(plan: Plan, names: Names) -> list[tuple[str, ...]]:
    """The row of `HEADERS` for every loss and work; losses and pools are called by these names."""
    at: dict[tuple[str, ...], dict[tuple[str, str], list[Backup]]] = defaultdict(lambda: defaultdict(list))
    for row in plan.backups:
        time = f" within {so_many_months(row.within_months)}" if row.within_months else ""
        loss = f"{row.lose} {names.lost(row.lose, row.lost)}{time}"
        at[loss, row.workload, row.geography][row.period, row.block].append(row)
    managed = {row.accelerator for row in plan.capacities if row.accelerator_class == "managed"}
    rows: list[tuple[str, ...]] = []
    for (loss, workload, place), by_time in at.items():
        period, block = max(by_time, key=lambda key: sum(row.accelerators for row in by_time[key]))
        stand_in = [_amount(row, managed) + names.pool(row.accelerator, row.site) for row in by_time[period, block]]
        rows.append((loss, workload, place, period, block, ", ".join(stand_in)))
    return rows


def _amount(row: Backup, managed: set[str]) -> str:
    """Accelerators that stand in; of an endpoint tokens a minute."""
    if row.accelerator in managed:
        return f"{count(UNIT_TOKENS * row.accelerators)} tokens/min of "
    return f"{count(row.accelerators)} "
