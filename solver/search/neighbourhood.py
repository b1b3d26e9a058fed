"""A small MIP around a settled relaxation: packs in service stay near the LP, the MIP decides which way to round.

Rounding what is in service, not single orders, keeps errors from adding up over time. Rows over thousands of columns
(vendor shares, budgets) make cut generation ten times slower than everything else together, so they are priced at
their dual instead, and held by their whole-pack part at the LP's level; the plan is then repaired under the full rows
by one LP with packs fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from solver.search.adoption import Leaf
from solver.search.driver import News
from solver.search.matrix import Floats, Matrix
from solver.search.state import Search
from solver.search.worker import Job, run_apart

MOST_NODES = 400
"""Node limit of the small MIP: a count, so that a run repeats."""
MOST_SECONDS_SHARE = 0.3
"""Share of the time left that one small MIP may take; a guard for slow machines and large
programs: a run that meets it may not repeat, all others do."""
FIRST_SECONDS_SHARE = 0.6
"""The same while there is no plan at all: a first one is worth more than time for a better one."""
EDGE = 1e-6
"""Packs this close to a whole number are taken as whole."""
WIDTHS = (0, 2)
"""Packs beyond floor and ceiling that a fleet may move: first none, then two where that leaves no plan or no gain."""
DENSE = 400
"""A row with more entries than this is priced instead of kept in the small MIP."""
EFFORT = 0.5
"""Share of the asked gap to which the small MIP itself is solved."""


def search_around(search: Search, leaf: Leaf, widths: Sequence[int] = WIDTHS, effort: float = EFFORT) -> None:
    """Offer the best plan with yes/no decisions as in the leaf and fleets near it, down to the target."""
    solved = search.relaxation().rerun(leaf.low, leaf.high, None)
    if solved.status != "optimal" or solved.x is None or solved.dual is None or search.must_stop:
        return
    small, rounded = _priced(search.matrix, solved.x, solved.dual), None
    for width in widths:
        low, high = _near(search.matrix, solved.x, leaf, width)
        rounded = _round(search, replace(small, low=low, high=high), effort, rounded)
        if rounded is not None:
            _repair(search, rounded)
        if search.is_within_gap or search.must_stop:
            return


def polish(search: Search, leaf: Leaf) -> None:
    """Search the best neighbourhood again, to a fifth of the gap: cheaper than branch and cut."""
    search_around(search, leaf, WIDTHS[-1:], EFFORT / 5)


def _near(m: Matrix, x: Floats, leaf: Leaf, width: int) -> tuple[Floats, Floats]:
    """Column bounds: packs in service within `width` of floor and ceiling of the LP."""
    fleets = m.of("in_service")
    low, high = leaf.low.copy(), leaf.high.copy()
    low[fleets] = np.maximum(low[fleets], np.floor(x[fleets] + EDGE) - width)
    high[fleets] = np.minimum(high[fleets], np.ceil(x[fleets] - EDGE) + width)
    return low, high


def _priced(m: Matrix, x: Floats, dual: Floats) -> Matrix:
    """The matrix with dense rows priced: their dual moves into the costs, their whole-pack part stays as a limit.

    A row that does not bind at the LP is dropped; `_repair` sees all rows again.
    """
    dense = np.bincount(m.index, minlength=m.shape[0]) > DENSE
    column = np.repeat(np.arange(m.shape[1]), np.diff(m.start))
    in_dense = dense[m.index]
    packs = m.of("order", "in_service")
    kept = in_dense & (m.value > 0) & np.isin(column, packs)
    level = np.bincount(m.index[kept], weights=m.value[kept] * x[column[kept]], minlength=m.shape[0])
    binds = dense & (dual < -EDGE)
    return replace(
        m,
        cost=m.reduced_cost(np.where(dense, dual, 0.0)),
        row_low=np.where(dense, -np.inf, m.row_low),
        row_high=np.where(dense, np.where(binds, level, np.inf), m.row_high),
        value=np.where(in_dense & ~kept, 0.0, m.value),
    )


def _round(search: Search, small: Matrix, effort: float, start: Floats | None) -> Floats | None:
    """Solve the small MIP, apart: HiGHS falls silent for ten seconds at times, and a user who cancels does not wait."""
    share = FIRST_SECONDS_SHARE if search.x is None else MOST_SECONDS_SHARE
    seconds = max(1.0, share * search.seconds_left)
    options: dict[str, float | str | bool] = {
        "mip_rel_gap": effort * search.asked_gap,
        "mip_max_nodes": MOST_NODES,
        "mip_heuristic_run_root_reduced_cost": False,  # took 40 % of the time, gave no better plan
        "time_limit": seconds,
    }
    best: Floats | None = None

    def hear(news: News) -> bool:
        nonlocal best
        best = best if news.x is None else news.x
        return search.hear()

    job = Job(small, options, search.options.threads, search.options.seed, start)
    solved = run_apart(job, seconds, hear)
    return best if solved is None else solved.x


def _repair(search: Search, x: Floats) -> None:
    """Fix whole packs and yes/no decisions, solve the LP under all rows, and offer the plan."""
    m = search.matrix
    low, high = m.low.copy(), m.high.copy()
    low[m.is_integer] = high[m.is_integer] = np.round(x[m.is_integer])
    search.offer(search.patient_highs().rerun(low, high, None))
