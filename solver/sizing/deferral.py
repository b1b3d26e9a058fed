"""Volumes of work: what arrives in a period and, of deferrable work, what may be done in it and what may wait."""

from __future__ import annotations

from collections.abc import Sequence

from models.scenario import Scenario
from models.units import per_hour
from models.workload import Workload
from solver.sizing.demand import periods_of
from solver.sizing.gangs import most_periods, runs_due

Rates = list[list[float]]
"""[PERIODS x BLOCKS], service unit."""


class Volumes:
    """Units of every i, and the demand that deferrable work makes of its blocks.

    Parameters
    ----------
    workloads: workload of each i.
    demand: [CASES x WORKLOADS x PERIODS x BLOCKS], service unit, as it arrives.
    hours: [PERIODS x BLOCKS].
    """

    def __init__(
        self, scenario: Scenario, workloads: Sequence[Workload], demand: Sequence[Sequence[Rates]], hours: Rates
    ) -> None:
        self.hours = hours
        self.each = [per_hour(w.service_unit) for w in workloads]
        self.arriving = [
            [_volumes(rates, hours, each) for rates, each in zip(case, self.each, strict=True)] for case in demand
        ]
        """[CASES x WORKLOADS x PERIODS], units that arrive; of gangs whole runs."""
        self.gangs = {i: w.gang for i, w in enumerate(workloads) if w.gang}
        """What a run needs, by i whose work comes in runs."""
        self.runs_due = {
            (i, k): runs_due(case[i], gang.run_units)
            for k, case in enumerate(self.arriving)
            for i, gang in self.gangs.items()
        }
        """[PERIODS], runs that fall due, by (i, k)."""
        for (i, k), due in self.runs_due.items():
            self.arriving[k][i] = [runs * self.gangs[i].run_units for runs in due]
        self.joined = {i: _allowed(scenario, w) for i, w in enumerate(workloads) if w.deferral}
        """Allowed blocks of deferrable work by i: its shares add up over all of them."""
        self.waits = {i: periods_of(w.deferral.within_months, scenario) for i, w in enumerate(workloads) if w.deferral}
        """Most periods that deferrable work waits after the one it arrives in, by i; of gangs until a run starts."""
        self.lasts = {i: most_periods(workloads[i], scenario) for i in self.joined}
        """Most periods in which a run of a gang goes on, by i; 1 for other deferrable work."""
        self.demand = [[self._rates(i, k, rates) for i, rates in enumerate(case)] for k, case in enumerate(demand)]
        """[CASES x WORKLOADS x PERIODS x BLOCKS], service unit; of deferrable work the rate at which an allowed block
        alone would do all that may be done."""

    def workable(self, i: int, t: int, k: int) -> float:
        """W: units that may be done in a period: those that arrive in it, and those that may have waited; of gangs
        also those of runs that may still go on."""
        return sum(self.arriving[k][i][max(0, t - self.waits[i] - self.lasts[i] + 1) : t + 1])

    def waiting(self, i: int, t: int, k: int) -> float:
        """B: units that may still wait at the end of a period."""
        return sum(self.arriving[k][i][max(0, t - self.waits[i] + 1) : t + 1]) if self.waits[i] else 0.0

    def cell(self, i: int, b: int) -> list[int]:
        """Blocks over which the shares of i add up: the block itself; of deferrable work all that are allowed, at the
        first of them, and none at the others."""
        blocks = self.joined.get(i, [b])
        return blocks if blocks[0] == b else []

    def units(self, i: int, t: int, b: int, k: int) -> float:
        """Units that serving a share of one in a block stands for (the counted thing)."""
        return self.demand[k][i][t][b] * self.each[i] * self.hours[t][b]

    def missable(self, i: int, t: int, b: int, k: int) -> float:
        """Units that missing a share of one in a block stands for; of deferrable work what arrives, at its first
        allowed block."""
        if i in self.joined:
            return self.arriving[k][i][t] if self.cell(i, b) else 0.0
        return self.units(i, t, b, k)

    def _rates(self, i: int, k: int, arriving: Rates) -> Rates:
        if i not in self.joined:
            return arriving
        return [
            [self.workable(i, t, k) / (h * self.each[i]) if b in self.joined[i] else 0.0 for b, h in enumerate(row)]
            for t, row in enumerate(self.hours)
        ]


def _volumes(rates: Rates, hours: Rates, each: float) -> list[float]:
    return [
        sum(rate * h for rate, h in zip(row, long, strict=True)) * each for row, long in zip(rates, hours, strict=True)
    ]


def _allowed(scenario: Scenario, workload: Workload) -> list[int]:
    """Numbers of the blocks in which deferrable work may be done; blocks without hours never count."""
    named = workload.deferral.blocks if workload.deferral else ()
    blocks = scenario.horizon.blocks
    return [n for n, b in enumerate(blocks) if (b.share or b.hours) and (not named or b.id in named)]
