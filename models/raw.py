"""Reading raw documents, in which any value may still be of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Location = tuple[int | str, ...]
Problem = tuple[Location, str]


def rows(document: Mapping[str, Any], collection: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The records of a collection, each with its number."""
    found = document.get(collection) or ()
    if isinstance(found, Sequence) and not isinstance(found, str):
        yield from ((n, row) for n, row in enumerate(found) if isinstance(row, Mapping))


def items(value: Any) -> list[tuple[Location, str]]:
    """The ids in a field that holds one id or a list of them, each with its place in the field."""
    if isinstance(value, str):
        return [((), value)]
    if isinstance(value, list | tuple):
        return [((n,), item) for n, item in enumerate(value) if isinstance(item, str)]
    return []


def unknown(loc: Location, value: str, target: str, allowed: set[str]) -> Problem:
    """The problem of an id that leads nowhere."""
    known = ", ".join(sorted(allowed)[:12]) or "none"
    more = f" and {len(allowed) - 12} more" if len(allowed) > 12 else ""
    return loc, f"{value!r} is not one of the {target}; known: {known}{more}"
