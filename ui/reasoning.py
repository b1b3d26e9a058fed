"""Reasons for a plan as files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.export_csv import csv_bytes
from data.plan_tables import Cell, Table
from models.base import Model
from models.reasons import Alternative, BreakEven, Reasons, RunnerUp, ShadowPrice, TermWorth

TABLES: dict[str, type[Model]] = {
    "shadow_prices": ShadowPrice,
    "break_even": BreakEven,
    "runners_up": RunnerUp,
    "alternatives": Alternative,
    "worth": TermWorth,
}
"""Lists of `Reasons` that are tables of their own."""


def why_json(reasons: Reasons) -> str:
    """The text of `why.json`."""
    return reasons.model_dump_json(indent=1) + "\n"


def why_files(reasons: Reasons) -> dict[str, bytes]:
    """`why.json`, and each of its tables as CSV with the same names of columns."""
    files = {"why.json": why_json(reasons).encode()}
    for name, kind in TABLES.items():
        files[f"{name}.csv"] = table_of(name, kind, getattr(reasons, name))
    return files


def table_of(name: str, kind: type[Model], rows: Iterable[Model]) -> bytes:
    """Rows of a kind as CSV with the names of its fields as columns; lists of records are left to the JSON."""
    columns = tuple(field for field in kind.model_fields if field not in ("mix", "prices"))
    cells = (tuple(_cell(getattr(row, field)) for field in columns) for row in rows)
    return csv_bytes(Table(name, columns, tuple(cells)))


def _cell(value: Any) -> Cell:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value
