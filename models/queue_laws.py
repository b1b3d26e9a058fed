"""Laws about queues: their shares, their ids, and what they refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from models.calendar import SHARE_SLACK
from models.raw import Location, Problem, items, rows, unknown
from models.streams import stream_id

QUEUE_REFERENCES = (("shape", "shapes"), ("sites", "sites"))
"""Field of a queue, collection it points into."""
LONGEST_ID = 80
"""Characters of an `Id`."""
Row = Mapping[str, Any]


class RawQueue(NamedTuple):
    """A queue of a raw document: where it stands, the id it is planned by (empty without ids), and itself."""

    loc: Location
    planned_as: str
    row: Row


def queue_problems(document: Row, ids: dict[str, set[str]]) -> Iterator[Problem]:
    """Broken laws of queues; `ids` of the document by collection."""
    every = [queue for n, row in rows(document, "workloads") for queue in _queues(n, row)]
    often = Counter(queue.planned_as for queue in every)
    for n, row in rows(document, "workloads"):
        yield from _shares(("workloads", n, "queues"), [queue.row.get("share") for queue in _queues(n, row)])
    for queue in every:
        is_taken = often[queue.planned_as] > 1 or queue.planned_as in ids["workloads"]
        if queue.planned_as and (is_taken or len(queue.planned_as) > LONGEST_ID):
            why = "that id is taken" if is_taken else f"that id is longer than {LONGEST_ID} characters"
            yield (*queue.loc, "id"), f"planned as {queue.planned_as!r}, `workload/queue`: {why}"
        for field, target in QUEUE_REFERENCES:
            for place, value in items(queue.row.get(field)):
                if value not in ids[target]:
                    yield unknown((*queue.loc, field, *place), value, target, ids[target])


def works(document: Row) -> dict[str, list[Row]]:
    """The rules of all work that goes by an id: a workload, a queue, or all queues of a workload."""
    found: dict[str, list[Row]] = {}
    for n, row in rows(document, "workloads"):
        queues = _queues(n, row)
        laid_over = [{**row, **{k: v for k, v in queue.row.items() if v is not None}} for queue in queues]
        found[_id(row)] = list(laid_over) or [row]
        found |= {queue.planned_as: [rules] for queue, rules in zip(queues, laid_over, strict=True)}
    return {name: rules for name, rules in found.items() if name}


def written(document: Row) -> Iterator[tuple[Location, Row]]:
    """Every workload, and every queue with the rules of its own, each where it stands."""
    for n, row in rows(document, "workloads"):
        yield ("workloads", n), row
        yield from ((queue.loc, queue.row) for queue in _queues(n, row))


def _queues(n: int, workload: Row) -> list[RawQueue]:
    return [
        RawQueue(
            ("workloads", n, "queues", q),
            stream_id(_id(workload), _id(row)) if _id(workload) and _id(row) else "",
            row,
        )
        for q, row in rows(workload, "queues")
    ]


def _id(row: Row) -> str:
    """The id of a record; empty where it has none, or something else in its place."""
    name = row.get("id")
    return name if isinstance(name, str) else ""


def _shares(loc: Location, shares: list[Any]) -> Iterator[Problem]:
    known = [share for share in shares if isinstance(share, int | float)]
    if known and len(known) == len(shares) and abs(sum(known) - 1) > SHARE_SLACK:
        yield loc, f"shares sum to {sum(known):.6g}, they must sum to 1"
