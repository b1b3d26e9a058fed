"""Values -> YAML: scalars quoted where they must be, small records in braces, larger ones on lines of their own."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from data.document.syntax import Branch, Entry, Leaf, Syntax, pieces
from data.tree import Scalar
from data.yaml_source import resolve

WIDTH = 118
"""Longest line that a record in braces may make [characters]."""
STEP = 2
"""Indentation of a level [characters]."""

_PLAIN = re.compile(r"[^\W_][\w./+()%;=<>$€' -]*")
"""Text that needs no quotes anywhere; commas and colons always get them."""
_ODD_WORDS = frozenset({"yes", "no", "on", "off", "y", "n"})
"""Truth values of YAML 1.1, which other readers of the file would not take for text."""
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar_text(value: Scalar) -> str:
    """A scalar as YAML, such that the core schema reads the same value again."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    return str(value) if isinstance(value, int) else _quoted(value)


def _float_text(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"


def _quoted(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _ODD_WORDS
    if is_plain and resolve(text) == text:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def written(value: Any, column: int, is_inside: bool) -> Syntax:
    """A value as new text.

    Parameters
    ----------
    column : indentation of its keys or dashes where they get lines of their own [characters].
    is_inside : whether it stands inside brackets, where no lines can begin.
    """
    if not isinstance(value, dict | list):
        return Leaf(value, scalar_text(value))
    in_braces = _in_braces(value, column)
    if is_inside or not value or (_is_small(value) and length(in_braces) + column <= WIDTH):
        return in_braces
    return on_lines(value, column)


def in_one_line(value: dict[str, Any] | list[Any]) -> str:
    """A mapping or list in braces."""
    return "".join(pieces(_in_braces(value, 0)))


def length(node: Syntax) -> int:
    """Characters of a node."""
    return sum(map(len, pieces(node)))


def _is_small(value: dict[str, Any] | list[Any]) -> bool:
    """Whether it reads well in braces: a list of scalars, or a record of at most six fields with little inside."""
    if isinstance(value, list):
        return not any(isinstance(item, dict | list) for item in value)
    return len(value) <= 6 and all(_is_small(item) for item in value.values() if isinstance(item, dict | list))


def _in_braces(value: dict[str, Any] | list[Any], column: int) -> Branch:
    is_map = isinstance(value, dict)
    entries = tuple(new_inside(key, item, column, ", " if n else "") for n, (key, item) in enumerate(_pairs(value)))
    return Branch(entries, is_map, True, column, "{" if is_map else "[", "}" if is_map else "]")


def on_lines(value: dict[str, Any] | list[Any], column: int) -> Branch:
    """A mapping or list that is not empty, an entry a line."""
    line = "\n" + " " * column
    entries = tuple(new_line(key, item, column, line if n else "") for n, (key, item) in enumerate(_pairs(value)))
    return Branch(entries, isinstance(value, dict), False, column)


def _pairs(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str | None, Any]]:
    return value.items() if isinstance(value, dict) else ((None, item) for item in value)


def new_inside(key: str | None, value: Any, column: int, before: str) -> Entry:
    """A new entry in brackets."""
    node = written(value, column, is_inside=True)
    return Entry(before, "", "", node) if key is None else Entry(before, f"{scalar_text(key)}:", " ", node, key=key)


def new_line(key: str | None, value: Any, column: int, before: str) -> Entry:
    """A new entry on a line of its own."""
    node = written(value, column + STEP, is_inside=False)
    if key is None:
        return Entry(before, "-", " ", node)
    has_lines = isinstance(node, Branch) and not node.is_flow
    gap = "\n" + " " * (column + STEP) if has_lines else " "
    return Entry(before, f"{scalar_text(key)}:", gap, node, key=key)
