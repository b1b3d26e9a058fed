"""Units that nobody needs in a period, at the price that a team inside the company would pay for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product

from models.lifecycle_figures import SpareUnits
from solver.answers.charging import PackTerms, pool_terms
from solver.answers.fleets import Fleet
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.energy import mean_price
from solver.program.gangs import running, side_by_side
from solver.program.standing import working

WHOLE = 1e-6
"""A number of accelerators that is so little below a whole one is that."""


class Spare:
    """Spare units of pools, and their internal price."""

    def __init__(self, program: Program, use: Use, packs: PackTerms, fleets: list[Fleet]) -> None:
        self.x, self.use, self.rules = use.x, use, use.x.scenario.policy.lifecycle
        self.fleets: dict[int, list[Fleet]] = defaultdict(list)
        for fleet in fleets:
            self.fleets[fleet.pool].append(fleet)
        self.costs = pool_terms(program, packs) if self.rules.internal_price == "cost" else {}
        self.up = self._up(program)
        self.lost, self.together = self._lost(program), self._together(program)
        self.left = cache(self._left)

    def rows(self) -> Iterator[SpareUnits]:
        """Every pool and period with any."""
        for j in sorted(self.fleets):
            pool, x = self.x.pools[j], self.x
            for t in range(x.T):
                spare, price = int(self.left(j, t) + WHOLE), self.usd_per_hour(j, t)
                if spare:
                    yield SpareUnits(
                        accelerator=pool.accelerator.id,
                        site=pool.site.id,
                        dedicated_to=pool.owner or None,
                        period=x.scenario.horizon.label(t),
                        in_service=self.use.there[j][t],
                        spare=spare,
                        usd_per_accelerator_hour=price,
                        worth_usd=spare * x.H[t] * price,
                    )

    def _left(self, j: int, t: int) -> float:
        """Accelerators of a pool that are needed in no block of a period."""
        there, credit = self.use.there[j][t], self.use.there_for_headroom(j, t)
        busy = self._beside_gangs(j, t) + self.together[j, t]
        held, lost = max(self.use.pool_held[j][t]), self.lost[j, t]
        needs = (_part(busy, self.up[j][t]), _part(held, credit), _part(lost, credit))
        return there * max(0.0, 1 - max(needs))

    def of_fleet(self, fleet: Fleet, t: int) -> float:
        """Accelerators of a fleet that its pool can spare: of several fleets the dearest to run come first."""
        left = self.left(fleet.pool, t)
        for other in sorted(self.fleets[fleet.pool], key=lambda each: each.rank(t)):
            if other is fleet:
                return min(left, fleet.there[t])
            left = max(0.0, left - other.there[t])
        return 0.0

    def share(self, fleet: Fleet, t: int) -> float:
        """Share of the work of its pool that only a fleet can do there, of what is in service and rented."""
        j, needed = fleet.pool, fleet.there[t] - self.of_fleet(fleet, t)
        there, left = self.use.there[j][t], self.left(j, t)
        firm = there * self.use.x.H[t] / self.use.paid_hours[j][t] if there else 0.0
        return firm * needed / (there - left) if needed > WHOLE else 0.0

    def usd_per_hour(self, j: int, t: int) -> float:
        """Internal price [USD/accelerator/h]."""
        if self.rules.internal_price == "stated":
            return self.rules.usd_per_accelerator_hour or 0.0
        if self.rules.internal_price == "cost":
            whole = sum(self.costs.get((j, t), {}).values())
            return (self.rules.cost_share or 0.0) * whole / self.use.paid_hours[j][t] if whole else 0.0
        pool, hours = self.x.pools[j], self.use.there[j][t] * self.x.H[t]
        kw = pool.accelerator.busy_kw - pool.accelerator.idle_kw
        work = pool.site.pue * mean_price(self.x, pool.site, t) * kw
        fixed = sum(fleet.fixed_usd[t] for fleet in self.fleets[j])
        return fixed / hours + work if hours else 0.0

    def _up(self, program: Program) -> list[list[float]]:
        """[POOLS x PERIODS]: accelerators in service that are up on average."""
        x = self.x
        found = [[working(x, pool, t) for t in range(x.T)] for pool in x.pools]
        for (o, t, _), packs in program.model.in_service.items():
            found[x.copies[o].pool][t] += packs.value * x.copies[o].units * x.copies[o].availability
        return found

    def _lost(self, program: Program) -> dict[tuple[int, int], float]:
        """Most accelerators of a pool that carry work in a period while something is lost."""
        sums: dict[tuple[int, int, int, int], float] = defaultdict(float)
        for (n, r, t, b, _), backup in program.model.backup.items():
            sums[n, self.x.arcs[r][1], t, b] += backup.value
        found: dict[tuple[int, int], float] = defaultdict(float)
        for (_, j, t, _), kept in sums.items():
            found[j, t] = max(found[j, t], kept)
        return found

    def _together(self, program: Program) -> dict[tuple[int, int], float]:
        """Accelerators of a pool that runs of gangs take at once in a period."""
        found: dict[tuple[int, int], float] = defaultdict(float)
        for r, t in product(self.x.starts, range(self.x.T)):
            for start, _, launch in running(program.model, self.x, r, t, 0):
                side = side_by_side(round(launch.value), start.in_a_row)
                found[self.x.arcs[r][1], t] += start.size.accelerators * side
        return found

    def _beside_gangs(self, j: int, t: int) -> float:
        """Accelerators that other work keeps busy in the block in which it keeps most."""
        arcs = [r for r in self.x.arcs_of_pool[j] if r not in self.x.starts]
        return max(sum(self.use.busy[r][t][b] for r in arcs) for b in range(len(self.x.blocks)))


def _part(needed: float, of: float) -> float:
    """A share of what there is; all of it where there is none."""
    return needed / of if of > needed else float(needed > 0)
