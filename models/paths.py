"""Paths that name values of a scenario, as messages write them: `offers[vendor=aws].usd_per_hour`.

A step in brackets picks records of a list, or entries of a mapping: by id, by a field (`vendor=aws`), or all (`*`).
Beside the fields of the scenario there are names for what people mean: see `ALIASES` and `CAPS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

PRICES = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
"""Fields of an offer that are its price."""
DEMAND = "demand"
"""`demand`, or `demand[workload]`: all demand of the case that is planned, or that of a workload or queue."""
CAPS = ("caps.carbon_kg", "caps.lock_in_usd", "caps.vendors")
"""Limits on the whole plan that are laid on top of those of the policy: carbon over the horizon [kg CO2e], unavoidable
future payments at any time [USD], and vendors paid over the horizon [count]."""
ALIASES = {
    "offers[...].price": "every price of the offer, up front, by month and by hour",
    "benchmarks[...].throughput": "the throughput of every measured point",
}

Location = tuple[str | int, ...]
_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*|\d{4}-\d\d)|\[([^\[\]]+)\]")


class PathError(ValueError):
    """A path that leads nowhere; the message says what is allowed there."""


class Step(NamedTuple):
    """One step of a path: a field, or a pick in brackets."""

    text: str
    is_pick: bool


def steps_of(path: str) -> tuple[Step, ...]:
    """The steps of a path; PathError where it is not written as one."""
    found: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or (match[0].startswith(".") and at == 0) or (at and match[1] and match[0][0] != "."):
            raise PathError(f"{path!r}: cannot be read from {path[at:]!r} on; write offers[ID].usd_per_hour")
        found.append(Step(match[1] or match[2].strip(), match[2] is not None))
        at = match.end()
    if not found or found[0].is_pick:
        raise PathError(f"{path!r} is no path; write offers[ID].usd_per_hour, offers[vendor=ID].price, or demand")
    return tuple(found)


def is_demand(steps: Sequence[Step]) -> bool:
    """Whether a path means the demand of the case that is planned."""
    return steps[0].text == DEMAND and len(steps) <= 2


def locations(document: Any, path: str) -> tuple[Location, ...]:
    """Where the values stand that a path names, in the order of the document.

    Parameters
    ----------
    document: a scenario as plain mappings and lists, with every default written out.

    Raises
    ------
    PathError
        where a step leads nowhere, or the path ends at a record; it lists what is allowed.
    """
    steps = steps_of(path)
    found: list[Location] = []
    for base, last in _with_aliases(steps):
        places: list[Location] = [()]
        for step in (*base, *last):
            places = [inner for place in places for inner in _inner(document, place, step, path)]
        found += places
    if steps[-1].text == "price" and not steps[-1].is_pick:
        found = sorted(place for place in found if value_at(document, place))
    if not found:
        raise PathError(f"{path}: there is nothing there to change")
    for place in found:
        if isinstance(value_at(document, place), dict | list):
            raise PathError(f"{path}: is a record; name one of its fields: {_some(_names(value_at(document, place)))}")
    return tuple(found)


def _with_aliases(steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], tuple[Step, ...]]]:
    """The path with what its last step stands for."""
    owner, last = (steps[0].text, len(steps)), steps[-1].text
    if owner == ("offers", 3) and last == "price":
        yield from ((steps[:-1], (Step(name, False),)) for name in PRICES)
    elif owner == ("benchmarks", 3) and last == "throughput":
        yield steps[:-1], (Step("points", False), Step("*", True), Step("throughput", False))
    else:
        yield steps, ()


def value_at(document: Any, place: Location) -> Any:
    """The value at a place."""
    for step in place:
        document = document[step]
    return document


def _inner(document: Any, place: Location, step: Step, path: str) -> list[Location]:
    """The places one step further."""
    value = value_at(document, place)
    if isinstance(value, dict):
        keys = list(value) if step.is_pick and step.text == "*" else [step.text]
        if step.text != "*" and step.text not in value:
            raise PathError(f"{path}: {step.text!r} is not there; {_nearest(step.text, _names(value))}")
        return [(*place, key) for key in keys]
    if isinstance(value, list) and step.is_pick:
        return [(*place, n) for n in _picked(value, step.text, path)]
    if isinstance(value, list):
        raise PathError(f"{path}: say which, in brackets before {step.text!r}: {_some(_names(value))}, or * for all")
    raise PathError(f"{path}: nothing stands under {place[-1]!r}, so there is no {step.text!r}")


def _picked(rows: list[Any], pick: str, path: str) -> list[int]:
    """Positions of the records that a pick means: `*`, an id (or geography), or `field=value`."""
    field, _, asked = pick.partition("=")
    if pick == "*":
        found = list(range(len(rows)))
    elif asked:
        found = [n for n, row in enumerate(rows) if isinstance(row, dict) and str(row.get(field)) == asked]
    else:
        found = [n for n, row in enumerate(rows) if pick in (_name(row), str(n))]
    if not found:
        raise PathError(f"{path}: there is no {pick!r}; {_nearest(pick, _names(rows))}")
    return found


def _name(row: Any) -> str | None:
    known = row.get("id") or row.get("geography") if isinstance(row, dict) else row
    return known if isinstance(known, str) else None


def _names(value: Any) -> list[str]:
    """What can be picked of a list, or the fields of a record."""
    return list(value) if isinstance(value, dict) else [_name(row) or str(n) for n, row in enumerate(value)]


def _nearest(word: str, allowed: list[str]) -> str:
    near = get_close_matches(word, allowed, n=3, cutoff=0.6)
    return f"did you mean {', '.join(near)}?" if near else f"there are: {_some(allowed)}"


def _some(names: list[str], most: int = 24) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "none") + more
