"""The fail-over of enumerated decisions: whether what is left can carry what must be kept, by one small LP a peak."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from solver.proof.audit import Auditor, BackedUp, DecisionSet, Moved, Ported
from solver.proof.audit.facts import Pool
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.placement import Key
from solver.proof.audit.redundancy_rows import Loss, losses_of
from solver.proof.audit.service_rows import backing_of
from solver.proof.audit.state import State


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
        kept = dict.fromkeys(key[0] for loss in self.losses for key, _ in loss.rules)
        label = self.facts.time.labels
        return [
            ((w, s), [None, *(Ported(w, s, label[u]) for u in sorted(self.facts.port_periods))])
            for w in kept
            for s in sorted(self.facts.needs_port[w])
        ]

    def moves(self) -> list[tuple[tuple[str, str], list[Moved | None]]]:
        """Every site that data of work to be kept could be moved to, with the moves that are possible; None: none."""
        kept = dict.fromkeys(key[0] for loss in self.losses for key, _ in loss.rules)
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
        backing = {pool: backing_of(facts, pool, copies.get(pool, []), t, loss.leaves) for pool in facts.pools}
        left = {pool: None if terms is None else sum(terms) for pool, terms in backing.items()}
        works = []
        for key in dict.fromkeys(key for key, period in loss.rules if period == t):
            demand = facts.demand[key]
            need = loss.keep(key, t) * demand.peak[q] * (1 - demand.workload.max_miss)
            works.append(Asked(key, need, tuple(self._speeds(state, loss, key, t))))
        rows = self.carried(tuple(w for w in works if w.need > 0), tuple(left.items()))
        where = facts.time.where(q)
        return [
            BackedUp(loss.kind, loss.name, *key, *pool[:2], *where, amount, bool(pool[2])) for key, pool, amount in rows
        ]

    def _speeds(self, state: State, loss: Loss, key: Key, t: int) -> list[tuple[Pool, float]]:
        facts = self.facts
        found = []
        for pool in facts.pools:
            is_lost = loss.kind == "site" and pool[1] == loss.name
            if (key, pool[:2]) in facts.placement.arcs and pool[2] in ("", "@".join(key)) and not is_lost:
                stack = facts.accelerators[pool[0]].stack
                begun = state.move.get((key[0], pool[1]), ())
                is_there = pool[1] not in sites_to_move_to(facts, key[0]) or any(
                    u + double_periods(facts) <= t for u in begun
                )
                if is_there and (stack not in facts.needs_port[key[0]] or state.ready(key[0], stack)[t]):
                    found.append((pool, facts.speed(key, pool[:2])))
        return found


def _carried(works: tuple[Asked, ...], left: tuple[tuple[Pool, float | None], ...]) -> list[tuple[Key, Pool, float]]:
    """Accelerators by work and pool that carry all of it, if that can be."""
    columns = [(n, pool, speed) for n, work in enumerate(works) for pool, speed in work.speeds]
    if not columns:
        return []
    most = [(pool, limit) for pool, limit in left if limit is not None]
    rows = [[-speed * (n == m) for m, _, speed in columns] for n in range(len(works))]
    rows += [[float(pool == other) for _, other, _ in columns] for pool, _ in most]
    right = [-work.need for work in works] + [limit for _, limit in most]
    found = linprog(np.ones(len(columns)), A_ub=np.array(rows), b_ub=np.array(right))
    amounts = found.x.tolist() if found.status == 0 else [0.0] * len(columns)
    return [(works[n].key, pool, amount) for (n, pool, _), amount in zip(columns, amounts, strict=True) if amount > 0]
