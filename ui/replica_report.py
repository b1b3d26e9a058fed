"""Section of the report on whole replicas, and on headroom that must first be called and started."""

from __future__ import annotations

from rich.console import RenderableType

from models.decisions import Headroom
from models.derived import Capacity
from models.plan import Plan
from ui.figures import count
from ui.tables import grid, section

TITLE = "Replicas held, and headroom on call"
HEADERS = (
    "Workload",
    "Users in",
    "Accelerator",
    "Site",
    "Month",
    "Block",
    "Replicas",
    "Accelerators per replica",
    "Accelerators set aside",
    "Of them on call",
    "Credit left on call after start-up [%]",
)
Cell = str | float | None


def replicas(plan: Plan) -> RenderableType | None:
    """By workload and pool the peak at which most is held; None without whole replicas and without start-up."""
    columns = (
        "Workload", "Where", "|Month", "|Block", ">Replicas x\naccelerators", ">Set aside\n[accel.]",
        ">On call\n[accel.]", ">Its credit\n[%]",
    )  # fmt: skip
    rows = [_cells(*row) for row in replica_rows(plan)]
    return section(f"{TITLE}, at the peak at which a pool holds most", grid(columns, rows)) if rows else None


def replica_rows(plan: Plan) -> list[tuple[Cell, ...]]:
    """The row of `HEADERS` for every workload, geography and pool, at the peak at which it holds most."""
    pairs = {
        (c.workload, c.geography, c.accelerator, c.site): c for c in plan.capacities if c.on_call_share is not None
    }
    most: dict[tuple[str, str, str, str, bool], Headroom] = {}
    for row in plan.headroom:
        key = row.workload, row.geography, row.accelerator, row.site, row.dedicated
        is_told = key[:4] in pairs and _is_told(row, pairs[key[:4]])
        if is_told and (key not in most or row.accelerators > most[key].accelerators):
            most[key] = row
    return [_row(row, pairs[key[:4]]) for key, row in most.items()]


def _is_told(row: Headroom, pair: Capacity) -> bool:
    """Whether whole replicas are held, or those on call count for less as they start."""
    return row.replicas is not None or (pair.on_call_share is not None and pair.on_call_share < 1)


def _row(row: Headroom, pair: Capacity) -> tuple[Cell, ...]:
    what = f"{row.accelerator} for it alone" if row.dedicated else row.accelerator
    share = None if pair.on_call_share is None else 100 * pair.on_call_share
    size = pair.accelerators_per_replica
    return (
        *(row.workload, row.geography, what, row.site, row.period, row.block),
        *(row.replicas, size, row.accelerators, row.on_call, share),
    )


def _cells(*row: Cell) -> tuple[str, ...]:
    """A row of `HEADERS`, narrow enough for a terminal."""
    work, users, what, where, month, block, number, size, *amounts = row
    whole = "" if number is None else f"{number} x {size}"
    return f"{work}@{users}", f"{what} at {where}", str(month), str(block), whole, *map(_text, amounts)


def _text(cell: Cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else count(cell)
