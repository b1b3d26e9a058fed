"""Smallest sets of limits that cannot be kept together, and how far each of them would have to give.

A deletion filter (Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 6) over the user's limits, not
over single rows: a limit is dropped in all its periods or kept. The dual of the elastic relaxation leaves few of them
to try; whole numbers are asked for only where the relaxation has a solution.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.program.said import Words
from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix
from solver.search.neighbourhood import EDGE
from solver.search.solve import SMALL_COLUMNS
from solver.search.worker import Job, run_apart, run_here

SECONDS = 10.0
"""Longest try of whether limits fit together in whole numbers; what is undecided then counts as fitting [s]."""
REPAIR_GAP = 1e-4
"""Relative gap of the least excess: a sentence shows three digits of it."""
MOST_SETS = 5
"""Sets reported at most: whoever has more than these mends these first."""
SPREAD = 1e-3
"""Weight of the sum of excesses beside the largest: it keeps periods out of a sentence that need not give."""


@dataclass(frozen=True)
class Limit:
    """A limit of the user in all its periods."""

    subject: str
    rows: tuple[int, ...]
    words: tuple[Words, ...]
    signs: tuple[float, ...]
    """Of the slack that relaxes each row."""
    weights: tuple[float, ...]
    """What an excess of one costs in the elastic relaxation."""
    steps: tuple[float, ...]
    """In how far each row gives when the limit gives one: amounts as they are, what must be served by its share."""
    is_service: bool
    """Whether it says what must be served: such a limit may be in several sets."""


def irreducible_sets(m: Matrix, limits: Sequence[Limit]) -> Iterator[tuple[Limit, ...]]:
    """Sets of limits of which all but any one can be kept, one after the other until what is left fits together.

    Of every set found, the limits that are not about service are left out when the next is sought.
    """
    left = list(limits)
    for _ in range(MOST_SETS):
        if not _clash(m, limits, left):
            return
        found = _reduced(m, limits, left)
        if not found:
            return  # no limit is to blame
        yield tuple(found)
        gone = [limit for limit in found if not limit.is_service] or found
        left = [limit for limit in left if limit not in gone]


@dataclass(frozen=True)
class Excess:
    """How far each row of a limit is exceeded, in the row's unit."""

    by_row: Floats
    is_least: bool
    """Whether it is known only that less would not do: no plan in whole numbers was found in time."""


def give(m: Matrix, limits: Sequence[Limit], limit: Limit, kept: Collection[Limit]) -> Excess | None:
    """How far a limit must give, all its rows as little as they can, when others hold; None where it is not enough."""
    loose = relaxed(m, [other for other in limits if other not in kept and other is not limit])
    elastic = _giving(loose, limit)
    least = Highs(elastic, is_mip=False, threads=2, seed=0).run()
    if least.x is None:
        return None
    whole = _whole(elastic, {"mip_rel_gap": REPAIR_GAP})
    if whole is not None and whole.status == "infeasible":
        return None
    is_least = whole is None or whole.x is None
    x = least.x if whole is None or whole.x is None else whole.x
    return Excess(x[m.shape[1] + 1 :], is_least)


def _reduced(m: Matrix, limits: Sequence[Limit], left: Sequence[Limit]) -> list[Limit]:
    found = _proof(m, limits, left)
    for limit in found[::-1]:
        rest = [other for other in found if other is not limit]
        if _clash(m, limits, rest):
            found = rest
    return found


def _proof(m: Matrix, limits: Sequence[Limit], left: Sequence[Limit]) -> list[Limit]:
    """The limits in the relaxation's proof that they do not fit together; all where only whole numbers clash."""
    loose = relaxed(m, [limit for limit in limits if limit not in left])
    rows = [row for limit in left for row in limit.rows]
    signs = [sign for limit in left for sign in limit.signs]
    weights = np.array([weight for limit in left for weight in limit.weights])
    blank = replace(loose, cost=np.zeros_like(m.cost))
    solved = Highs(_with_slacks(blank, rows, signs, weights), is_mip=False, threads=2, seed=0).run()
    if solved.dual is None or solved.objective is None or solved.objective <= EDGE:
        return list(left)
    dual = np.abs(solved.dual)
    return [limit for limit in left if dual[list(limit.rows)].max() > EDGE * min(limit.weights)]


def _clash(m: Matrix, limits: Sequence[Limit], kept: Collection[Limit]) -> bool:
    """Whether some limits are proven not to fit together when all others are dropped."""
    loose = relaxed(m, [limit for limit in limits if limit not in kept])
    any_plan = replace(loose, cost=np.zeros_like(m.cost))
    if Highs(any_plan, is_mip=False, threads=2, seed=0).run().status == "infeasible":
        return True
    solved = _whole(any_plan, {"mip_max_improving_sols": 1})
    return solved is not None and solved.status == "infeasible"


def _whole(m: Matrix, options: dict[str, float | str | bool]) -> Solved | None:
    """Solve in whole numbers, a large program in a process that ends on time; None when time is up."""
    job = Job(m, {**options, "time_limit": SECONDS}, 2, 0, None)
    if m.shape[1] <= SMALL_COLUMNS:
        return run_here(job, lambda _: False)
    return run_apart(job, SECONDS, lambda _: False)


def relaxed(m: Matrix, dropped: Collection[Limit]) -> Matrix:
    """The matrix without some limits."""
    low, high = m.row_low.copy(), m.row_high.copy()
    for limit in dropped:
        low[list(limit.rows)], high[list(limit.rows)] = -np.inf, np.inf
    return replace(m, row_low=low, row_high=high)


def _with_slacks(m: Matrix, rows: Sequence[int], signs: Sequence[float], weights: Floats) -> Matrix:
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


def _giving(m: Matrix, limit: Limit) -> Matrix:
    """The matrix in which a limit may be exceeded, at the cost of the largest excess: as a user would set it anew.

    Columns at the end: the largest excess in steps, then that of every row; rows at the end: excess <= step x largest.
    """
    count, base = len(limit.rows), m.shape[0]
    own = base + np.arange(count)
    blank = replace(
        m,
        cost=np.zeros_like(m.cost),
        row_low=np.concatenate([m.row_low, np.full(count, -np.inf)]),
        row_high=np.concatenate([m.row_high, np.zeros(count)]),
    )
    largest = replace(
        blank,
        cost=np.append(blank.cost, 1.0),
        low=np.append(blank.low, 0.0),
        high=np.append(blank.high, np.inf),
        start=np.append(blank.start, len(m.value) + count).astype(np.int32),
        index=np.concatenate([blank.index, own]).astype(np.int32),
        value=np.concatenate([blank.value, -np.array(limit.steps)]),
        is_integer=np.append(blank.is_integer, False),
    )
    size = len(largest.value)
    pairs = np.column_stack([limit.rows, own]).ravel()
    values = np.column_stack([np.array(limit.signs), np.ones(count)]).ravel()
    return replace(
        largest,
        cost=np.concatenate([largest.cost, np.full(count, SPREAD / count)]),
        low=np.concatenate([largest.low, np.zeros(count)]),
        high=np.concatenate([largest.high, np.full(count, np.inf)]),
        start=np.concatenate([largest.start, size + 2 * (1 + np.arange(count))]).astype(np.int32),
        index=np.concatenate([largest.index, pairs]).astype(np.int32),
        value=np.concatenate([largest.value, values]),
        is_integer=np.concatenate([largest.is_integer, np.zeros(count, dtype=bool)]),
    )
