"""Accelerators of every pool as decisions put them there: in service, rented, busy, set aside."""

from __future__ import annotations

from functools import cached_property
from itertools import product

from models.units import per_hour
from solver.proof.audit.deferrable import backlogs
from solver.proof.audit.facts import Pool
from solver.proof.audit.gang_rows import extra_busy
from solver.proof.audit.placement import Key
from solver.proof.audit.state import State


class PoolTables:
    """A pool: `there` [accelerators by period], `open_hours` [h in which they are, by period], `rented`, `busy`, `held`
    [accelerators by slot]."""

    def __init__(self, state: State, pool: Pool) -> None:
        time = state.facts.time
        self.pool = pool
        self.open_hours = [state.facts.open_hours(pool, t) for t in range(time.periods)]
        self.time = time
        self.there = [0.0] * time.periods
        self.rented = [0.0] * time.slots
        self.busy = [sum(terms) for terms in state.busy.get(pool, [[]] * time.slots)]
        self.held = [0.0] * time.slots
        for holding, serves in state.facts.held_at(pool):
            self.there = [
                size + holding.accelerators * is_there for size, is_there in zip(self.there, serves, strict=True)
            ]

    def over(self, period: int, accelerators: list[float]) -> float:
        """Accelerator-hours of a table by slot in a period."""
        return sum(accelerators[q] * self.time.slot_hours[q] for q in self.time.slots_of(period))

    def busy_hours(self, period: int) -> float:
        """Accelerator-hours busy in a period."""
        return self.over(period, self.busy)

    def paid_hours(self, period: int) -> float:
        """Accelerator-hours in service and rented in a period."""
        return self.there[period] * self.open_hours[period] + self.over(period, self.rented)

    def utilization(self, period: int) -> float | None:
        """Busy of paid accelerator-hours; None where none are paid."""
        paid = self.paid_hours(period)
        return self.busy_hours(period) / paid if paid else None


class Use:
    """Tables of every pool, and what every workload and geography takes of each."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.facts = state.facts
        self.time = state.facts.time
        self.pools = {pool: PoolTables(state, pool) for pool in state.facts.pools}
        for copy in state.copies.values():
            tables, pack = self.pools[copy.pool], copy.terms.offer.pack
            tables.there = [size + pack * packs for size, packs in zip(tables.there, copy.in_service, strict=True)]
            for q, packs in copy.rent.items():
                tables.rented[q] += pack * packs
        for slots in state.hold.values():
            for q, held in enumerate(slots):
                for pool, accelerators in held.items():
                    self.pools[pool].held[q] += accelerators

    @cached_property
    def hours(self) -> dict[tuple[Key, int], dict[Pool, float]]:
        """Busy accelerator-hours by workload, geography, period and pool; pools without any are left out."""
        found = {key: {**by_pool} for key, by_pool in self.serving.items()}
        for key, by_pool in self._hours(self.state.double).items():
            for pool, hours in by_pool.items():
                found[key][pool] = found[key].get(pool, 0.0) + hours
        for gang, starts in self.state.gangs.items():
            for pool, t in product({start.pool for start in starts}, range(self.time.periods)):
                extra = extra_busy(self.state, gang, pool, t) * self.time.hours[t]
                if extra:
                    found[gang, t][pool] = found[gang, t].get(pool, 0.0) + extra
        return found

    @cached_property
    def claims(self) -> dict[tuple[Key, int], dict[Pool, float]]:
        """Accelerator-hours by which workloads share a pool's cost of a period: those kept busy, or, by the policy, the
        larger of them and the most that is set aside at a peak, all hours long."""
        found = {key: {**by_pool} for key, by_pool in self.hours.items()}
        if self.facts.policy.finance.charge_back == "reserved":
            for work, slots in self.state.hold.items():
                for q, held in enumerate(slots):
                    t = self.time.period(q)
                    for pool, accelerators in held.items():
                        most = max(found[work, t].get(pool, 0.0), accelerators * self.time.hours[t])
                        found[work, t][pool] = most
        return {key: {pool: hours for pool, hours in by_pool.items() if hours} for key, by_pool in found.items()}

    @cached_property
    def serving(self) -> dict[tuple[Key, int], dict[Pool, float]]:
        """The same without what runs double, and what gangs lose."""
        return self._hours(self.state.serve)

    def _hours(self, tables: dict[Key, list[dict[Pool, float]]]) -> dict[tuple[Key, int], dict[Pool, float]]:
        found: dict[tuple[Key, int], dict[Pool, float]] = {}
        for key, slots in tables.items():
            demand = self.facts.demand[key].mean
            for q, shares in enumerate(slots):
                by_pool = found.setdefault((key, self.time.period(q)), {})
                for pool, share in shares.items():
                    busy = share * demand[q] / self.facts.speed(key, pool[:2]) * self.time.slot_hours[q]
                    if busy:
                        by_pool[pool] = by_pool.get(pool, 0.0) + busy
        return found

    @cached_property
    def backlogs(self) -> dict[tuple[Key, int], float]:
        """Units of deferrable work that wait at the end of each period."""
        return backlogs(self.state)

    def keys(self, workload: str) -> list[Key]:
        """A workload (with all its queues), or a queue, in its geographies."""
        return [key for key in self.facts.demand if workload in (key[0], self.facts.workload_id(key))]

    def units_asked(self, key: Key, period: int) -> float:
        """Units asked for in a period: what arrives."""
        return sum(self.facts.demand[key].arriving[q] for q in self.time.slots_of(period))

    def units_from(self, key: Key, period: int, pool: Pool) -> float:
        """Units that a pool serves in a period."""
        rate = self.facts.speed(key, pool[:2]) * per_hour(self.facts.streams[key[0]].service_unit)
        return self.serving[key, period].get(pool, 0.0) * rate
