"""What each yes/no decision costs the relaxation if it is settled alone: two warm LPs apiece (strong branching).

A fraction says little: a port taken to 0.16 may be the one that a limit forces, one taken to 0.92 may cost nothing to
forgo. The costs say which to settle first and how (Achterberg, Koch and Martin, Branching rules revisited, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats
from solver.search.state import Search

MOST_PROBED = 24
"""Decisions probed at most, those nearest to one half first; a count, not a time, so that a run repeats."""
FRACTIONAL = 1e-6
"""A binary this close to 0 or 1 counts as settled."""


@dataclass(frozen=True)
class Costs:
    """By column: what a no and a yes add to the relaxation [kUSD]; infinite where it leaves no plan."""

    no: dict[int, float]
    yes: dict[int, float]

    def regret(self, column: int, value: float) -> float:
        """How much dearer the worse answer is than the better one; of what was not probed, by its value in an LP."""
        if column not in self.no:
            return abs(value - 0.5) * 1e-3
        gap = abs(self.no[column] - self.yes[column])
        return gap if np.isfinite(gap) else 1e9

    def says_yes(self, column: int, value: float) -> bool:
        """Whether a yes is the cheaper answer."""
        return value >= 0.5 if column not in self.no else self.no[column] >= self.yes[column]

    def least(self, column: int) -> float:
        """What either answer adds at least: the worth of branching on it [kUSD]."""
        return min(self.no[column], self.yes[column]) if column in self.no else 0.0


def loose(columns: NDArray[np.int64], x: Floats) -> NDArray[np.int64]:
    """Those of the columns that are neither 0 nor 1."""
    return columns[np.abs(x[columns] - np.round(x[columns])) > FRACTIONAL]


def probe(search: Search, h: Highs, root: Solved, columns: NDArray[np.int64]) -> Costs:
    """Settle each loose decision alone, both ways, and keep the bound that this proves.

    Every LP goes on from the basis of the one before: to go back to the root's would take longer than its iterations,
    since HiGHS then computes its pricing weights anew.
    """
    costs = Costs({}, {})
    if root.x is None or root.objective is None:
        return costs
    found = loose(columns, root.x)
    nearest = found[np.argsort(np.abs(root.x[found] - 0.5), kind="stable")][:MOST_PROBED]
    for column in nearest.tolist():
        no, yes = (_settled(search, h, column, value) for value in (0.0, 1.0))
        if no is None or yes is None:
            break  # time is up inside an LP: nothing may be concluded from it
        costs.no[column], costs.yes[column] = no - root.objective, yes - root.objective
        search.raise_bound(root.objective + costs.least(column))
    return costs


def _settled(search: Search, h: Highs, column: int, value: float) -> float | None:
    """Objective of the relaxation with one decision settled [kUSD]; infinite without a plan, None without an answer."""
    low, high = h.matrix.low.copy(), h.matrix.high.copy()
    low[column] = high[column] = value
    solved = h.rerun(low, high)
    search.report(search.stage)
    if solved.status == "infeasible":
        return float("inf")
    return solved.objective if solved.status == "optimal" else None
