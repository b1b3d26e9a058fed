"""The data dictionary: what every column of every table holds, from the descriptions of the models."""

from __future__ import annotations

from data.packs.columns import Column, columns
from data.plan_tables import Table
from ui.schema_page import RECURRING

HEADERS = ("table", "column", "type", "unit", "meaning")


def dictionary() -> Table:
    """A row for every column of every table."""
    rows = tuple((each.table, each.name, each.kind, each.unit, meaning(each)) for each in columns())
    return Table("dictionary", HEADERS, rows)


def meaning(column: Column) -> str:
    """What a column says."""
    return column.about or RECURRING[column.field]
