"""Smallest sets of limits that cannot be kept together, and how far each of them would have to give.

A deletion filter (Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 6) over the user's limits, not
over single rows: a limit is dropped in all its periods or kept. The elastic relaxation finds the sets; whole numbers
are asked for only where it fits, and for what a limit would have to give. Every plan that is found on the way is kept
as a witness: the limits that it keeps can be kept together.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from solver.proof.elastic import Elastic
from solver.proof.limits import Limit, broken, relaxed
from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix
from solver.search.solve import SMALL_COLUMNS
from solver.search.worker import Job, run_apart, run_here

SECONDS = 10.0
"""Longest try of whether limits fit together in whole numbers; what is undecided then counts as fitting [s]."""
SECONDS_IN_ALL = 60.0
"""Time for all such tries of one scenario; when it is up, what is left to ask is answered by the relaxation [s]."""
REPAIR_GAP = 1e-4
"""Relative gap of the least excess: a sentence shows three digits of it."""
MOST_SETS = 5
"""Sets reported at most: whoever has more than these mends these first."""
SPREAD = 1e-3
"""Weight of the sum of excesses beside the largest: it keeps periods out of a sentence that need not give."""
ROOM = 1e-6
"""What a limit gets beyond what it must give when the cost is asked for: a share, and a unit as small."""
Precision = Literal["exact", "at_least", "at_most"]


@dataclass(frozen=True)
class Excess:
    """How far each row of a limit is exceeded, in the row's unit."""

    by_row: Floats
    precision: Precision
    """`at_least`: no plan in whole numbers was found in time; `at_most`: one was, but not proven to need no less."""


@dataclass(frozen=True)
class Way:
    """How far one limit of a set would have to give for the set to fit, if it gave alone."""

    limit: Limit
    excess: Excess | None
    """None where the limit alone is not enough."""
    least_cost: float | None = None
    """What a plan then costs at least [unit of the objective]; None where that is not known, and for service."""


