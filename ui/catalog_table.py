"""The catalog on screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from ui.figures import short_grade, words
from ui.tables import grid

Column = tuple[str, str]
"""Header as in `ui.tables.grid`, and the record's field."""
ID, MODE, PACK, TERM = ("Id", "id"), ("|Mode", "mode"), (">Pack\n[accel.]", "pack"), (">Term\n[months]", "term_months")
PRICE, OFFER = (">Effective\n[USD/h]", "usd_per_accelerator_hour"), ("Cheapest offer", "cheapest_offer")
CLASS, ACCELERATOR = ("|Class", "class"), ("|Accelerator", "accelerator")
MEMORY, BUSY = (">Memory\n[GB]", "memory_gb"), (">Busy at\nrack [kW]", "busy_kw")
REPLICA, THROUGHPUT = (">Accel. per\nreplica", "accelerators_per_replica"), "throughput_per_accelerator"
EVIDENCE = (("|Rests on", "grade"), ("|Date", "date"))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "accelerators": (ID, CLASS, MEMORY, BUSY, PRICE, OFFER, *EVIDENCE),
    "offers": (ID, MODE, PACK, TERM, PRICE, *EVIDENCE),
    "benchmarks": (ID, REPLICA, (">Throughput\nper accel.", THROUGHPUT), ("|Unit", "unit"), *EVIDENCE),
}
FOR_WORK: dict[str, tuple[Column, ...]] = {
    "accelerators": (ID, CLASS, PRICE, OFFER),
    "offers": (ID, MODE, TERM, PRICE),
    "benchmarks": (ID, ACCELERATOR, REPLICA, PRICE),
}
"""The same for one profile, before throughput and price per work."""
NOTE = (
    "Effective: all payments per accelerator-hour, undiscounted, used every hour; upfront over term or book life;"
    " without power, space and porting; of the cheapest offer where none is named."
    " Throughput: best measured point, without a latency limit."
)


def catalog_table(kind: str, rows: Sequence[dict[str, Any]], profile: str | None) -> RenderableType:
    """Rows of `data.catalog_list.listing` as a table; with a profile, by the work that it counts."""
    columns = FOR_WORK[kind] + _work_columns(rows) + EVIDENCE[:1] if profile else COLUMNS[kind]
    body = [[_cell(row, field) for _, field in columns] for row in rows]
    table = grid([header for header, _ in columns], body)
    about = f"{len(rows):,} {kind}" + (f" for {profile}" if profile else "")
    return Group(table, Text(), Text(f"{about}. {NOTE}", style="dim"))


def _work_columns(rows: Sequence[dict[str, Any]]) -> tuple[Column, ...]:
    unit, work = next(((row["unit"], row["work"]) for row in rows if "work" in row), ("", "work"))
    return (f">Per accel.\n[{unit}]", THROUGHPUT), (f">USD per\n{work}", "usd_per_work")


def _cell(row: dict[str, Any], field: str) -> str:
    value = row.get("evidence", {}).get(field) if field in ("grade", "date") else row.get(field)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 10 else f"{value:.4g}"
    if field == "grade":
        return short_grade(str(value))
    return words(value) if field == "mode" else str(value)
