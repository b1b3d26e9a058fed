"""The cheapest of the plans with the least regret: in all cases but the worst, regret alone would let a plan waste."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.hedge.cases import Cases
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.driver import Solved
from solver.search.matrix import Matrix
from solver.search.risk import Attitude
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.search.weave import Woven

LEAST_REGRET_SHARE = 0.6
"""Share of the time left for the least regret; the rest is for the least cost."""


def first_share(attitude: Attitude) -> float:
    """Share of the time left that the search of the plan for all cases may take at first."""
    return LEAST_REGRET_SHARE if attitude.references else 1.0


def at_least_cost(
    cases: Cases, attitude: Attitude, woven: Woven, m: Matrix, solution: Solution, what: str, share: float = 1.0
) -> Solution:
    """The solution of least expected cost found among those that regret no more than one of `priced`, with its bound.

    What does not minimize regret, or found nothing, stays as it is.

    Parameters
    ----------
    m: of `priced`, with further rows. what: the search is for. share: of the time left that it may take.
    """
    if not attitude.references or solution.x is None:
        return solution
    constants = [here.program.constant_usd for here in cases.posed]
    width = woven.matrix.shape[1]
    cost, high = np.zeros(m.shape[1]), m.high.copy()
    cost[:width], high[width] = woven.costs(attitude.probability), solution.x[width]
    options, listener = cases.run.share(share), cases.run.tell(f"{what}, at least cost")
    search = Search(replace(m, cost=cost, high=high), options, attitude.expected(constants), listener)
    search.offer(Solved("stopped", solution.x, float(cost @ solution.x), None))
    x = run(search).x
    if x is None:
        return solution
    costs = [
        float(part.cost @ woven.in_case(k, x)) * USD_PER_OBJECTIVE_UNIT + constant
        for k, (part, constant) in enumerate(zip(woven.parts, constants, strict=True))
    ]
    regret = attitude.value(costs) - attitude.left_out(constants)
    return replace(solution, x=x, objective_usd=regret)
