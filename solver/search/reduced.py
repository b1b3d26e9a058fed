"""The relaxation after presolve: a third smaller, and tighter, since presolve knows which columns are whole.

Presolve keeps an optimal plan, not all plans: bounds of the reduced program hold for the whole one, and a solution of
the reduced one is one of the whole, but a settled decision may be worth less elsewhere than here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.search.driver import Highs
from solver.search.matrix import Floats, Matrix


@dataclass(frozen=True)
class Reduced:
    """What presolve leaves of a program, and the way back."""

    matrix: Matrix
    origin: Highs

    def lift(self, x: Floats) -> Floats:
        """The solution of the whole program that belongs to one of the reduced program."""
        solution = highspy.HighsSolution()
        solution.col_value, solution.value_valid = x.tolist(), True
        self.origin.h.postsolve(solution)
        return np.array(self.origin.h.getSolution().col_value)


def reduce(origin: Highs) -> Reduced | None:
    """Presolve a program as one with whole numbers; None where nothing is left of it, or no plan."""
    whole = origin.matrix
    for number in range(whole.shape[1]):
        origin.h.passColName(number, str(number))
    if origin.presolve() != highspy.HighsPresolveStatus.kReduced:
        return None
    lp = origin.h.getPresolvedLp()
    kept = np.array([int(name) for name in lp.col_names_], dtype=np.int64)
    return Reduced(_matrix(whole, lp, kept), origin)


def _matrix(whole: Matrix, lp: highspy.HighsLp, kept: NDArray[np.int64]) -> Matrix:
    return replace(
        whole,
        cost=np.array(lp.col_cost_),
        low=np.array(lp.col_lower_),
        high=np.array(lp.col_upper_),
        row_low=np.array(lp.row_lower_),
        row_high=np.array(lp.row_upper_),
        start=np.array(lp.a_matrix_.start_, dtype=np.int32),
        index=np.array(lp.a_matrix_.index_, dtype=np.int32),
        value=np.array(lp.a_matrix_.value_),
        is_integer=whole.is_integer[kept],
        columns=[whole.columns[number] for number in kept],
        rows=[],
        constant=lp.offset_,
    )
