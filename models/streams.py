"""Streams: the workloads as they are planned, every queue of a workload as work of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from models.base import Id
from models.queue import OWN, Queue
from models.workload import Workload


class Stream(Workload):
    """One queue of a workload: its share of the demand, under its own rules."""

    of: Id
    """The workload."""
    queue: Id
    """The queue."""
    share: float
    """Share of the workload's demand, freed of rounding: over all queues it sums to 1 [0..1]."""

    @property
    def workload_id(self) -> str:
        """The workload that the queue is a part of."""
        return self.of


def stream_id(workload: str, queue: str) -> str:
    """Id under which a queue is planned."""
    return f"{workload}/{queue}"


def streams_of(workload: Workload) -> tuple[Workload, ...]:
    """The workload itself where it has no queues, else one stream for each.

    Raises
    ------
    ValidationError
        where the rules of a queue do not go together.
    """
    return tuple(_stream(workload, queue) for queue in workload.queues) or (workload,)


def broken_queues(workloads: Sequence[Workload]) -> list[InitErrorDetails]:
    """What does not go together in the rules of queues, each at its place in a scenario."""
    found = []
    for n, workload in enumerate(workloads):
        for q, queue in enumerate(workload.queues):
            try:
                _stream(workload, queue)
            except ValidationError as error:
                at = ("workloads", n, "queues", q)
                found += [_located(detail, at) for detail in error.errors()]
    return found


def overrides(queue: Queue) -> dict[str, Any]:
    """What a queue changes of its workload, by field."""
    return {name: value for name in queue.model_fields_set - OWN if (value := getattr(queue, name)) is not None}


def _stream(workload: Workload, queue: Queue) -> Stream:
    share = queue.share / sum(each.share for each in workload.queues)
    given = {name: getattr(workload, name) for name in workload.model_fields_set - {"queues", "name"}}
    own = {
        "id": stream_id(workload.id, queue.id),
        "name": _name(workload, queue),
        "demand": tuple(demand.scaled(share) for demand in workload.demand),
        "of": workload.id,
        "queue": queue.id,
        "share": share,
    }
    return Stream.model_validate({**given, **overrides(queue), **own})


def _name(workload: Workload, queue: Queue) -> str:
    """Names of workload and queue; empty where neither has one, so that the id names it."""
    if not (workload.name or queue.name):
        return ""
    return f"{workload.name or workload.id}, {queue.name or queue.id}"


def _located(detail: ErrorDetails, at: tuple[int | str, ...]) -> InitErrorDetails:
    """What is wrong with a stream, as something wrong with its queue."""
    said = str(detail.get("ctx", {}).get("error", detail["msg"]))
    return InitErrorDetails(
        type=PydanticCustomError("queue_fails", "{said}", {"said": said}), loc=(*at, *detail["loc"]), input=None
    )
