"""What of the headroom is on call, and how far the start of replicas uses up what can be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import inf

from models.bill import LimitUse
from models.workload import Workload
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.standing import waits_for_start
from solver.program.words import when

BINDING = 1e-4
"""Capacity on call is used up when less than this share of it is left."""
Peak = tuple[int, int, int]
"""Pool, period, block."""


def on_call(program: Program, r: int, t: int, b: int) -> float:
    """Accelerators of a hold that are on call; 0 where nothing is counted apart."""
    called = program.model.on_call
    return float(called[r, t, b, 0].value) if (r, t, b, 0) in called else 0.0


def call_least(program: Program) -> None:
    """Put no more on call than what is there leaves over, first of the work whose replicas start fastest.

    That takes least of what can be called, so that it fits whenever any other split does.
    """
    m, x = program.model, program.instance
    if not len(m.on_call):
        return
    use = Use(program)
    for (j, t, b), arcs in _by_peak(program).items():
        left = max(0.0, sum(use.held[r][t][b] for r in arcs) - use.there_for_headroom(j, t))
        for r in sorted(arcs, key=lambda r: -x.arcs[r][2].on_call_share):
            if (r, t, b, 0) in m.on_call:
                m.on_call[r, t, b, 0].set_value(min(left, use.held[r][t][b]), skip_validation=True)
                left -= on_call(program, r, t, b)


def on_call_uses(program: Program) -> list[LimitUse]:
    """Of every pool with a quota of its own for what is on call, the peak at which the least of it is left."""
    x, use = program.instance, Use(program)
    tightest: dict[int, tuple[float, float, float, int]] = {}
    for j, t, b in _by_peak(program):
        taken, quota = use.taken(j, t, b), use.ready_on_call(j, t, b)
        if quota is not None and taken:
            tightest[j] = min(((quota - taken) / quota, taken, quota, t), tightest.get(j, (inf, 0.0, 0.0, 0)))
    return [
        LimitUse(
            limit=f"capacity on call of {x.names.pool(x.pools[j].accelerator.id, x.pools[j].site.id)} for headroom, "
            "start-up counted",
            kind="start_up",
            period=when(x, t),
            used=taken,
            allowed=quota,
            unit="accelerators",
            is_binding=left <= BINDING,
        )
        for j, (left, taken, quota, t) in tightest.items()
    ]


def _by_peak(program: Program) -> dict[Peak, list[int]]:
    """Arcs with a hold, by peak of the pools in which a start takes credit."""
    x, found = program.instance, defaultdict(list)
    for r, t, b, _ in program.model.hold:
        if waits_for_start(x, x.arcs[r][1], t):
            found[x.arcs[r][1], t, b].append(r)
    return dict(found)


def unused_ramp(x: Instance, w: Workload) -> Iterator[tuple[str, str]]:
    """A time in which peaks build up that takes nothing from what is on call: the field, and why."""
    if w.has_headroom and w.ramp_minutes is not None:
        arcs = [(j, arc) for _, j, arc in x.arcs if arc.workload.id == w.id]
        if all(arc.on_call_share == 1 for _, arc in arcs):
            yield "ramp_minutes", "no benchmark that it runs by says how long a replica takes to start"
        elif not any(waits_for_start(x, j, t) for j, _ in arcs for t in range(x.T)):
            yield "ramp_minutes", "nothing that it could run on counts towards headroom when called"


def unused_starts(x: Instance) -> Iterator[str]:
    """Times to start of replicas that no work waits for."""
    hurried = {
        arc.benchmark.id for i, _, arc in x.arcs if x.works[i].has_headroom and arc.workload.ramp_minutes is not None
    }
    for b in x.scenario.benchmarks:
        if b.start_minutes and b.id not in hurried:
            yield f"benchmarks.{b.id}.start_minutes: no workload with headroom that runs by it has `ramp_minutes`"
