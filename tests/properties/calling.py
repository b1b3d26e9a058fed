"""What enumerated decisions hold in whole replicas, and how much of it is on call."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from solver.proof.audit import Auditor, DecisionSet, Held
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.lanes import own_backing
from solver.proof.audit.on_call import waits_for_start
from solver.proof.audit.placement import Key

EPSILON = 1e-9
"""Replicas that are rounding."""


def in_replicas(facts: Facts, key: Key, pool: Pool, q: int, held: float) -> float:
    """Accelerators to be held in a pool that serves all of a workload: what is asked for, in whole replicas if so."""
    demand = facts.demand[key]
    if not demand.workload.has_whole_replicas or demand.required[q] <= 0:
        return held
    span = facts.placement.arcs[key, pool[:2]].span
    busy = demand.mean[q] / facts.speed(key, pool[:2])
    return span * max(ceil(max(held, busy) / span - EPSILON), demand.workload.min_replicas or 0)


def with_calls(judge: Auditor, decisions: DecisionSet) -> DecisionSet:
    """The decisions with what is on call of each hold, least of all where a start takes most: any other split asks for
    more that can be called."""
    facts, held = judge.facts, [row for row in decisions.headroom if isinstance(row, Held)]
    if not any(arc.on_call_share < 1 for arc in facts.placement.arcs.values()):
        return decisions
    copies = judge.examine(decisions).state.copies_by_pool()

    def share(row: Held) -> float:
        return facts.placement.arcs[(row.workload, row.geography), (row.accelerator, row.site)].on_call_share

    left: dict[tuple[Pool, int], float] = {}
    found = []
    for row in sorted(held, key=share):  # what stands there is first for those that start latest
        pool = (row.accelerator, row.site, f"{row.workload}@{row.geography}" if row.dedicated else "")
        t = facts.time.period_of[row.period]
        if not waits_for_start(facts, pool, t):
            found.append(row)
            continue
        at = pool, facts.time.slots_of(t)[facts.time.block_of[row.block]]
        stands = left.get(at, sum(own_backing(facts, pool, copies, t)))
        left[at] = max(0.0, stands - row.accelerators)
        found.append(row._replace(on_call=max(0.0, row.accelerators - stands)))
    return replace(decisions, headroom=tuple(found))
