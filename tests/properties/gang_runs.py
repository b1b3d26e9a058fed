"""All ways to start the runs of the one gang of a tiny scenario, for the brute force."""

from __future__ import annotations

import itertools

from solver.proof.audit import Auditor, Served, Started
from solver.proof.audit.facts import Pool
from solver.proof.audit.gang_rows import Going, going
from solver.proof.audit.gang_sizes import due
from solver.proof.audit.placement import Key
from solver.proof.audit.state import GangStart, State
from tests.properties.blocks_of_days import fits_there, units_of

Schedule = tuple[Started, ...]
"""Runs started, all on one pool."""


class GangRuns:
    """The gang of a scenario; `key` is None where it has none."""

    def __init__(self, judge: Auditor) -> None:
        self.facts, self.time = judge.facts, judge.facts.time
        gangs = [key for key, demand in self.facts.demand.items() if demand.workload.gang and any(demand.mean)]
        self.key: Key | None = gangs[0] if gangs else None

    def schedules(self, pool: Pool) -> list[Schedule]:
        """Every number of runs of every size in every period that starts all runs in time."""
        if self.key is None:
            return [()]
        demand, time = self.facts.demand[self.key], self.time
        gang, deferral = demand.workload.gang, demand.workload.deferral
        assert gang is not None
        assert deferral is not None
        falling = due(gang, [sum(demand.arriving[q] for q in time.slots_of(t)) for t in range(time.periods)])
        wait, total = time.whole(deferral.within_months), sum(falling)
        sizes = self.facts.placement.arcs[self.key, pool[:2]].runs.items()
        cells = [(t, n) for t in range(time.periods) for n, run in sizes if fits_there(self.facts, pool, t, run.hours)]
        found = []
        for counts in itertools.product(*(range(total + 1) for _ in cells)):
            by = [sum(n for n, (u, _) in zip(counts, cells, strict=True) if u <= t) for t in range(time.periods)]
            late = [sum(falling[: max(0, t - wait + 1)]) for t in range(time.periods - 1)] + [total]
            if all(late[t] <= by[t] <= sum(falling[: t + 1]) for t in range(time.periods)):
                runs = [(t, size, n) for n, (t, size) in zip(counts, cells, strict=True) if n]
                place = (*self.key, *pool[:2])
                found.append(tuple(Started(*place, time.labels[t], size, n, *units_of(pool)) for t, size, n in runs))
        return found

    def size(self, pool: Pool) -> int:
        """How many there are."""
        return len(self.schedules(pool))

    def kept(self, schedule: Schedule, q: int) -> float:
        """Accelerators that the runs keep in a slot."""
        return sum(now.kept for now in self._now(schedule, self.time.period(q)))

    def most(self, pool: Pool) -> float:
        """Accelerators that all runs of the horizon would keep at once, in the largest gangs."""
        if self.key is None:
            return 0.0
        demand, runs = self.facts.demand[self.key], self.facts.placement.arcs[self.key, pool[:2]].runs
        gang = demand.workload.gang
        return sum(demand.arriving) / gang.run_units * max(runs) if gang else 0.0

    def served(self, schedule: Schedule) -> tuple[Served, ...]:
        """The shares that the runs get done, level over the hours of a period."""
        rows = []
        for t in range(self.time.periods):
            units = sum(now.units for now in self._now(schedule, t))
            for q in self.time.slots_of(t) if units and self.key else ():
                whole = self.facts.demand[self.key].units[q] if self.key else 0.0
                if whole:
                    share = units / whole * self.time.slot_hours[q] / self.time.hours[t]
                    rows.append(Served(*schedule[0][:4], *self.time.where(q), share, *schedule[0][-2:]))
        return tuple(rows)

    def _now(self, schedule: Schedule, t: int) -> list[Going]:
        found = []
        for row in schedule:
            key = (row.workload, row.geography)
            place = row.accelerator, row.site
            pool = self.facts.pool_of_row(key, place, dedicated=row.dedicated, dated=row.dated)
            start = GangStart(pool, self.time.period_of[row.period], row.size, row.runs)
            now = going(State(self.facts), key, start).get(t)
            found += [now] if now else []
        return found
