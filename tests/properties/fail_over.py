"""The fail-over of enumerated decisions: whether what is left can carry what must be kept, by one small LP a peak."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from solver.proof.audit import Auditor, BackedUp, DecisionSet, Moved, Ported
from solver.proof.audit.exit_ramp import Loss, backing_in_time, ready_in_time
from solver.proof.audit.facts import Pool
from solver.proof.audit.lanes import is_of_lane, own_backing
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.placement import Key
from solver.proof.audit.redundancy_rows import losses_of
from solver.proof.audit.state import Copy, State

Together = tuple[Pool, ...]
"""Pools with one limit on what they carry together."""


class Asked(NamedTuple):
    """What a work needs of the pools that may stand in for it."""

    key: Key
    need: float
    speeds: tuple[tuple[Pool, float], ...]


class FailOver:
    """Adds backups to decisions, as far as there are any."""

    def __init__(self, judge: Auditor) -> None:
        self.judge, self.facts = judge, judge.facts
        self.losses = losses_of(judge.facts)
        self.carried = cache(_carried)

    def ports(self) -> list[tuple[tuple[str, str], list[Ported | None]]]:
        """Every stack that work to be kept could be ported to, with the ports that are possible; None: none."""
        kept = dict.fromkeys(self.facts.workload_id(key) for loss in self.losses for key, _ in loss.rules)
        label = self.facts.time.labels
        return [
            ((w, s), [None, *(Ported(w, s, label[u]) for u in sorted(self.facts.port_periods))])
            for w in kept
            for s in sorted(self.facts.needs_port[w])
        ]

    def moves(self) -> list[tuple[tuple[str, str], list[Moved | None]]]:
        """Every site that data of work to be kept could be moved to, with the moves that are possible; None: none."""
        kept = dict.fromkeys(self.facts.workload_id(key) for loss in self.losses for key, _ in loss.rules)
        label = self.facts.time.labels
        return [
            ((w, site), [None, *(Moved(w, site, label[u]) for u in sorted(self.facts.port_periods))])
            for w in kept
            for site in sorted(sites_to_move_to(self.facts, w))
        ]

    def added(self, decisions: DecisionSet) -> DecisionSet:
        """The decisions with backups; too few of them where what is left does not suffice."""
        if not self.losses:
            return decisions
        state, found = self.judge.examine(decisions).state, []
        for loss in self.losses:
            for q in range(self.facts.time.slots):
                found += self._at(state, loss, q)
        return replace(decisions, backups=tuple(found))

    def _at(self, state: State, loss: Loss, q: int) -> list[BackedUp]:
        facts, t = self.facts, self.facts.time.period(q)
        if q - facts.time.slots_of(t)[0] not in facts.time.peaks:
            return []
        copies = state.copies_by_pool()
        backing = {pool: backing_in_time(state, loss, pool, copies, t, {}) for pool in facts.pools}
        left = {(pool,): sum(terms) for pool, terms in backing.items() if terms is not None}
        left |= self._shared_by_lanes(copies, loss, t, left)
        works = []
        for key in dict.fromkeys(key for key, period in loss.rules if period == t):
            demand = facts.demand[key]
            need = loss.keep(key, t) * demand.peak[q] * (1 - demand.workload.max_miss)
            works.append(Asked(key, need, tuple(self._speeds(state, loss, key, t))))
        rows = self.carried(tuple(w for w in works if w.need > 0), tuple(left.items()))
        where = facts.time.where(q)
        return [
            BackedUp(*loss.key[:2], *key, *pool[:2], *where, amount, "@" in pool[2], loss.key.within)
            for key, pool, amount in rows
        ]

    def _shared_by_lanes(
        self, copies: dict[Pool, list[Copy]], loss: Loss, t: int, left: dict[Together, float]
    ) -> dict[Together, float]:
        """What several lanes at one place can carry together: their own units, and what is on call there once."""
        facts, found = self.facts, {}
        for place in dict.fromkeys(pool[:2] for pool in facts.pools):
            lanes = [pool for pool in facts.pools if pool[:2] == place and is_of_lane(pool) and (pool,) in left]
            own = {pool: sum(own_backing(facts, pool, copies, t, loss.leaves)) for pool in lanes}
            for some in (some for size in range(2, len(lanes) + 1) for some in combinations(lanes, size)):
                on_call = left[some[:1]] - own[some[0]]
                found[some] = sum(own[pool] for pool in some) + on_call
        return found

    def _speeds(self, state: State, loss: Loss, key: Key, t: int) -> list[tuple[Pool, float]]:
        facts, workload = self.facts, self.facts.workload_id(key)
        found = []
        for pool in facts.pools:
            may_use = pool in facts.pools_for(key, pool[:2])
            if (key, pool[:2]) in facts.placement.arcs and may_use and not loss.takes_pool(pool):
                stack = facts.accelerators[pool[0]].stack
                begun = state.move.get((workload, pool[1]), ())
                is_there = pool[1] not in sites_to_move_to(facts, workload) or any(
                    u + double_periods(facts) <= t for u in begun
                )
                if is_there and (
                    stack not in facts.needs_port[workload] or ready_in_time(state, loss, workload, stack, t)
                ):
                    found.append((pool, facts.speed(key, pool[:2])))
        return found


def _carried(works: tuple[Asked, ...], left: tuple[tuple[Together, float], ...]) -> list[tuple[Key, Pool, float]]:
    """Accelerators by work and pool that carry all of it, if that can be."""
    columns = [(n, pool, speed) for n, work in enumerate(works) for pool, speed in work.speeds]
    if not columns:
        return []
    rows = [[-speed * (n == m) for m, _, speed in columns] for n in range(len(works))]
    rows += [[float(other in pools) for _, other, _ in columns] for pools, _ in left]
    right = [-work.need for work in works] + [limit for _, limit in left]
    found = linprog(np.ones(len(columns)), A_ub=np.array(rows), b_ub=np.array(right))
    amounts = found.x.tolist() if found.status == 0 else [0.0] * len(columns)
    return [(works[n].key, pool, amount) for (n, pool, _), amount in zip(columns, amounts, strict=True) if amount > 0]
