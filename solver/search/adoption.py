"""Settle the few yes/no decisions (ports, moves, single pools, tiers of volume) by warm-started LPs.

`dive` settles them all in a handful of LPs, each the way that probing found cheaper, so that a plan comes early.
`prove` then branches on them, best node first, every LP warm from the basis of the last, only until the bound
certifies the plan in hand: nodes within the asked gap of it need no closer look. A MIP over the same decisions takes
ten times as long.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix
from solver.search.probing import Costs, loose
from solver.search.state import Search

CLEAR = 0.5
"""A dive settles in one step what has at least this share of the largest regret."""
MOST_DIVES = 40
"""LPs of a dive at most, one per decision in the worst case."""
MOST_NODES = 60
"""LPs of the proof at most; a count, not a time, so that a run repeats."""


@dataclass(frozen=True)
class Leaf:
    """An LP solution whose binaries are settled, with the column bounds that settled them."""

    x: Floats
    objective: float
    low: Floats
    high: Floats


def binaries(m: Matrix) -> NDArray[np.int64]:
    """Columns of the yes/no decisions `port`, `move`, `use`, `reach`, `sign` and `unlaunched`; an order of at most one
    pack is none.

    Presolve may merge two that are alike into one of 0 to 2, which is none either.
    """
    columns = m.of("port", "move", "use", "reach", "sign", "unlaunched")
    return columns[m.high[columns] <= 1.0]


def dive(search: Search, h: Highs, root: Solved, costs: Costs) -> Leaf | None:
    """Settle the decisions with the largest regret, one per workload at a time, re-solve, until all are settled.

    An answer that leaves no plan is turned round. None when that leads nowhere.
    """
    columns, solved = binaries(h.matrix), root
    low, high = h.matrix.low.copy(), h.matrix.high.copy()
    for _ in range(MOST_DIVES):
        if solved.status != "optimal" or solved.x is None or solved.objective is None:
            return None
        left = loose(columns, solved.x)
        if not len(left):
            low[columns] = high[columns] = np.round(solved.x[columns])
            return Leaf(solved.x, solved.objective, low, high)
        answers = {c: float(costs.says_yes(c, solved.x[c])) for c in _clearest(h.matrix, left, solved.x, costs)}
        first = next(iter(answers))
        for said in (answers, {first: answers[first]}, {first: 1 - answers[first]}):
            trial = low.copy(), high.copy()
            for column, answer in said.items():
                trial[0][column] = trial[1][column] = answer
            solved = h.rerun(*trial)
            search.report(search.stage)
            if solved.status != "infeasible":
                break
        low, high = trial
    return None


def _clearest(m: Matrix, left: NDArray[np.int64], x: Floats, costs: Costs) -> list[int]:
    """The decision of every workload with the largest regret, if it is large enough; the largest of all first."""
    regret = {column: costs.regret(column, x[column]) for column in left.tolist()}
    best: dict[object, int] = {}
    for column in sorted(regret, key=lambda c: -regret[c]):
        key = m.columns[column].index()
        best.setdefault(key[0] if isinstance(key, tuple) else key, column)
    first, *others = best.values()
    return [first, *(column for column in others if regret[column] >= CLEAR * regret[first])]


@dataclass(order=True, frozen=True)
class _Node:
    """An open node: a lower bound, and the column bounds of its branch."""

    bound: float
    number: int
    low: Floats = field(compare=False)
    high: Floats = field(compare=False)


def prove(search: Search, h: Highs, root: Solved, costs: Costs) -> Leaf | None:
    """Branch from the best open node until the bound certifies the incumbent, or `MOST_NODES` LPs are spent.

    Of the loose decisions of a node the one is taken whose cheaper answer costs most.

    Returns the best leaf met on the way: the place for another neighbourhood; None when there was none.
    """
    columns = binaries(h.matrix)
    leaf: Leaf | None = None
    worst = np.inf  # least bound of what was set aside: leaves, and nodes that cannot beat the incumbent by the gap
    heap = [_Node(root.objective or -np.inf, 0, h.matrix.low, h.matrix.high)]
    for number in range(MOST_NODES):
        search.raise_bound(min([worst, *(node.bound for node in heap[:1])]))
        if not heap or search.is_within_gap or search.must_stop:
            break
        node = heapq.heappop(heap)
        solved = h.rerun(node.low, node.high)
        search.report(search.stage)
        if solved.status not in ("optimal", "infeasible"):
            heapq.heappush(heap, node)  # time is up inside an LP: nothing may be concluded from it
            break
        if solved.x is None or solved.objective is None:
            continue
        left = loose(columns, solved.x)
        if not len(left) or solved.objective >= search.least_worth_having:
            worst = min(worst, solved.objective)
            if not len(left) and (leaf is None or solved.objective < leaf.objective):
                leaf = _leaf(node, columns, solved.x, solved.objective)
            continue
        nearest = left[np.argsort(np.abs(solved.x[left] - 0.5), kind="stable")].tolist()
        pick = max(nearest, key=costs.least)
        for value in (0.0, 1.0):
            heapq.heappush(heap, _child(node, solved.objective, 2 * number + int(value), pick, value))
    search.raise_bound(min([worst, *(node.bound for node in heap[:1])]))
    return leaf


def _leaf(node: _Node, columns: NDArray[np.int64], x: Floats, objective: float) -> Leaf:
    low, high = node.low.copy(), node.high.copy()
    low[columns] = high[columns] = np.round(x[columns])
    return Leaf(x, objective, low, high)


def _child(node: _Node, bound: float, number: int, column: int, value: float) -> _Node:
    low, high = node.low.copy(), node.high.copy()
    low[column] = high[column] = value
    return _Node(bound, number + 1, low, high)
