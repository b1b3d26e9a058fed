"""What differs between two scenarios in a case, and which of it is weighed together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.alternatives import first_wrong
from models.cases import in_case
from models.differing import Difference, Steps, differences, mixed, path_text
from models.scenario import Scenario
from models.varied import as_document

BESIDE = ("name", "alternatives", "levers", "scorecard", "procurement")
"""Parts of a scenario that no plan rests on."""
WORDS = ("name", "evidence", "source")
"""Fields that say something, and are no figure of the program."""


class Group(NamedTuple):
    """Changes that are made together."""

    title: str
    places: tuple[Steps, ...]
    paths: tuple[str, ...]


class Sides(NamedTuple):
    """Two scenarios as they are in a case, and all that differs."""

    old: dict[str, Any]
    new: dict[str, Any]
    found: list[Difference]


def sides_of(base: Scenario, other: Scenario, case: str, other_case: str | None = None) -> Sides:
    """Both scenarios as plain documents with every default written out, each in its case."""
    old, new = as_document(in_case(base, case)), as_document(in_case(other, other_case or case))
    return Sides(old, new, differences(old, new))


def is_idle(difference: Difference, case: str) -> bool:
    """Whether a difference can change no plan of a case."""
    at = difference.at
    if at[0] in BESIDE or any(step in WORDS for n, step in enumerate(at) if n and n not in difference.items):
        return True
    return at[:2] == ("policy", "uncertainty") or (
        at[0] == "cases" and (at[1:2] != (case,) or at[2:3] == ("probability",))
    )


def groups_of(sides: Sides, case: str, most: int) -> tuple[list[Group], str]:
    """What is weighed together: every change by itself; by record, then by collection, where these are too many.

    Returns
    -------
    Groups, and how they were made, empty where each change stands for itself.
    """
    weighed = [each for each in sides.found if not is_idle(each, case)]
    ways: list[tuple[str, Callable[[Difference], str]]] = [
        ("", path_text),
        ("changes of one record are made together", _record),
        ("changes of one part of the scenario are made together", _part),
    ]
    for said, key in ways:
        found = _grouped(weighed, key)
        if len(found) <= most:
            return found, f"{len(weighed)} changes: {said}" if said else ""
    return [Group("all changes", tuple(e.at for e in weighed), tuple(map(path_text, weighed)))], "all made together"


def _grouped(found: Iterable[Difference], key: Callable[[Difference], str]) -> list[Group]:
    groups: dict[str, list[Difference]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return [Group(title, tuple(e.at for e in same), tuple(map(path_text, same))) for title, same in groups.items()]


def _record(difference: Difference) -> str:
    """The first record on the way, else the part that it is in."""
    if not difference.items:
        return _part(difference)
    end = difference.items[0] + 1
    return path_text(difference._replace(at=difference.at[:end]))


def _part(difference: Difference) -> str:
    return ".".join(difference.at[: 2 if difference.at[0] == "policy" else 1])


def with_only(sides: Sides, places: Iterable[Steps]) -> Scenario | str:
    """The first scenario with some changes, or why that is none."""
    return _scenario(mixed(sides.old, sides.new, tuple(places)))


def without(sides: Sides, places: Iterable[Steps]) -> Scenario | str:
    """The other scenario without some changes, or why that is none."""
    kept = {each.at for each in sides.found} - set(places)
    return _scenario(mixed(sides.old, sides.new, kept))


def _scenario(document: dict[str, Any]) -> Scenario | str:
    try:
        return Scenario.model_validate_json(json.dumps(document))
    except ValidationError as error:
        return first_wrong(error)


def joined(sides: Sides, groups: Sequence[Group]) -> tuple[list[Group], str]:
    """Groups that need each other, such as an offer and what it offers, as one; and that in words."""
    apart, bound = list[Group](), list[Group]()
    for group in groups:
        found = (with_only(sides, group.places), without(sides, group.places))
        (bound if any(isinstance(each, str) for each in found) else apart).append(group)
    if len(bound) < 2:
        return list(groups), ""
    places = tuple(place for group in bound for place in group.places)
    one = Group(f"{', '.join(group.title for group in bound[:3])}{', ...' * (len(bound) > 3)}", places,
                tuple(path for group in bound for path in group.paths))  # fmt: skip
    return [*apart, one], f"{len(bound)} that need each other are made together"
