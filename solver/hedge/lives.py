"""The plan of every case lived in every other: what being wrong costs, and where the search of the hedge starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.hedge import MEAN, Lived
from models.plan import Plan
from solver.hedge.cases import LIVED, MEAN_LIVED, Cases, by_rank
from solver.hedge.lived import Life, Made, Posed
from solver.hedge.recourse import softened
from solver.hedge.search import Found, first_periods, part_at_once, together, with_first_decisions
from solver.search.crew import is_small

MEAN_SHARE = 0.5
"""Share of the time left that the plan for mean demand may take, lived in a case."""
LIVED_SHARE = 0.25
"""The same for the plan of another case."""


@dataclass(frozen=True)
class Lives:
    """Every plan in every case; a cell is searched for once the plan is known."""

    cases: Cases
    of_mean: tuple[Future[Life], ...]
    """What is decided first as for mean demand, by case, where one review tells all cases apart."""

    @classmethod
    def sent(cls, cases: Cases) -> Lives:
        """Send for what is decided first as for mean demand; for all others once they are asked for."""
        known = cases.mean_alone is not None and part_at_once(cases.tree)
        of_mean = tuple(_sent_mean(cases, here) for here in cases.posed if known)
        return cls(cases, of_mean)

    @cached_property
    def cells(self) -> dict[tuple[int, int], Future[Life]]:
        """By number of the case that a plan was made for, and of that in which it is lived; sent for as it is read."""
        count = range(len(self.cases.posed))
        return {(a, b): _sent(self.cases, a, b) for a in by_rank(self.cases.tree) for b in count if a != b}

    def rows(self, plans: Mapping[str, Plan]) -> list[Lived]:
        """Every plan in every case, in the order of the cases; where time ran out there is no row.

        Parameters
        ----------
        plans: of each case alone, audited.
        """
        rows = {place: cell.result().row for place, cell in self.cells.items() if not cell.result().is_late}
        for a, case in enumerate(self.cases.tree.cases):
            rows[a, a] = Lived(plan=case, case=case, cost_usd=plans[case].objective_usd)
        return [rows[place] for place in sorted(rows)]

    def starts(self) -> Iterator[Found]:
        """What the plans that can be lived in all cases come to, that for mean demand first, then from the most
        probable case on; where one review tells all cases apart."""
        if not part_at_once(self.cases.tree):
            return
        if self.mean:
            yield self.mean
        for a in by_rank(self.cases.tree):
            if one := together(self.cases, [self._life(a, b) for b in range(len(self.cases.posed))]):
                yield one

    @cached_property
    def mean(self) -> Found | None:
        """What is decided first as for mean demand, with the best that follows in all cases together."""
        if self.of_mean:
            return together(self.cases, [life.result() for life in self.of_mean])
        made = self.cases.mean_alone.result() if self.cases.mean_alone else None
        return None if made is None or made.solution.x is None else with_first_decisions(self.cases, made.decisions)

    def _life(self, a: int, b: int) -> Life:
        return _own(self.cases.alone[a].result()) if a == b else self.cells[a, b].result()


def _sent(cases: Cases, a: int, b: int) -> Future[Life]:
    here, until = cases.posed[b], cases.tree.told_apart(a, b)

    def work() -> Life:
        plan = cases.alone[a].result()
        if plan.solution.x is None:
            return Life(Lived(plan=cases.tree.cases[a], case=here.case), is_late=True)
        return cases.live(plan.case, plan.decisions, until, here, LIVED_SHARE)

    return cases.run.crew.send(work, LIVED, [cases.alone[a]], is_small=is_small(here.matrix))


def _sent_mean(cases: Cases, here: Posed) -> Future[Life]:
    until = len(first_periods(cases.tree))

    def work() -> Life:
        plan = cases.mean_alone.result() if cases.mean_alone else None
        if plan is None or plan.solution.x is None:
            return Life(Lived(plan=MEAN, case=here.case), is_late=True)
        return cases.live(MEAN, plan.decisions, until, here, MEAN_SHARE)

    after = [cases.mean_alone] if cases.mean_alone else []
    return cases.run.crew.send(work, MEAN_LIVED, after, is_small=is_small(here.matrix))


def _own(made: Made) -> Life:
    """A plan in the case that it was made for: nothing falls short."""
    row = Lived(plan=made.case, case=made.case)
    if made.solution.x is None:
        return Life(row, is_late=True)
    none_short = np.zeros(softened(made.program, made.matrix).shape[1] - made.matrix.shape[1])
    return Life(row, np.concatenate([made.solution.x, none_short]), made.bound_usd)
