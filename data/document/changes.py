"""What differs between two documents, for people: before saving, and between the inputs of two plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from data.document.changing import identity, is_same, names_of
from data.document.wording import said, where
from data.problems import Location
from models.references import COLLECTIONS

JOINT = ("workload", "geography", "metric", "percentile", "first", "load")
"""Fields by which records without an id are told apart."""


@dataclass(frozen=True)
class Change:
    """One difference. `path` as in messages: `offers[reserve-1y].usd_per_hour`; None where a side has nothing."""

    path: str
    old: Any
    new: Any
    where: str = field(default="", compare=False)
    """The place in words: `Offer reserve-1y: used hour [USD/pack/h]`."""
    at: Location = field(default=(), compare=False)
    """The location; items of lists by a position, which need not be the one they have."""

    @property
    def old_words(self) -> str:
        """The old value as people write it."""
        return said(self.old, self.at)

    @property
    def new_words(self) -> str:
        """The new value as people write it."""
        return said(self.new, self.at)


class _Place(NamedTuple):
    """A place in both documents: its path, its location, what each step is called, and the unit of its workload."""

    path: str = ""
    at: Location = ()
    names: tuple[str, ...] = ()
    unit: str | None = None

    def key(self, key: str) -> _Place:
        return _Place(f"{self.path}.{key}" if self.path else key, (*self.at, key), (*self.names, key), self.unit)

    def item(self, n: int, name: str, value: Any) -> _Place:
        unit = value.get("service_unit") if isinstance(value, dict) else None
        called = str(n + 1) if name == str(n) else name
        unit = unit if isinstance(unit, str) else self.unit
        return _Place(f"{self.path}[{name}]", (*self.at, n), (*self.names, called), unit)


def changes(old: Any, new: Any) -> list[Change]:
    """All differences between two plain documents, field by field; whole records where they are new or gone."""
    return list(_changes(old, new, _Place()))


def changes_below(old: Any, new: Any, at: Location, names: tuple[str, ...]) -> list[Change]:
    """All differences between two values that stand at a location, every step of which is called by a name."""
    return list(_changes(old, new, _Place("", at, names)))


def _changes(old: Any, new: Any, place: _Place) -> Iterator[Change]:
    if is_same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _changes(old.get(key), new.get(key), place.key(str(key)))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, place)
    elif _from(old) is not None and _from(old) == _from(new):
        yield from _changes(_as_record(old), _as_record(new), place)
    else:
        yield Change(place.path, old, new, where(place.at, place.names, place.unit), place.at)


def _from(value: Any) -> str | None:
    return value if isinstance(value, str) else value.get("from") if isinstance(value, dict) else None


def _as_record(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


def _joint_names(items: list[Any]) -> list[str] | None:
    """What records without ids are known by, such as metric and percentile; None where that is not unique."""
    names = []
    for item in items:
        known = [item.get(field) for field in JOINT] if isinstance(item, dict) else []
        names.append(" ".join(str(value) for value in known if isinstance(value, str | int | float)))
    return names if all(names) and len(set(names)) == len(names) else None


def _of_lists(old: list[Any], new: list[Any], place: _Place) -> Iterator[Change]:
    if place.path not in COLLECTIONS and not any(isinstance(item, dict) for item in (*old, *new)):
        yield Change(place.path, old, new, where(place.at, place.names, place.unit), place.at)
        return
    before, after = names_of(old) or _joint_names(old), names_of(new) or _joint_names(new)
    if before is None or after is None:
        pairs = [(str(n), *both) for n, both in enumerate(zip_longest(old, new))]
    else:
        a, b = dict(zip(before, old, strict=True)), dict(zip(after, new, strict=True))
        pairs = [(name, a.get(name), b.get(name)) for name in dict.fromkeys((*before, *after))]
    for n, (name, one, other) in enumerate(pairs):
        inner = place.item(n, name, other or one)
        if isinstance(one, dict | str) and isinstance(other, dict | str) and identity(one) == identity(other):
            yield from _changes(_as_record(one), _as_record(other), inner)
        else:
            yield from _changes(one, other, inner)
