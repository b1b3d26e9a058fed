"""The relaxation in which limits may be exceeded at a cost: which of them clash, found by one program that stays warm.

Its duals are a proof that names few limits (Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 6.4).
To drop a limit makes its excess free, which leaves the last solution feasible: the primal simplex goes on from there,
and every new proof may drop further limits. On a scenario of the flagship's size that takes a tenth of the time of one
program per limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from solver.proof.limits import Limit
from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix
from solver.search.neighbourhood import EDGE

PRIMAL = 4
"""HiGHS: `simplex_strategy`."""


class Elastic:
    """Limits of a matrix that may be exceeded; a limit that is dropped may be for free."""

    def __init__(self, m: Matrix, limits: Sequence[Limit]) -> None:
        self._limits = list(limits)
        ends = m.shape[1] + np.cumsum([0, *(len(limit.rows) for limit in limits)])
        self._columns = [np.arange(a, b, dtype=np.int32) for a, b in pairwise(ends)]
        rows = [row for limit in limits for row in limit.rows]
        signs = [sign for limit in limits for sign in limit.signs]
        weights = np.array([weight for limit in limits for weight in limit.weights])
        blank = replace(m, cost=np.zeros_like(m.cost))
        self._highs = Highs(with_slacks(blank, rows, signs, weights), is_mip=False, threads=2, seed=0)
        self._priced = [True] * len(limits)
        self._is_warm = False

    def irreducible(self, left: Sequence[Limit]) -> list[Limit]:
        """Of the limits that are left, some that clash in the relaxation, and fit when any one is dropped; none if all
        of them fit."""
        proof = self._proof(left)
        needed: list[Limit] = []
        while proof and (untried := [limit for limit in proof if limit not in needed]):
            last = untried[-1]
            smaller = self._proof([limit for limit in proof if limit is not last])
            if smaller:
                proof = smaller
            else:
                needed.append(last)
        return proof

    def fits(self, kept: Sequence[Limit]) -> bool:
        """Whether limits fit together in the relaxation when all others are dropped."""
        return not self._proof(kept)

    def _proof(self, kept: Sequence[Limit]) -> list[Limit]:
        """Those of the kept limits that the duals name; none where they fit."""
        for n, limit in enumerate(self._limits):
            self._price(n, limit in kept)
        solved = self._solve()
        if solved.dual is None or solved.objective is None or solved.objective <= EDGE:
            return []
        dual = np.abs(solved.dual)
        return [limit for limit in kept if dual[list(limit.rows)].max() > EDGE * min(limit.weights)]

    def _price(self, n: int, is_kept: bool) -> None:
        if is_kept is not self._priced[n]:
            columns, limit = self._columns[n], self._limits[n]
            cost = np.array(limit.weights) if is_kept else np.zeros(len(columns))
            self._highs.h.changeColsCost(len(columns), columns, cost)
            self._priced[n] = is_kept

    def _solve(self) -> Solved:
        solved = self._highs.run()
        if not self._is_warm:  # presolve pays for the first run only
            self._highs.set_option("presolve", "off")
            self._highs.set_option("simplex_strategy", PRIMAL)
            self._is_warm = True
        return solved


def with_slacks(m: Matrix, rows: Sequence[int], signs: Sequence[float], weights: Floats) -> Matrix:
    """The matrix with a column at the end for each of some rows, by which the row may be exceeded at a cost."""
    count, size = len(rows), len(m.value)
    return replace(
        m,
        cost=np.concatenate([m.cost, weights]),
        low=np.concatenate([m.low, np.zeros(count)]),
        high=np.concatenate([m.high, np.full(count, np.inf)]),
        start=np.concatenate([m.start, size + 1 + np.arange(count)]).astype(np.int32),
        index=np.concatenate([m.index, rows]).astype(np.int32),
        value=np.concatenate([m.value, signs]),
        is_integer=np.concatenate([m.is_integer, np.zeros(count, dtype=bool)]),
    )
