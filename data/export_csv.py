"""A plan as tidy CSV files: UTF-8, units in headers, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from data.plan_tables import Cell, Table, all_tables
from models.plan import Plan

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so would run as a formula in a spreadsheet; it is written behind an apostrophe."""


def csv_files(plan: Plan) -> dict[str, bytes]:
    """Every table of the plan as file name -> content; empty cells stand for `null`."""
    return {f"{table.name}.csv": csv_bytes(table) for table in all_tables(plan)}


def csv_bytes(table: Table) -> bytes:
    """A table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # with both, a cell that holds either is put in quotes
    writer.writerow(table.headers)
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8")


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
