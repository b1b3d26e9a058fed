"""What differs between two documents, for people: before saving, and between the inputs of two plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from data.document.changing import identity, is_same, names_of
from models.references import COLLECTIONS


@dataclass(frozen=True)
class Change:
    """One difference. `path` in words: `offers[reserve-1y].usd_per_hour`; None where a side has nothing."""

    path: str
    old: Any
    new: Any


def changes(old: Any, new: Any) -> list[Change]:
    """All differences between two plain documents, field by field; whole records where they are new or gone."""
    return list(_changes(old, new, ""))


def _changes(old: Any, new: Any, path: str) -> Iterator[Change]:
    if is_same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _changes(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path)
    elif _from(old) is not None and _from(old) == _from(new):
        yield from _changes(_as_record(old), _as_record(new), path)
    else:
        yield Change(path, old, new)


def _from(value: Any) -> str | None:
    return value if isinstance(value, str) else value.get("from") if isinstance(value, dict) else None


def _as_record(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


def _of_lists(old: list[Any], new: list[Any], path: str) -> Iterator[Change]:
    if path not in COLLECTIONS and not any(isinstance(item, dict) for item in (*old, *new)):
        yield Change(path, old, new)
        return
    before, after = names_of(old), names_of(new)
    if before is None or after is None:
        pairs = [(str(n), *both) for n, both in enumerate(zip_longest(old, new))]
    else:
        a, b = dict(zip(before, old, strict=True)), dict(zip(after, new, strict=True))
        pairs = [(name, a.get(name), b.get(name)) for name in dict.fromkeys((*before, *after))]
    for name, one, other in pairs:
        if isinstance(one, dict | str) and isinstance(other, dict | str) and identity(one) == identity(other):
            yield from _changes(_as_record(one), _as_record(other), f"{path}[{name}]")
        else:
            yield from _changes(one, other, f"{path}[{name}]")
