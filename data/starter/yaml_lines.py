"""Lines of YAML with comments, in the style of the templates."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from data.document.writing import scalar_text

WIDTH = 116
"""Comments are wrapped here."""


def scalar(value: str | float | bool | None) -> str:
    """A value as YAML reads it back; whole numbers without a point, text quoted where it could be read otherwise."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return scalar_text(value)


def flow(record: Mapping[str, str | float | bool | tuple[str, ...] | None]) -> str:
    """A record on one line; entries without value are left out."""
    entries = (f"{key}: {_value(value)}" for key, value in record.items() if value is not None)
    return "{" + ", ".join(entries) + "}"


def _value(value: str | float | bool | tuple[str, ...]) -> str:
    return f"[{', '.join(map(scalar, value))}]" if isinstance(value, tuple) else scalar(value)


def remark(line: str, words: str, column: int = 31) -> list[str]:
    """A line with its comment behind it, or above where both do not fit."""
    if not words:
        return [line]
    both = f"{line:<{column}}# {words}" if len(line) < column else f"{line}  # {words}"
    if len(both) <= WIDTH:
        return [both]
    indent = line[: len(line) - len(line.lstrip(" -"))].replace("-", " ") if line.strip() else ""
    return [*note(words, indent), line]


def note(words: str, indent: str = "") -> list[str]:
    """A comment of its own, wrapped."""
    return list(_wrapped(words, indent))


def _wrapped(words: str, indent: str) -> Iterator[str]:
    for line in words.splitlines():
        yield from textwrap.wrap(
            line,
            WIDTH,
            initial_indent=f"{indent}# ",
            subsequent_indent=f"{indent}# ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [f"{indent}#"]
