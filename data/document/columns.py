"""Columns of grids, read from the descriptions, types and bounds of the models."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from data.document.headers import header
from data.problems import Location
from data.schema import Schema, field_at
from models.base import Month

ANY = {"$ref": "#/$defs/JsonValue"}
"""Schema of the values of a field that holds a part of a scenario."""
Kind = Literal["text", "number", "integer", "choice", "flag", "month", "list", "mapping", "part"]
"""Of a `part` the cell holds a part of a scenario, as YAML in one line."""
Role = Literal["field", "parent", "key"]


@dataclass(frozen=True)
class Column:
    """A column of a grid, or a field of a form.

    `name` is unique in its grid; `path` leads from the row's location to the value. A `parent` column names the record
    that the row belongs to, a `key` column the row's own key in a mapping; both have no path.
    """

    name: str
    path: tuple[str, ...]
    header: str
    """Words with the unit in brackets."""
    help: str
    kind: Kind
    choices: tuple[str | int, ...] = ()
    """Words that a cell may hold (each item of a list); of a `choice` always all of them."""
    is_open: bool = False
    """Whether other words than the choices are allowed."""
    is_required: bool = False
    is_nullable: bool = False
    """Whether `null` unsets it (to take out a value of the catalog)."""
    is_editable: bool = True
    minimum: float | None = None
    maximum: float | None = None
    default: Any = field(default=None, hash=False)
    """What holds where the cell is empty; None where nothing does."""
    role: Role = "field"


def columns_at(location: Location, hidden: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of the records at a location; fields of `evidence`, `contents` and `deferral` get their own.

    Lists of records and mappings of records are left out: they have grids of their own.
    """
    skipped = frozenset(hidden)
    return tuple(column for column in _columns(location) if column.name not in skipped)


@cache
def _columns(location: Location) -> tuple[Column, ...]:
    schema = field_at(location)
    required = set(schema.get("required", ()))
    found: list[Column] = []
    for name in schema.get("properties", {}):
        inner = field_at((*location, name))
        if inner.get("properties"):
            found += [_below(name, column) for column in _columns((*location, name))]
        elif kind := _kind(inner, field_at((*location, name, 0))):
            found.append(column_of((name,), inner, kind, name in required))
    return tuple(found)


def _below(name: str, column: Column) -> Column:
    inner = f"{name}.{column.name}"
    title = header(tuple(inner.split(".")), "")
    words = title if name == "contents" else header((name, *column.path), column.help)
    return Column(**{**vars(column), "name": inner, "path": (name, *column.path), "header": words})


def column_of(path: tuple[str, ...], schema: Schema, kind: Kind, is_required: bool = False) -> Column:
    """The column of a field with that schema."""
    words = schema.get("description", "").replace("`", "").replace("\n", " ")
    default = schema.get("default")
    shown = f"{words} Default: {_shown(default)}." if default not in (None, "", [], {}) else words
    items = schema.get("items", {}) if kind == "list" else schema
    return Column(
        name=".".join(path),
        path=path,
        header=header(path, words),
        help=shown.strip(),
        kind=kind,
        choices=tuple(items.get("enum", ())),
        is_required=is_required,
        is_nullable="default" in schema and default is None,
        minimum=_bound(schema, "minimum", "exclusiveMinimum"),
        maximum=_bound(schema, "maximum", "exclusiveMaximum"),
        default=default,
    )


def _bound(schema: Schema, *names: str) -> float | None:
    found: Any = next((schema[name] for name in names if name in schema), None)
    return None if found is None else float(found)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _kind(schema: Schema, items: Schema) -> Kind | None:
    """The kind of a field; None for lists and mappings of records."""
    if "enum" in schema:
        return "choice"
    simple: dict[str, Kind] = {"number": "number", "integer": "integer", "boolean": "flag"}
    kind = schema.get("type", "")
    if kind in simple:
        return simple[kind]
    if kind == "string":
        return "month" if schema.get("pattern") == _month_pattern() else "text"
    if kind == "array":
        return "list" if items.get("type") == "string" else None
    if kind == "object":
        if schema.get("additionalProperties") == ANY:
            return "part"
        inner: Any = schema.get("additionalProperties") or next(iter(schema.get("patternProperties", {}).values()), {})
        is_plain = isinstance(inner, dict) and (
            inner.get("type") in ("number", "integer") or inner.get("pattern") == _month_pattern()
        )
        return "mapping" if is_plain else None
    return None


@cache
def _month_pattern() -> str:
    return str(TypeAdapter(Month).json_schema()["pattern"])


def is_month(text: object) -> bool:
    """Whether a value is a month as scenarios write it."""
    return isinstance(text, str) and re.fullmatch(_month_pattern(), text) is not None
