"""What a person types into a cell -> a value of the document; what does not fit stays as text, for check to report."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from typing import Any

from data.document.columns import Column
from data.document.edits import MAX_TEXT
from data.problems import Problem, ScenarioError
from data.tree import plain
from data.yaml_source import parse_tree, resolve

EMPTY = object()
"""A cell without a value."""
QUOTE = '"'
_DAY = re.compile(r"((?:19|20|21)\d\d-(?:0[1-9]|1[0-2]))-\d\d(T.*)?")
_EXACT = 2**53


def value_of(column: Column, given: Any) -> Any:
    """The value of a cell by the kind of its column; EMPTY for nothing (None, NaN, blanks)."""
    if (
        given is None
        or (isinstance(given, float) and math.isnan(given))
        or (isinstance(given, str) and not given.strip())
    ):
        return EMPTY
    if isinstance(given, str):
        given = given[:MAX_TEXT]
    if column.kind == "list":
        return _list(given, column)
    if column.kind in ("mapping", "part"):
        return _mapping(given) if column.kind == "mapping" else _part(given)
    if column.kind in ("number", "integer"):
        return _number(given)
    if column.kind == "flag":
        return {"true": True, "false": False}.get(str(given).strip().lower(), given)
    if column.kind == "choice":
        return _choice(given, column)
    if isinstance(given, list | dict):
        return given
    if column.kind == "month":
        found = _DAY.fullmatch(str(given).strip())
        return found[1] if found else str(given).strip()
    return str(given)


def _choice(given: Any, column: Column) -> Any:
    words = {str(choice): choice for choice in column.choices}
    text = str(int(given)) if isinstance(given, float) and given.is_integer() else str(given).strip()
    return words.get(text, text)


def _number(given: Any) -> Any:
    """Digits become a number, whole numbers an integer; anything else stays as it is."""
    value = resolve(given.strip()) if isinstance(given, str) else given
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else given


def _list(given: Any, column: Column) -> Any:
    items = _items(given) if isinstance(given, str) else given
    if not isinstance(items, list | tuple):
        items = [items]
    words = [str(item).strip() for item in items]
    found = [word for word in words if word]
    return found if found or column.default else EMPTY


def _items(text: str) -> list[str]:
    """`a, "b, c"` is two items."""
    return [item for row in csv.reader(text.splitlines(keepends=True), skipinitialspace=True) for item in row]


def items_text(items: Iterable[str]) -> str:
    """The items of a list as one text, from which `value_of` has them again: a sentence with a comma is quoted."""
    return ", ".join(f'"{item.replace(QUOTE, 2 * QUOTE)}"' if {",", QUOTE} & set(item) else item for item in items)


def _part(given: Any) -> Any:
    """`offers: [{id: reserve-1y, lead_months: 6}]` as a mapping; other text stays text."""
    text = given.strip() if isinstance(given, str) else ""
    if not text:
        return given
    problems: list[Problem] = []
    try:
        tree = parse_tree(text if text.startswith("{") else f"{{{text}}}", "cell", problems)
    except ScenarioError:
        return given
    return plain(tree) if tree is not None and not problems else given


def _mapping(given: Any) -> Any:
    """`2027-06: 4, 2028-01: 2` as a mapping; other text stays text."""
    if not isinstance(given, str):
        return given
    text = given.strip()
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    if set("{}[]") & set(inner):
        return given
    pairs = [part.partition(":") for part in inner.split(",") if part.strip()]
    if not all(colon and key.strip() and value.strip() for key, colon, value in pairs):
        return given
    return {key.strip(): resolve(value.strip()) for key, _, value in pairs}
