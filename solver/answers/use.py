"""Who uses what: accelerators there, rented, busy and set aside, as tables of plain numbers."""

from __future__ import annotations

from functools import cached_property
from itertools import product

from models.units import per_hour
from solver.answers.gangs import extra_busy
from solver.answers.quota_room import counted_in, room_in
from solver.program.build import Program
from solver.program.families.lanes import NOTHING_LOST
from solver.program.instance import Instance
from solver.program.standing import callable_now, credited, waits_for_start

Cube = list[list[list[float]]]
"""[x PERIODS x BLOCKS], accelerators."""


DUST = 1e-9
"""Share of what has arrived below which nothing waits."""


class Use:
    """Decisions of the single case as tables; `load_values` comes first."""

    def __init__(self, program: Program) -> None:
        m, x = program.model, program.instance
        self.x: Instance = x
        self.there = [[sum(h.accelerators for h in x.holdings_in(pool, t)) for t in range(x.T)] for pool in x.pools]
        """[POOLS x PERIODS]: accelerators in service, firm offers and holdings."""
        self.credited = [[0.0] * x.T for _ in x.pools]
        """[POOLS x PERIODS]: accelerators of firm offers that count towards headroom."""
        self.rented = self._cube(len(x.pools))
        """[POOLS x PERIODS x BLOCKS]."""
        self.busy = self._cube(len(x.arcs))
        """[ARCS x PERIODS x BLOCKS], serving and running double."""
        self.held = self._cube(len(x.arcs))
        """[ARCS x PERIODS x BLOCKS]."""
        for (o, t, _), packs in m.in_service.items():
            units, j = packs.value * x.copies[o].units, x.copies[o].pool
            self.there[j][t] += units
            self.credited[j][t] += units * x.copies[o].credit
        for (o, t, b, _), packs in m.rent.items():
            self.rented[x.copies[o].pool][t][b] += packs.value * x.copies[o].units
        for (r, t, b, k), share in m.serve.items():
            if share.value:
                self.busy[r][t][b] = share.value * x.load(r, t, b, k)
        self.serving = [[[*row] for row in rows] for rows in self.busy] if m.double or x.starts else self.busy
        """[ARCS x PERIODS x BLOCKS]: the part of `busy` that serves."""
        for (r, t, b, k), share in m.double.items():
            self.busy[r][t][b] += share.value * x.load(r, t, b, k)
        for r, t in product(x.starts, range(x.T)):
            extra = extra_busy(m, x, r, t, 0)
            self.busy[r][t] = [busy + extra if busy else 0.0 for busy in self.busy[r][t]]
        for (r, t, b, _), hold in m.hold.items():
            self.held[r][t][b] = hold.value
        self.called = {(j, t, b): v.value for (n, j, t, b, _), v in m.call.items() if n == NOTHING_LOST}
        """Accelerators on call that the search gave a lane, by pool, period and peak."""
        self.counted = {(o, t, b): v.value for (n, o, t, b, _), v in m.count_on.items() if n == NOTHING_LOST}
        """Accelerators that headroom counts on of offers under quotas, by offer, period and peak."""
        self.expanded = {(site, name, u): v.value for (site, name, u, _), v in m.expand.items() if v.value}
        """Modules ordered, by site, module and period."""
        self.on_call = {(r, t, b): called.value for (r, t, b, _), called in m.on_call.items()}
        """Accelerators of a hold that are on call, by arc, period and peak, where a start takes part of the credit."""
        self.missed = [[0.0] * x.T for _ in x.works]
        """[WORKLOADS x PERIODS], units."""
        for (i, t, b, k), share in m.miss.items():
            self.missed[i][t] += share.value * x.volumes.missable(i, t, b, k)

    def _cube(self, count: int) -> Cube:
        return [[[0.0] * len(self.x.blocks) for _ in range(self.x.T)] for _ in range(count)]

    @cached_property
    def pool_busy(self) -> Cube:
        """[POOLS x PERIODS x BLOCKS]: accelerators busy."""
        return self._by_pool(self.busy)

    @cached_property
    def pool_held(self) -> Cube:
        """[POOLS x PERIODS x BLOCKS]: accelerators set aside."""
        return self._by_pool(self.held)

    def _by_pool(self, by_arc: Cube) -> Cube:
        found = self._cube(len(self.x.pools))
        for (_, j, _), rows in zip(self.x.arcs, by_arc, strict=True):
            for sums, row in zip(found[j], rows, strict=True):
                for b, amount in enumerate(row):
                    sums[b] += amount
        return found

    @cached_property
    def hours(self) -> list[list[float]]:
        """[ARCS x PERIODS]: accelerator-hours busy."""
        return [[self._hours(row, t) for t, row in enumerate(rows)] for rows in self.busy]

    @cached_property
    def busy_hours(self) -> list[list[float]]:
        """[POOLS x PERIODS]: accelerator-hours busy."""
        return [[self._hours(row, t) for t, row in enumerate(rows)] for rows in self.pool_busy]

    @cached_property
    def claims(self) -> list[list[float]]:
        """[ARCS x PERIODS]: accelerator-hours by which workloads share a pool's cost (`policy.finance.charge_back`)."""
        if self.x.scenario.policy.finance.charge_back == "use":
            return self.hours
        return [
            [
                max(hours, self.x.H[t] * max(held, default=0.0))
                for t, (hours, held) in enumerate(zip(*rows, strict=True))
            ]
            for rows in zip(self.hours, self.held, strict=True)
        ]

    @cached_property
    def paid_hours(self) -> list[list[float]]:
        """[POOLS x PERIODS]: accelerator-hours in service and rented."""
        return [
            [
                there * pool.open_hours(self.x.H[t]) + self._hours(row, t)
                for t, (there, row) in enumerate(zip(units, rows, strict=True))
            ]
            for pool, units, rows in zip(self.x.pools, self.there, self.rented, strict=True)
        ]

    def _hours(self, accelerators: list[float], t: int) -> float:
        return sum(amount * hours for amount, hours in zip(accelerators, self.x.hours[t], strict=True))

    def served(self, r: int, t: int) -> float:
        """Units that an arc serves in a period."""
        workload = self.x.arcs[r][2].workload
        return self._hours(self.serving[r][t], t) * self.x.throughput(r) * per_hour(workload.service_unit)

    def asked(self, i: int, t: int) -> float:
        """Units that i asks for in a period: what arrives."""
        return self.x.volumes.arriving[0][i][t]

    def backlog(self, i: int, t: int) -> float:
        """Units of i that wait at the end of a period; none of work that cannot."""
        return self.backlogs[i][t] if i in self.backlogs else 0.0

    @cached_property
    def backlogs(self) -> dict[int, list[float]]:
        """[PERIODS], units that wait at the end of each, by i of deferrable work."""
        found: dict[int, list[float]] = {}
        for i in self.x.volumes.joined:
            arrived = done = 0.0
            found[i] = []
            for t in range(self.x.T):
                arrived += self.asked(i, t) - self.missed[i][t]
                done += sum(self.served(r, t) for r in self.x.arcs_of_work[i])
                found[i].append(arrived - done if arrived - done > DUST * arrived else 0.0)
        return found

    def credit(self, j: int, t: int, b: int) -> float | None:
        """Accelerators that may count towards headroom; None: unlimited. Of a lane: less what other lanes call."""
        ready = self.ready_on_call(j, t, b)
        return None if ready is None else self.there_for_headroom(j, t) + ready

    def ready_on_call(self, j: int, t: int, b: int) -> float | None:
        """The part of it that is called when needed; None: unlimited."""
        ready = callable_now(self.x, j, t)
        if ready is None:
            return None
        elsewhere = sum(self.taken(o, t, b) for o in self._other_lanes[j])
        return ready + room_in(self.x, self.counted, j, t, b) - elsewhere

    def backing(self, j: int, t: int, b: int) -> float | None:
        """The credit as the search has split it: what every pool may fill, whatever the other lanes do."""
        ready = callable_now(self.x, j, t)
        if ready is not None and self.x.pools[j].is_of_lane:
            ready = self.called.get((j, t, b), 0.0)
        elif ready is not None:
            ready += counted_in(self.x, self.counted, j, t, b)
        return None if ready is None else self.there_for_headroom(j, t) + ready

    def there_for_headroom(self, j: int, t: int) -> float:
        """The part of the credit that need not be called [accelerators]."""
        return self.credited[j][t] + credited(self.x, self.x.pools[j], t)

    def taken(self, j: int, t: int, b: int) -> float:
        """Accelerators that a pool takes of what is on call, those that start too late included."""
        if waits_for_start(self.x, j, t):
            called = ((r, self.on_call.get((r, t, b), 0.0)) for r in self.x.arcs_of_pool[j])
            return float(sum(amount / self.x.arcs[r][2].on_call_share for r, amount in called if amount))
        return max(0.0, self.pool_held[j][t][b] - self.there_for_headroom(j, t))

    @cached_property
    def _other_lanes(self) -> list[list[int]]:
        """Pools of other lanes at the same place, by pool of a lane."""
        pools = self.x.pools
        places = [(p.accelerator.id, p.site.id) if p.is_of_lane else None for p in pools]
        return [[o for o, q in enumerate(places) if o != j and p and p == q] for j, p in enumerate(places)]

    def utilization(self, j: int, t: int) -> float | None:
        """Accelerator-hours busy / in service and rented; None where none are."""
        paid = self.paid_hours[j][t]
        return self.busy_hours[j][t] / paid if paid else None
