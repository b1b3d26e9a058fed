"""The steps that turn one plain document into another, as few and as small as comments ask for."""

from __future__ import annotations

from typing import Any

from data.document.changing import is_same, names_of
from data.document.edits import Step
from data.problems import Location

MANY = 50
"""With more items new or gone than this, a list is set as a whole: single steps would copy it each time."""


def steps_between(old: Any, new: Any, at: Location = ()) -> list[Step]:
    """Steps from one value to another at a location. Records of lists are matched by what they are known by, other
    items by their place at either end of the list.
    """
    if is_same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _in_mapping(old, new, at)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _in_list(old, new, at)
    return [Step("set", at, new)]


def _in_mapping(old: dict[str, Any], new: dict[str, Any], at: Location) -> list[Step]:
    steps = [Step("remove", (*at, key)) for key in old if key not in new]
    for key, value in new.items():
        if key in old:
            steps += steps_between(old[key], value, (*at, key))
        else:
            steps.append(Step("set", (*at, key), value))
    return steps


def _in_list(old: list[Any], new: list[Any], at: Location) -> list[Step]:
    before, after = names_of(old), names_of(new)
    if before is None or after is None:
        return _by_place(old, new, at)
    gone, known, kept = set(before) - set(after), dict(zip(before, old, strict=True)), set(after)
    has_new_order = [name for name in before if name in kept] != [name for name in after if name in known]
    if has_new_order or len(gone) + len(kept - known.keys()) > MANY:
        return [Step("set", at, new)]
    steps = [Step("remove", (*at, n)) for n in reversed(range(len(old))) if before[n] in gone]
    steps += [Step("insert", (*at, n), item) for n, item in enumerate(new) if after[n] not in known]
    for n, item in enumerate(new):
        if after[n] in known:
            steps += steps_between(known[after[n]], item, (*at, n))
    return steps


def _by_place(old: list[Any], new: list[Any], at: Location) -> list[Step]:
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if not is_same(old[n], new[n])), shorter)
    end = next((n for n in range(shorter - start) if not is_same(old[-1 - n], new[-1 - n])), shorter - start)
    rest, given = old[start : len(old) - end], new[start : len(new) - end]
    if abs(len(rest) - len(given)) > MANY:
        return [Step("set", at, new)]
    steps = [Step("remove", (*at, start + n)) for n in reversed(range(len(given), len(rest)))]
    for n, item in enumerate(given):
        if n < len(rest):
            steps += steps_between(rest[n], item, (*at, start + n))
        else:
            steps.append(Step("insert", (*at, start + n), item))
    return steps
