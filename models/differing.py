"""Two plain documents, value by value: what differs, and a document that takes some of it from the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

Steps = tuple[str, ...]
"""The way to a value: fields, and what records of lists are known by: mostly ids."""


JOINT = ("metric", "percentile", "first", "load")
"""Fields by which records without an id are told apart: targets, windows, points."""


class Missing:
    """What stands where one document has nothing."""


MISSING = Missing()


class Difference(NamedTuple):
    """One value that differs."""

    at: Steps
    items: tuple[int, ...]
    """Which of the steps are records of a list."""
    old: Any
    """`MISSING`: the first document has none."""
    new: Any


class _Pair(NamedTuple):
    name: str
    old: Any
    new: Any


def differences(old: Any, new: Any) -> list[Difference]:
    """All differences, field by field; whole records where they are new or gone, whole lists without ids."""
    return list(_differences(old, new, (), ()))


def _differences(old: Any, new: Any, at: Steps, items: tuple[int, ...]) -> Iterator[Difference]:
    if old == new:
        return
    pairs = _pairs(old, new)
    if pairs is None:
        yield Difference(at, items, old, new)
        return
    inner = (*items, len(at)) if isinstance(old, list) else items
    for name, one, other in pairs:
        yield from _differences(one, other, (*at, name), inner)


def mixed(old: Any, new: Any, taken: Collection[Steps]) -> Any:
    """The first document with what differs at some places taken from the second.

    Parameters
    ----------
    taken: places of differences, as `differences` gives them.
    """
    return _mixed(old, new, frozenset(taken), ())


def _mixed(old: Any, new: Any, taken: frozenset[Steps], at: Steps) -> Any:
    if old == new:
        return old
    pairs = _pairs(old, new)
    if pairs is None:
        return new if at in taken else old
    found = [(name, _mixed(one, other, taken, (*at, name))) for name, one, other in pairs]
    kept = {name: value for name, value in found if value is not MISSING}
    return kept if isinstance(old, dict) else list(kept.values())


def _pairs(old: Any, new: Any) -> list[_Pair] | None:
    """The parts of two values side by side; None where they have none with names of their own."""
    parts = [_named(value) for value in (old, new)]
    if parts[0] is None or parts[1] is None or type(old) is not type(new):
        return None
    one, other = parts[0], parts[1]
    if isinstance(old, list) and one.keys() != other.keys() and not all(map(_has_id, (*old, *new))):
        return None  # what is told apart by its figures stands in their order
    return [_Pair(name, one.get(name, MISSING), other.get(name, MISSING)) for name in dict.fromkeys((*one, *other))]


def _named(value: Any) -> dict[str, Any] | None:
    """The entries of a mapping, the records of a list by name; None for what has no such parts."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return None
    names = [_name(row) for row in value]
    return dict(zip(names, value, strict=True)) if all(names) and len(set(names)) == len(names) else None


def _name(row: dict[str, Any]) -> str:
    """What a record is known by; empty where by nothing."""
    if _has_id(row):
        return str(row.get("id") or row["geography"])
    return " ".join(str(row[field]) for field in JOINT if row.get(field) is not None)


def _has_id(row: dict[str, Any]) -> bool:
    return isinstance(row.get("id") or row.get("geography"), str)


def path_text(difference: Difference) -> str:
    """A place as messages write it: `offers[od].usd_per_hour`."""
    text = ""
    for n, step in enumerate(difference.at):
        text += f"[{step}]" if n in difference.items else f".{step}" if text else step
    return text
