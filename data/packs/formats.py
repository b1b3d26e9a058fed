"""Tables as Parquet and JSON; the same tables give the same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data.packs.columns import Kind
from data.plan_tables import Table

ARROW: Mapping[Kind, str] = {"number": "float64", "whole number": "int64", "true or false": "bool", "text": "string"}
"""Type of a column in Parquet."""
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
"""Made once: tables have tens of thousands of records."""


def parquet_bytes(table: Table, kinds: Sequence[Kind]) -> bytes:
    """A table as Parquet; a column keeps its type where it is empty.

    Parameters
    ----------
    kinds: of its columns, in their order.
    """
    import pyarrow as pa
    from pyarrow import parquet

    types = [getattr(pa, "bool_" if ARROW[kind] == "bool" else ARROW[kind])() for kind in kinds]
    columns = [
        pa.array([_typed(row[n], kind) for row in table.rows], type=found)
        for n, (kind, found) in enumerate(zip(kinds, types, strict=True))
    ]
    file = io.BytesIO()
    parquet.write_table(pa.table(columns, names=list(table.headers)), file)
    return file.getvalue()


def _typed(cell: Any, kind: Kind) -> Any:
    if cell is None:
        return None
    return str(cell) if kind == "text" else float(cell) if kind == "number" else cell


def json_bytes(head: Mapping[str, Any], tables: Iterable[Table]) -> bytes:
    """Tables as one JSON object by name, each a list of records, one a line; `head` comes before them."""
    parts = [f"{json.dumps(name)}: {_line(value)}" for name, value in head.items()]
    found = [f"{json.dumps(table.name)}: {_records(table)}" for table in tables]
    return ("{\n" + ",\n".join([*parts, '"tables": {\n' + ",\n".join(found) + "\n}"]) + "\n}\n").encode()


def _records(table: Table) -> str:
    lines = [_line(dict(zip(table.headers, row, strict=True))) for row in table.rows]
    return "[\n  " + ",\n  ".join(lines) + "\n]" if lines else "[]"


def _line(value: Any) -> str:
    return ENCODER.encode(value)
