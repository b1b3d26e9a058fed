"""Settle the few yes/no decisions (ports, single pools) by warm-started LPs.

`dive` settles them all in a handful of LPs, so that a plan comes early. `prove` then branches on them, best node
first, every LP warm from its parent's basis, only until the bound certifies the plan in hand: nodes within the asked
gap of it need no closer look. A MIP over the same decisions takes ten times as long.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats
from solver.search.state import Search

FRACTIONAL = 1e-6
"""A binary this close to 0 or 1 counts as settled."""
LIKELY = 0.7
"""A dive says yes to every decision the relaxation takes at least this far."""
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


def binaries(search: Search) -> NDArray[np.int64]:
    """Columns of the yes/no decisions `port`, `move` and `use`; an order of at most one pack is none."""
    return search.matrix.of("port", "move", "use")


def dive(search: Search, h: Highs, root: Solved) -> Leaf | None:
    """Say yes to likely decisions, one per workload at a time, re-solve, until all are settled.

    A yes that leaves no plan becomes a no. None when that leads nowhere.
    """
    columns, solved = binaries(search), root
    low, high = search.matrix.low.copy(), search.matrix.high.copy()
    for _ in range(MOST_DIVES):
        if solved.status != "optimal" or solved.x is None or solved.objective is None:
            return None
        loose = _loose(columns, solved.x)
        if not len(loose):
            low[columns] = high[columns] = np.round(solved.x[columns])
            return Leaf(solved.x, solved.objective, low, high)
        said = _likely(search, loose, solved.x)
        for yes in (said, said[:1]):
            low[yes] = 1.0
            h.set_bounds(low, high)
            solved = h.run()
            search.report(search.stage)
            if solved.status != "infeasible":
                break
            low[yes] = 0.0
        if solved.status == "infeasible":
            high[said[0]] = 0.0
            h.set_bounds(low, high)
            solved = h.run()
    return None


def _likely(search: Search, loose: NDArray[np.int64], x: Floats) -> list[int]:
    """The likeliest loose decision of every workload, if likely enough; the likeliest of all comes first."""
    best: dict[object, int] = {}
    for column in loose[np.argsort(-x[loose], kind="stable")].tolist():
        key = search.matrix.columns[column].index()
        best.setdefault(key[0] if isinstance(key, tuple) else key, column)
    first, *others = best.values()
    return [first, *(column for column in others if x[column] >= LIKELY)]


def _loose(columns: NDArray[np.int64], x: Floats) -> NDArray[np.int64]:
    return columns[np.abs(x[columns] - np.round(x[columns])) > FRACTIONAL]


@dataclass(order=True, frozen=True)
class _Node:
    """An open node: a lower bound, the column bounds of its branch, the basis of its parent."""

    bound: float
    number: int
    low: Floats = field(compare=False)
    high: Floats = field(compare=False)
    basis: Any = field(compare=False)


def prove(search: Search, h: Highs, root: Solved) -> Leaf | None:
    """Branch from the best open node until the bound certifies the incumbent, or `MOST_NODES` LPs are spent.

    Returns the best leaf met on the way: the place for another neighbourhood; None when there was none.
    """
    columns = binaries(search)
    leaf: Leaf | None = None
    worst = np.inf  # least bound of what was set aside: leaves, and nodes that cannot beat the incumbent by the gap
    heap = [_Node(root.objective or -np.inf, 0, search.matrix.low, search.matrix.high, h.basis())]
    for number in range(MOST_NODES):
        search.raise_bound(min([worst, *(node.bound for node in heap[:1])]))
        if not heap or search.is_within_gap or search.must_stop:
            break
        node = heapq.heappop(heap)
        solved = h.rerun(node.low, node.high, node.basis)
        search.report(search.stage)
        if solved.status not in ("optimal", "infeasible"):
            heapq.heappush(heap, node)  # time is up inside an LP: nothing may be concluded from it
            break
        if solved.x is None or solved.objective is None:
            continue
        loose = _loose(columns, solved.x)
        if not len(loose) or solved.objective >= search.least_worth_having:
            worst = min(worst, solved.objective)
            if not len(loose) and (leaf is None or solved.objective < leaf.objective):
                leaf = _leaf(node, columns, solved.x, solved.objective)
            continue
        pick = int(loose[np.argmin(np.abs(solved.x[loose] - 0.5))])
        for value in (0.0, 1.0):
            heapq.heappush(heap, _child(node, solved.objective, 2 * number + int(value), pick, value, h.basis()))
    search.raise_bound(min([worst, *(node.bound for node in heap[:1])]))
    return leaf


def _leaf(node: _Node, columns: NDArray[np.int64], x: Floats, objective: float) -> Leaf:
    low, high = node.low.copy(), node.high.copy()
    low[columns] = high[columns] = np.round(x[columns])
    return Leaf(x, objective, low, high)


def _child(node: _Node, bound: float, number: int, column: int, value: float, basis: Any) -> _Node:
    low, high = node.low.copy(), node.high.copy()
    low[column] = high[column] = value
    return _Node(bound, number + 1, low, high, basis)
