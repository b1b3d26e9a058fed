"""A bound of the program of all cases from the cases one by one, at prices of what they share.

Every case gets its own copy of what is shared, and rows tie the copies. Without the ties each case is solved by itself;
the bases of these relaxations, laid side by side, are dual feasible for the whole, so that dual simplex has the ties
alone to mend: a third of the time of a relaxation from scratch. The duals of the ties are prices at which the cases, by
themselves again but in whole numbers and with cuts, bound the whole (Geoffrion, Lagrangean relaxation for integer
programming, 1974; Carøe and Schultz, Dual decomposition in stochastic integer programming, 1999). Whatever the prices,
the sum of the least costs of the cases is a bound; how good it is depends on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from solver.search.driver import News, side_by_side_basis
from solver.search.matrix import Floats, Matrix
from solver.search.neighbourhood import DENSE
from solver.search.state import Search
from solver.search.weave import Numbers, Woven, side_by_side, with_rows
from solver.search.worker import Job, run_apart

LEAST_RAISE = 0.02
"""Share of the asked gap by which a round of cuts must raise a bound, or it was the last."""
CUTS_ALONE: dict[str, float | str | bool] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_allow_restart": False,
    "mip_max_nodes": 1,
}
"""Options of branch and cut that looks for a bound, not for plans."""


@dataclass(frozen=True)
class Apart:
    """The cases by themselves, the sum of whose least costs bounds the whole."""

    priced: tuple[Matrix, ...]
    """The program of each case, by its weight, with prices of what is shared and of dense rows in its costs."""
    bounds: tuple[float, ...]
    """No plan for a case alone costs less [kUSD], without its weight."""


def taken_apart(search: Search, woven: Woven, weights: Sequence[float]) -> Apart | None:
    """The cases of a woven program of which a weighted sum is minimized, by themselves.

    Parameters
    ----------
    search: of the woven program. weights: of the cost of each case.

    Returns
    -------
    None where time is up first, or where a case has no plan or all together have none.
    """
    search.report("prices of what is shared")
    bases, bounds = [], []
    for part in woven.parts:
        h = search.highs(part)
        h.set_option("solver", "simplex")
        solved = h.run()
        if solved.status != "optimal" or solved.objective is None:
            return None
        bases.append(h.basis())
        bounds.append(solved.objective)
    parts = [_weighed(part, w, woven, own) for part, w, own in zip(woven.parts, weights, woven.columns, strict=True)]
    whole = _tied(parts, woven.columns)
    h = search.highs(whole)
    h.set_option("solver", "simplex")
    ties = whole.shape[0] - sum(part.shape[0] for part in parts)
    solved = h.rerun(whole.low, whole.high, side_by_side_basis(bases, ties))
    if solved.status != "optimal" or solved.dual is None:
        return None
    return Apart(tuple(_priced(parts, whole, solved.dual)), tuple(bounds))


def _weighed(part: Matrix, weight: float, woven: Woven, own: Numbers) -> Matrix:
    """A case with its share of the cost, within the bounds of all: what a case of a node cannot do, none of it does."""
    return replace(part, cost=weight * part.cost, low=woven.matrix.low[own], high=woven.matrix.high[own])


def _tied(parts: Sequence[Matrix], columns: Sequence[Numbers]) -> Matrix:
    """The programs of the cases with a copy of what is shared in each, and rows, last, by which copies are equal."""
    ends = np.cumsum([0, *(part.shape[1] for part in parts)])
    own = [np.arange(first, last) for first, last in pairwise(ends)]
    whole = replace(side_by_side(parts, own, int(ends[-1])), cost=np.concatenate([part.cost for part in parts]))
    copies: dict[int, list[int]] = {}
    for first, shared in zip(ends, columns, strict=False):
        for n, column in enumerate(shared.tolist()):
            copies.setdefault(column, []).append(int(first) + n)
    pairs = [pair for found in copies.values() for pair in pairwise(found)]
    sides = np.zeros(len(pairs))
    return with_rows(whole, [(np.array(pair), np.array([1.0, -1.0])) for pair in pairs], sides, sides)


def _priced(parts: Sequence[Matrix], whole: Matrix, dual: Floats) -> list[Matrix]:
    """The program of each case with the ties and its dense rows, which make cuts slow, in its costs at their duals."""
    rows = sum(part.shape[0] for part in parts)
    at_ties = whole.reduced_cost(np.where(np.arange(len(dual)) < rows, 0.0, dual))
    found, row, column = [], 0, 0
    for part in parts:
        height, width = part.shape
        tied = replace(part, cost=at_ties[column : column + width])
        found.append(_without_dense(tied, dual[row : row + height]))
        row, column = row + height, column + width
    return found


def _without_dense(m: Matrix, dual: Floats) -> Matrix:
    """The program without its rows of many entries, whose worth at their duals is in the costs: never dearer."""
    dense = np.bincount(m.index, minlength=m.shape[0]) > DENSE
    side = np.where(dual > 0, m.row_low, m.row_high)
    price = np.where(dense & np.isfinite(side), dual, 0.0)
    return replace(
        m,
        cost=m.reduced_cost(price),
        constant=m.constant + float(price[price != 0] @ side[price != 0]),
        row_low=np.where(dense, -np.inf, m.row_low),
        row_high=np.where(dense, np.inf, m.row_high),
        value=np.where(dense[m.index], 0.0, m.value),
    )


def raised_by_cuts(search: Search) -> float | None:
    """Bound of a program [kUSD] after rounds of cuts on its relaxation, until they add little; None without any.

    It runs in a process of its own. Rounds are told in their order, so that a run repeats.
    """
    search.report("cuts")
    job = Job(search.matrix, {**CUTS_ALONE, "time_limit": search.seconds_left}, 1, search.options.seed, None)

    def hear(news: News) -> bool:
        before = search.bound
        search.raise_bound(news.bound)
        if before is None or search.bound is None:
            return search.hear()
        raised = search.bound - before
        return 0 < raised < LEAST_RAISE * search.asked_gap * abs(search.bound) or search.hear()

    solved = run_apart(job, search.seconds_left, hear)
    search.raise_bound(solved.bound if solved else None)
    return search.bound
