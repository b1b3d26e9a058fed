"""The rows of a grid: values as a plan sees them, and where each row is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

from data.document.columns import Column
from data.document.composing import composed_of
from data.document.demand_forms import following, given_as, horizon_months
from data.document.document import Document
from data.document.grids import Grid
from data.document.numerals import plain_number
from data.document.review_groups import GRID as REVIEWS
from data.document.review_groups import fill
from data.document.writing import in_one_line
from data.problems import Location

Origin = Literal["own", "catalog", "adjusted", "brought"]


class Row(dict[str, Any]):
    """The values of a row by column name; None for an empty cell.

    `at` leads to its record in the document. `origin` says where the values come from: the document itself (`own`),
    the catalog (`catalog`), the catalog with fields of its own (`adjusted`: `given` names their columns), or the
    catalog because another record refers to it (`brought`: not written in the document; the first edit writes it).
    `computed` names the columns whose value follows from what is written elsewhere in the record.
    """

    def __init__(self, values: dict[str, Any], at: Location, origin: Origin, given: frozenset[str]) -> None:
        super().__init__(values)
        self.at = at
        self.origin: Origin = origin
        self.given = given
        self.computed: frozenset[str] = frozenset()


def rows(document: Document, grid: Grid) -> list[Row]:
    """The rows of a grid, in the order of the document; records brought along by others come last.

    A value of the wrong kind stands in its cell as it is written. A form has one row, also where nothing is written.
    Demand by month has a value in every month of the horizon.
    """
    content = composed_of(document).composed.document
    own = document.plain()
    found = [_row(grid, content, own, at) for at in _locations(content, grid.pattern, ())]
    if grid.name == "demand_months":
        _fill_months(found, grid, content)
    if grid.name == REVIEWS:
        fill(found, content, value_at)
    return found


def _fill_months(found: list[Row], grid: Grid, content: Any) -> None:
    """Put in what the months say that nobody typed."""
    names = {column.name for column in grid.columns if column.path[:1] == ("path",)}
    whole = horizon_months(content)
    months = [month for month in whole if month in names]
    for row in found:
        record = value_at(content, row.at)
        row["given"] = given_as(record, whole)
        values = following(record, months)
        row.update(values)
        row.computed = frozenset(values)


def _locations(value: Any, pattern: tuple[str, ...], at: Location) -> Iterator[Location]:
    """Where the rows of a pattern are; a form is there even where nothing is written."""
    if not pattern:
        yield at
        return
    first, *rest = pattern
    if first != "*":
        yield from _locations(value.get(first) if isinstance(value, dict) else None, tuple(rest), (*at, first))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _locations(item, tuple(rest), (*at, n))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _locations(item, tuple(rest), (*at, key))


def _row(grid: Grid, content: Any, own: Any, at: Location) -> Row:
    record = value_at(content, at)
    values = {column.name: cell(column, record, content, at) for column in grid.columns}
    written = value_at(own, at[:2]) if grid.pattern[1:2] == ("*",) else None
    source = written if isinstance(written, dict) else {}
    given = frozenset(column.name for column in grid.columns if _is_given(own, at, column))
    if grid.pattern[1:2] != ("*",) or (isinstance(written, dict) and "from" not in source):
        origin: Origin = "own"
    elif written is None:
        origin = "brought"
    else:
        origin = "adjusted" if len(source) > 1 else "catalog"
    return Row(values, at, origin, given)


def _is_given(own: Any, at: Location, column: Column) -> bool:
    return bool(column.path) and value_at(own, (*at, *column.path)) is not None


def value_at(value: Any, location: Location) -> Any:
    """The plain value at a location; None where there is none."""
    for step in location:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def cell(column: Column, record: Any, content: Any, at: Location) -> Any:
    """What a cell shows."""
    if column.role == "parent":
        parent = value_at(content, at[:2])
        return shown(column, parent.get("id")) if isinstance(parent, dict) else None
    if column.role == "key":
        return _key(column, record, content, at)
    return shown(column, value_at(record, column.path))


def _key(column: Column, record: Any, content: Any, at: Location) -> Any:
    """What a column says that is no field: the form of demand, the unit of the record around it, or the row's key."""
    if column.name == "form":
        return demand_form(record)
    if column.name == "unit":
        unit = value_at(content, (*at[:2], "service_unit")) or value_at(content, (*at[:2], "unit"))
        return shown(column, unit)
    if column.name == "place":
        return shown(column, value_at(content, (*at[:4], "geography")))
    if column.name == "queue":
        return shown(column, value_at(content, (*at[:4], "id")))
    return None if column.name in ("given", "problem") else at[-1]


def demand_form(record: Any) -> str:
    """Whether demand is given in `parts`, as a `path` or as a `level` with growth."""
    if isinstance(record, dict) and record.get("parts"):
        return "parts"
    return "path" if isinstance(record, dict) and record.get("path") is not None else "level"


def shown(column: Column, value: Any) -> Any:
    """A value as a cell shows it: lists as lists of texts, mappings as `key: value, key: value`."""
    if column.kind == "list" and isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return [str(item) for item in value]
    if column.kind == "part" and isinstance(value, dict):
        return in_one_line(value).removeprefix("{").removesuffix("}") or None
    if isinstance(value, dict) and not any(isinstance(v, dict | list) for v in value.values()):
        return ", ".join(f"{key}: {_scalar(item)}" for key, item in value.items())
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return plain_number(value) if isinstance(value, int | float) else str(value)