class Conflicts:
    """The limits of a matrix that has no plan."""

    def __init__(self, m: Matrix, limits: Sequence[Limit], *, is_proven: bool) -> None:
        """`is_proven`: that all of them clash is known."""
        self._is_proven = is_proven
        self._m, self._limits = m, list(limits)
        self._elastic = Elastic(m, limits)
        self._witnesses: list[list[Limit]] = []
        """What each plan found so far breaks."""
        self._until = time.monotonic() + SECONDS_IN_ALL
        self._given: dict[tuple[int, tuple[int, ...]], Excess | None] = {}
        self._sets: list[list[Limit]] = []

    def ways(self) -> list[tuple[Way, ...]]:
        """Sets of limits of which all but any one can be kept, until what is left fits together.

        Of every set found, the limits that are not about service are left out when the next is sought.
        """
        left = list(self._limits)
        while len(self._sets) < MOST_SETS and (found := self._clash_in(left)):
            self._sets.append(found)
            gone = [limit for limit in found if not limit.is_service] or found
            left = [limit for limit in left if limit not in gone]
            for limit in gone:
                self._give(limit)  # its plan may show at once that what is left fits
        self._sets = [self._irreducible(found) for found in self._sets]
        return [tuple(self._way(limit) for limit in _rules_first(found)) for found in self._sets]

    def _clash_in(self, left: Sequence[Limit]) -> list[Limit]:
        """A set that clashes; none where all that is left fits, or no limit is to blame."""
        found = self._elastic.irreducible(left)
        if found or not ((self._is_proven and not self._sets) or self._clash(left)):
            return found
        found = self._reduced(left)
        return found if len(found) < len(left) or self._seconds_left > 0 else []

    def _reduced(self, left: Sequence[Limit]) -> list[Limit]:
        """Deletion where only whole numbers clash, by halves as long as halves can go."""
        found, size = list(left), max(1, len(left) // 2)
        while True:
            for n in range(len(found) - size, -size, -size):
                rest = [*found[: max(n, 0)], *found[n + size :]]
                if self._clash(rest):
                    found = rest
            if size == 1:
                return found
            size = max(1, min(size, len(found)) // 2)

    def _irreducible(self, found: list[Limit]) -> list[Limit]:
        """A set without what whole numbers do not need of it: only what alone is not enough can be that."""
        for limit in _rules_first(found)[::-1]:
            rest = [other for other in found if other is not limit]
            if self._give(limit) is None and self._clash(rest):
                found = rest
        return found

    def _clash(self, kept: Sequence[Limit]) -> bool:
        """Whether some limits are proven not to fit together when all others are dropped."""
        if any(all(limit not in kept for limit in gone) for gone in self._witnesses):
            return False
        loose = relaxed(self._m, [limit for limit in self._limits if limit not in kept])
        solved = self._whole(replace(loose, cost=np.zeros_like(loose.cost)), {"mip_max_improving_sols": 1})
        return solved is not None and solved.status == "infeasible"

    def _way(self, limit: Limit) -> Way:
        excess = self._give(limit)
        if excess is None or excess.precision == "at_least" or limit.is_service:
            return Way(limit, excess)
        return Way(limit, excess, cost_bound(relaxed(self._m, self._aside(limit)), limit, excess))

    def _aside(self, limit: Limit) -> list[Limit]:
        """The rules of other sets: they must give anyway."""
        own = next(found for found in self._sets if limit in found)
        others = [other for found in self._sets for other in found if not other.is_service]
        return [other for other in self._limits if other in others and other not in own]

    def _give(self, limit: Limit) -> Excess | None:
        """How far a limit must give, all its rows as little as they can, when all others hold but those of other sets.

        None where it is not enough.
        """
        aside = self._aside(limit)
        key = id(limit), tuple(map(id, aside))
        if key not in self._given:
            fits = self._elastic.fits([other for other in self._limits if other not in aside and other is not limit])
            self._given[key] = self._least(giving(relaxed(self._m, aside), limit)) if fits else None
        return self._given[key]

    def _least(self, elastic: Matrix) -> Excess | None:
        width = self._m.shape[1]
        whole = self._whole(elastic, {"mip_rel_gap": REPAIR_GAP})
        if whole is not None and whole.status == "infeasible":
            return None
        if whole is not None and whole.x is not None:
            self._witnesses.append(broken(self._m, self._limits, whole.x[:width]))
            return Excess(whole.x[width + 1 :], "exact" if whole.status == "optimal" else "at_most")
        least = Highs(elastic, is_mip=False, threads=2, seed=0).run()
        return None if least.x is None else Excess(least.x[width + 1 :], "at_least")

    @property
    def _seconds_left(self) -> float:
        return self._until - time.monotonic()

    def _whole(self, m: Matrix, options: dict[str, float | str | bool]) -> Solved | None:
        """Solve in whole numbers, a large program in a process that ends on time; None when time is up."""
        seconds = min(SECONDS, self._seconds_left)
        if seconds <= 0:
            return None
        job = Job(m, {**options, "time_limit": seconds}, 2, 0, None)
        if m.shape[1] <= SMALL_COLUMNS:
            return run_here(job, lambda _: False)
        return run_apart(job, seconds, lambda _: False)


def _rules_first(found: Sequence[Limit]) -> list[Limit]:
    return sorted(found, key=lambda limit: limit.is_service)


def cost_bound(m: Matrix, limit: Limit, excess: Excess) -> float | None:
    """What a plan costs at least when a limit gives as much as it must and others hold [unit of the objective].

    The limit gives in all its rows what it gives in the worst, as a user would set it anew. None: nothing was proven.
    """
    low, high = m.row_low.copy(), m.row_high.copy()
    shares = [e / step for e, step in zip(excess.by_row, limit.steps, strict=True) if step]
    more = (1 + ROOM) * max(shares, default=0.0) + ROOM
    for row, sign, step in zip(limit.rows, limit.signs, limit.steps, strict=True):
        low[row] -= more * step if sign > 0 else 0.0
        high[row] += more * step if sign < 0 else 0.0
    return Highs(replace(m, row_low=low, row_high=high), is_mip=False, threads=2, seed=0).run().bound


def giving(m: Matrix, limit: Limit) -> Matrix:
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
