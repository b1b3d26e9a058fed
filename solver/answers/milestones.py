"""Milestones of a solution: when most of a workload goes over to specialized silicon, or back from the cloud."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from models.derived import Capacity
from models.moving import Milestone
from models.vocabulary import SPECIALIZED_CLASSES, SiteKind
from models.workload import Workload
from solver.answers.moving import moves
from solver.answers.porting import port_rows, ported
from solver.answers.use import Use
from solver.program.build import Program
from solver.sizing.arcs import Arc

OWN_SITES: tuple[SiteKind, ...] = ("on_prem", "colo")
HALF = 0.5 + 1e-6
"""Share above which most of a workload is on one side; an exact half, met by rounding, is not."""


def milestones(program: Program, use: Use, pairs: Sequence[Capacity]) -> tuple[Milestone, ...]:
    """Workloads that go over to specialized silicon, or back from the cloud, in the order of the scenario.

    `pairs` say what a unit costs at best.
    """
    story = _Story(program, use, pairs)
    found = (story.milestone(w, side) for w in use.x.scenario.workloads for side in SIDES)
    return tuple(row for row in found if row)


class Side(NamedTuple):
    """The two sides of a milestone: whether an arc is on the other one, on this one, and the name of its place."""

    kind: Literal["graduation", "repatriation"]
    is_there: Callable[[Arc], bool]
    is_here: Callable[[Arc], bool]
    name: Callable[[Arc], str]


SIDES = (
    Side(
        "graduation",
        lambda arc: arc.accelerator.accelerator_class in SPECIALIZED_CLASSES,
        lambda arc: arc.accelerator.accelerator_class not in SPECIALIZED_CLASSES,
        lambda arc: arc.accelerator.stack,
    ),
    Side(
        "repatriation",
        lambda arc: arc.site.kind in OWN_SITES,
        lambda arc: arc.site.kind == "cloud",
        lambda arc: arc.site.id,
    ),
)


class _Story:
    """What every workload is served from over time, and what its pairs cost."""

    def __init__(self, program: Program, use: Use, pairs: Sequence[Capacity]) -> None:
        self.m, self.x, self.use, self.pairs = program.model, program.instance, use, pairs

    def milestone(self, workload: Workload, side: Side) -> Milestone | None:
        """The first period with most units on the other side, if an earlier one was served from this side too."""
        before: dict[str, float] | None = None
        for t in range(self.x.T):
            units = self._units(workload, t)
            total = sum(served for _, served in units)
            there = _by_name(side, side.is_there, units)
            share = sum(there.values()) / total if total else 0.0
            if share > HALF:
                return self._told(workload, side, t, before, there) if before else None
            if total:
                before = _by_name(side, side.is_here, units)
        return None

    def _told(
        self, workload: Workload, side: Side, t: int, before: Mapping[str, float], there: Mapping[str, float]
    ) -> Milestone:
        source, target = (max(sorted(names), key=names.__getitem__) for names in (before, there))
        return Milestone(
            kind=side.kind,
            workload=workload.id,
            period=self.x.scenario.horizon.label(t),
            source=source,
            target=target,
            share=sum(there.values()) / sum(served for _, served in self._units(workload, t)),
            saving_usd=self._saving(workload, side, source, target, t),
        )

    def _saving(self, workload: Workload, side: Side, source: str, target: str, start: int) -> float | None:
        """By the cheapest offers of both, on all that the other side serves from then on, less its port or copy [USD];
        None without an offer at either."""
        least = [self._least(workload, side, name) for name in (source, target)]
        if least[0] is None or least[1] is None:
            return None
        there = (_by_name(side, side.is_there, self._units(workload, t)) for t in range(start, self.x.T))
        units = sum(served for names in there for served in names.values())
        return (least[0] - least[1]) * units - self._once(workload, side, target)

    def _least(self, workload: Workload, side: Side, name: str) -> float | None:
        """Lowest cost of a unit on a stack, or at a site [USD]."""
        arcs = (arc for _, _, arc in self.x.arcs if arc.workload.workload_id == workload.id and side.name(arc) == name)
        places = {(arc.accelerator.id, arc.site.id) for arc in arcs}
        queues = {stream.id for stream in self.x.streams if stream.workload_id == workload.id}
        rows = (p for p in self.pairs if p.workload in queues and (p.accelerator, p.site) in places)
        return min((p.offer_usd_per_unit for p in rows if p.offer_usd_per_unit is not None), default=None)

    def _once(self, workload: Workload, side: Side, target: str) -> float:
        """What the port to a stack, or the copy of the data to a site, costs [USD]."""
        if side.kind == "graduation":
            ports = port_rows(self.x, ported(self.m))
            return sum(port.cost_usd for port in ports if (port.workload, port.stack) == (workload.id, target))
        copies = moves(self.m, self.x)
        return sum(move.cost_usd for move in copies if (move.workload, move.site) == (workload.id, target))

    def _units(self, workload: Workload, t: int) -> list[tuple[Arc, float]]:
        """Units that each arc of a workload serves in a period."""
        return [
            (arc, self.use.served(r, t))
            for r, (_, _, arc) in enumerate(self.x.arcs)
            if arc.workload.workload_id == workload.id
        ]


def _by_name(side: Side, is_in: Callable[[Arc], bool], units: list[tuple[Arc, float]]) -> dict[str, float]:
    """Units of one side by stack or site."""
    found: dict[str, float] = defaultdict(float)
    for arc, served in units:
        if served and is_in(arc):
            found[side.name(arc)] += served
    return found
