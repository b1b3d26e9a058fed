"""The data pack: the plan as tidy tables, planned payments as FOCUS, a dictionary, and a summary for a pull request.

It is for the buyer's own people: it holds everything.
"""

from __future__ import annotations

from collections import defaultdict

from data.export_csv import csv_bytes
from data.packs.columns import Kind, columns
from data.packs.formats import json_bytes, parquet_bytes
from data.plan_io import plan_json
from data.plan_tables import Table, all_tables
from models.packs.lots import Lot
from ui.exits import Exit, SteelyardError
from ui.packs.dictionary import dictionary
from ui.packs.digest import digest
from ui.packs.focus import focus_table
from ui.packs.lots import lots_of
from ui.packs.source import Asked, Source


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """`summary.md`, `plan.json`, `focus.csv` and `.parquet`, `tables.json`, the dictionary; every table in the folders
    `csv` and `parquet`.

    Raises
    ------
    SteelyardError
        when it is asked for a vendor or by a template: it holds every vendor's prices, and is no document.
    """
    if asked.vendor or asked.template:
        option = "--vendor" if asked.vendor else "--template"
        lines = [f"{option}: the data pack is for your own people alone and holds everything; leave {option} out"]
        raise SteelyardError(Exit.BAD_INPUT, lines)
    focus, meanings, kinds = focus_table(source), dictionary(), _kinds()
    tables = (*all_tables(source.plan), _lots(source))
    head = {"stamp": source.stamp.model_dump()}
    return {
        "summary.md": digest(source).encode(),
        "plan.json": plan_json(source.plan).encode(),
        "focus.csv": csv_bytes(focus),
        "focus.parquet": parquet_bytes(focus, kinds["focus"]),
        "tables.json": json_bytes(head, tables),
        "dictionary.csv": csv_bytes(meanings),
        "dictionary.json": json_bytes(head, [meanings]),
        **{f"csv/{table.name}.csv": csv_bytes(table) for table in tables},
        **{f"parquet/{table.name}.parquet": parquet_bytes(table, kinds[table.name]) for table in tables},
    }


def _lots(source: Source) -> Table:
    """Everything that is ordered or rented, as documents number it; contents of nodes in one cell."""
    rows = [lot.model_dump() for lot in lots_of(source)]
    cells = (
        {**row, "contents": "; ".join(f"{each['part']}: {each['content']}" for each in row["contents"])} for row in rows
    )
    return Table("lots", tuple(Lot.model_fields), tuple(tuple(row.values()) for row in cells))


def _kinds() -> dict[str, list[Kind]]:
    """What each column holds, by table."""
    found: dict[str, list[Kind]] = defaultdict(list)
    for column in columns():
        found[column.table].append(column.kind)
    return found
