"""The reduced program: its relaxation bounds the optimum, its solutions are solutions of the whole program."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csc_matrix

from solver.search.adoption import binaries
from solver.search.driver import Highs
from solver.search.matrix import Floats, Matrix, compile_matrix
from solver.search.reduced import Reduced, reduce
from tests.generators import plain_larger
from tests.program.kit import program

SEEDS = [43, 47, 57, 62, 74]
CLOSE = 1e-6
"""Feasibility of lifted solutions, as HiGHS keeps it for its own."""


def highs(matrix: Matrix, *, is_mip: bool) -> Highs:
    return Highs(matrix, is_mip=is_mip, threads=1, seed=0)


def reduced(seed: int) -> tuple[Matrix, Reduced]:
    whole = compile_matrix(program(plain_larger(seed)))
    found = reduce(highs(whole, is_mip=True))
    assert found is not None
    return whole, found


def excess(m: Matrix, x: Floats) -> float:
    """How far a solution is outside rows and bounds."""
    rows = csc_matrix((m.value, m.index, m.start), shape=m.shape) @ x
    return float(np.max([*(m.row_low - rows), *(rows - m.row_high), *(m.low - x), *(x - m.high)]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_relaxation_is_smaller_and_between_the_plain_one_and_the_optimum(seed: int) -> None:
    whole, found = reduced(seed)
    assert found.matrix.shape[0] < whole.shape[0]
    assert found.matrix.shape[1] < whole.shape[1]
    plain, tight = highs(whole, is_mip=False).run(), highs(found.matrix, is_mip=False).run()
    best = highs(whole, is_mip=True)
    best.set_option("mip_rel_gap", 1e-9)
    assert plain.objective is not None
    assert tight.objective is not None
    assert plain.objective - 1e-6 <= tight.objective <= (best.run().objective or 0.0) + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_solution_is_lifted_at_its_cost(seed: int) -> None:
    whole, found = reduced(seed)
    solved = highs(found.matrix, is_mip=False).run()
    assert solved.x is not None
    lifted = found.lift(solved.x)
    assert excess(whole, lifted) <= CLOSE
    assert whole.cost @ lifted == pytest.approx(solved.objective)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reduced_program_has_the_same_optimum(seed: int) -> None:
    whole, found = reduced(seed)
    costs = []
    for matrix in (whole, found.matrix):
        h = highs(matrix, is_mip=True)
        h.set_option("mip_rel_gap", 1e-9)
        costs.append(h.run().objective)
    assert costs[0] == pytest.approx(costs[1])


def test_nothing_is_reduced_where_there_is_no_plan() -> None:
    whole = compile_matrix(program(plain_larger(SEEDS[0])))
    never = replace(whole, row_low=np.full_like(whole.row_low, 1e6), row_high=np.full_like(whole.row_high, 2e6))
    assert reduce(highs(never, is_mip=True)) is None


def test_a_merged_decision_is_no_yes_or_no() -> None:
    whole = compile_matrix(program(plain_larger(SEEDS[0])))
    first, *others = binaries(whole).tolist()
    high = whole.high.copy()
    high[first] = 2.0
    assert binaries(replace(whole, high=high)).tolist() == others
