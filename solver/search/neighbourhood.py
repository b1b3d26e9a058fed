"""A small MIP around a settled relaxation: packs in service stay within floor and ceiling of the LP.

Rounding what is in service, not single orders, keeps errors from adding up over time; the MIP decides which way.
"""

from __future__ import annotations

import numpy as np

from solver.search.adoption import Leaf
from solver.search.matrix import Floats
from solver.search.state import Search

MOST_NODES = 400
"""Node limit of the small MIP: a count, so that a run repeats."""
EDGE = 1e-6
"""Packs this close to a whole number are taken as whole."""


def search_around(search: Search, leaf: Leaf) -> None:
    """Offer the best plan with yes/no decisions as in the leaf and fleets within one pack of it, down to the target.

    Where power or budgets leave no such plan, only the yes/no decisions stay fixed.
    """
    for low, high in (_within_one_pack(search, leaf), (leaf.low, leaf.high)):
        h = search.highs(is_mip=True)
        h.set_bounds(low, high)
        h.set_option("objective_target", search.target)
        h.set_option("mip_rel_gap", search.options.gap / 4)
        h.set_option("mip_max_nodes", MOST_NODES)
        h.watch(lambda *_: _listen(search))
        solved = h.run()
        search.offer(solved)
        if solved.x is not None or search.must_stop:
            return


def _within_one_pack(search: Search, leaf: Leaf) -> tuple[Floats, Floats]:
    """Column bounds: floor and ceiling of the packs in service of whole-pack offers."""
    fleets = np.array([v.parent_component().local_name == "in_service" for v in search.matrix.columns])
    low, high = leaf.low.copy(), leaf.high.copy()
    low[fleets] = np.maximum(low[fleets], np.floor(leaf.x[fleets] + EDGE))
    high[fleets] = np.minimum(high[fleets], np.ceil(leaf.x[fleets] - EDGE))
    return low, high


def _listen(search: Search) -> bool:
    search.report(search.stage)
    return search.is_cancelled
