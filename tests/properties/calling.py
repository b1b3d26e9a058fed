"""What enumerated decisions hold in whole replicas, how much of it is on call, and what it counts on under quotas."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, inf, isinf

import numpy as np
from scipy.optimize import linprog

from solver.proof.audit import Auditor, Counted, DecisionSet, Held
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.lanes import own_backing
from solver.proof.audit.on_call import callable_in, peak_slots, used_by_slot, waits_for_start
from solver.proof.audit.placement import Key
from solver.proof.audit.quotas import own_quota, quotas_on
from solver.proof.audit.state import State

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


def with_counts(judge: Auditor, decisions: DecisionSet) -> DecisionSet:
    """The decisions with what headroom counts on under quotas of the policy, if that can be as much as it needs."""
    facts = judge.facts
    if not facts.policy.quotas:
        return decisions
    state = judge.examine(decisions).state
    held: dict[tuple[Pool, int], list[float]] = {}
    for key, q in ((key, q) for key in facts.demand for q in peak_slots(facts)):
        for pool, amount in state.hold[key][q].items():
            held.setdefault((pool, q), []).append(amount)
    found = []
    for q, used in used_by_slot(state, held).items():
        needed = tuple(_beyond(state, used, q).items())
        counted = _split(judge, needed, facts.time.period(q)) if any(need > 0 for _, need in needed) else {}
        found += [Counted(offer, *facts.time.where(q), amount) for offer, amount in counted.items()]
    return replace(decisions, counted_on=tuple(found))


def _beyond(state: State, used: dict[Pool, float], q: int) -> dict[tuple[str, str], float]:
    """What is needed at every place beyond all that counts there without quotas of the policy."""
    facts, copies, found = state.facts, state.copies_by_pool(), dict[tuple[str, str], float]()
    t = facts.time.period(q)
    for pool, amount in used.items():
        called = callable_in(facts, pool, t)
        found.setdefault(pool[:2], -inf if called is None else -sum(called))
        found[pool[:2]] += max(0.0, amount - sum(own_backing(facts, pool, copies, t)))
    return found


def _split(judge: Auditor, needed: tuple[tuple[tuple[str, str], float], ...], t: int) -> dict[str, float]:
    """Accelerators counted on by offer; nothing where quotas do not allow as many."""
    facts = judge.facts
    rentable = [terms for terms in facts.offers.values() if terms.is_rentable[t] and terms.offer.credit > 0]
    offers = [o for o in rentable if not o.offer.is_dedicated and quotas_on(facts, o.offer, t)]
    if not offers:
        return {}
    rows = [[-o.credit * (o.place == place) for o in offers] for place, need in needed if need > 0]
    right = [-need for _, need in needed if need > 0]
    for rule in facts.policy.quotas:
        rows.append([float(rule in quotas_on(facts, o.offer, t)) for o in offers])
        right.append(rule.max_accelerators)
    bounds = [(0.0, None if isinf(own_quota(o)) else own_quota(o)) for o in offers]
    solved = linprog(np.ones(len(offers)), A_ub=np.array(rows), b_ub=np.array(right), bounds=bounds)
    amounts = solved.x.tolist() if solved.status == 0 else [0.0] * len(offers)
    return {o.offer.id: amount for o, amount in zip(offers, amounts, strict=True) if amount > 0}
