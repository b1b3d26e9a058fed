"""Laws of lanes and owners: groups name lanes of workloads, each lane once; where lanes are kept apart, a holding has
its lane; one that is dedicated serves work that there is.

Like the other laws between records they work on the raw document; what has a wrong type is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.lanes import COMMON_LANE
from models.raw import rows, unknown

Problem = tuple[tuple[int | str, ...], str]


def lane_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Broken laws, each with its place and a sentence."""
    named = [row.get("lane", COMMON_LANE) for _, row in _records(document, "workloads")]
    lanes = {lane for lane in named if isinstance(lane, str)}
    group_of: dict[str, str] = {}
    yield from _group_problems(document.get("policy"), lanes, group_of)
    yield from _owner_problems(document)
    apart = sorted({group_of.get(lane, lane) for lane in lanes})
    for n, holding in _records(document, "holdings"):
        own = holding.get("lane")
        if isinstance(own, str) and own not in lanes:
            yield ("holdings", n, "lane"), _unknown(own, lanes)
        elif own is None and len(apart) > 1 and holding.get("dedicated_to") is None:
            yield ("holdings", n, "lane"), f"needed, as lanes are kept apart ({', '.join(apart)}): whose it is"


def _owner_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Holdings that are dedicated to no work there is."""
    work = ((w.get("id"), d.get("geography")) for _, w in _records(document, "workloads") for _, d in rows(w, "demand"))
    owners = {f"{name}@{geography}" for name, geography in work}
    for n, holding in _records(document, "holdings"):
        owner = holding.get("dedicated_to")
        if isinstance(owner, str) and owner not in owners:
            yield unknown(("holdings", n, "dedicated_to"), owner, "workloads@geographies", owners)


def _group_problems(policy: Any, lanes: set[str], group_of: dict[str, str]) -> Iterator[Problem]:
    """Problems of groups; fills the group of every lane that has one."""
    for n, group in _records(policy, "lane_groups"):
        at, name = ("policy", "lane_groups", n), str(group.get("id"))
        if name in lanes:
            yield (*at, "id"), f"{name!r} is the name of a lane; a group needs a name of its own"
        given = group.get("lanes")
        for k, lane in enumerate(given if isinstance(given, list | tuple) else ()):
            if isinstance(lane, str) and lane not in lanes:
                yield (*at, "lanes", k), _unknown(lane, lanes)
            elif isinstance(lane, str) and lane in group_of:
                yield (*at, "lanes", k), f"lane {lane!r} is in group {group_of[lane]!r} already"
            elif isinstance(lane, str):
                group_of[lane] = name


def _records(document: Any, collection: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = document.get(collection) if isinstance(document, Mapping) else None
    if isinstance(rows, list | tuple):
        yield from ((n, row) for n, row in enumerate(rows) if isinstance(row, Mapping))


def _unknown(lane: str, lanes: set[str]) -> str:
    return f"{lane!r} is not a lane of any workload; known: {', '.join(sorted(lanes)) or 'none'}"
