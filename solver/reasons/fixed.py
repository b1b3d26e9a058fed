"""The linear program that is left when all whole-numbered decisions are those of the plan, and how its cost moves.

The optimum of a linear program is a convex, piecewise linear function of any side of its rows. `FixedProgram.pieces`
gives the linear pieces around the present side: slope from the duals of a basis, ends by the ratio test on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix

Rows = Mapping[int, float]
"""How much the side of each row moves per unit of the limit behind them."""
ROUNDING = 1e-9
AT_SIDE = 1e-6
"""A row is used up when its activity is so close to its side, relative to the side."""
LEAST_STEP = 1e-7
"""Pieces shorter than this, relative to the limit, are ends of others."""
SPARE_BOUNDS = ("serve", "hold", "rent", "carry")
"""Decisions whose upper bounds say no more than rows do: demand, need, quota."""
OPENS = ("ported_before_", "moved_before_", "served_where_", "held_where_", "carried_where_", "rented_where_")
"""Rows that say, once open, no more than that all of it may be served there."""
SAME = 1e-6
"""Costs that differ by less, relative, are the same."""


@dataclass(frozen=True)
class Piece:
    """A linear piece: slope [USD per unit of the limit], and how far it goes down and up from the present limit."""

    slope: float
    down: float
    up: float


class FixedProgram:
    """The program of a plan with its whole-numbered decisions fixed; cost in kUSD, without constants."""

    def __init__(self, matrix: Matrix, x: Floats) -> None:
        self.free = np.flatnonzero(~matrix.is_integer & (matrix.low < matrix.high))
        known = float(matrix.cost @ x)
        for spare in (True, False):  # where what should say no more does say more, it stays
            self.kept, self.matrix = _left_over(matrix, x, self.free, without_spare=spare)
            self.h = Highs(self.matrix, is_mip=False, threads=1, seed=0)
            self.h.set_option("solver", "simplex")
            objective = self.h.run().objective
            if objective is not None and abs(objective - known) <= SAME * max(1.0, abs(known)):
                break
        self.h.set_option("presolve", "off")
        self.solved = self.h.run()
        if self.solved.x is None or self.solved.objective is None:
            raise ValueError("the plan does not fit its own program")
        self.number = {row: n for n, row in enumerate(self.kept.tolist())}
        m = self.matrix
        self.a = csc_matrix((m.value, m.index, m.start), shape=m.shape)
        self.activity = self.a @ self.solved.x
        self.basis: _Basis | None = None

    @property
    def cost_usd(self) -> float:
        """Cost as it stands [USD, without constants]."""
        return (self.solved.objective or 0.0) * USD_PER_OBJECTIVE_UNIT

    def is_active(self, row: int) -> bool:
        """Whether a row of the program is used up by the plan, and what is left to decide has a part in it."""
        n = self.number.get(row)
        if n is None:
            return False
        left = min(self.activity[n] - self.matrix.row_low[n], self.matrix.row_high[n] - self.activity[n])
        return bool(left <= AT_SIDE * max(1.0, abs(self.activity[n])))

    def cost_at(self, rows: Rows, step: float) -> float | None:
        """Cost with the limit so much higher [USD, without constants]; None where nothing fits."""
        try:
            found = self._run_at(rows, step)
            return None if found.objective is None else found.objective * USD_PER_OBJECTIVE_UNIT
        finally:
            self._run_at(rows, 0.0)

    def pieces(self, rows: Rows, size: float) -> list[Piece]:
        """The piece around the present limit; at a kink the one below it and the one above it.

        Parameters
        ----------
        size: of the limit [its unit], to which steps are relative.
        """
        least = LEAST_STEP * max(1.0, abs(size))
        here = self._piece(rows)
        if here.down > least and here.up > least:
            return [here]
        sides = [side for sign in (-1.0, 1.0) if (side := self._beside(rows, here, sign, least)) is not None]
        if len(sides) == 2 and abs(sides[0].slope - sides[1].slope) <= SAME * max(1.0, abs(here.slope)):
            return [Piece(sides[0].slope, sides[0].down, sides[1].up)]  # two bases, one line
        return sides

    def _beside(self, rows: Rows, here: Piece, sign: float, least: float) -> Piece | None:
        """The piece on one side of a kink; None where no limit on that side fits."""
        if (here.up if sign > 0 else here.down) > least:
            return Piece(here.slope, 0.0 if sign > 0 else here.down, here.up if sign > 0 else 0.0)
        step = sign * 100 * least
        try:
            if self._run_at(rows, step).status != "optimal":
                return None
            there = self._piece(rows, step)
        finally:
            self._run_at(rows, 0.0)
        if (there.down if sign > 0 else there.up) < 0.999 * abs(step):
            return None  # another kink between: too short a piece to speak of
        return Piece(there.slope, 0.0, there.up + step) if sign > 0 else Piece(there.slope, there.down - step, 0.0)

    def _run_at(self, rows: Rows, step: float) -> Solved:
        """Solve with the limit so much higher, and leave it there."""
        low, high = self.matrix.row_low, self.matrix.row_high
        for n, rate in self._own(rows).items():
            self.h.h.changeRowBounds(n, low[n] + step * rate, high[n] + step * rate)
        self.basis = None
        return self.h.run()

    def _own(self, rows: Rows) -> dict[int, float]:
        """Rates by the numbers that rows have here; those that hold nothing free are left out."""
        return {n: rate for row, rate in rows.items() if (n := self.number.get(row)) is not None}

    def _piece(self, rows: Rows, step: float = 0.0) -> Piece:
        """Slope and reach of the present basis, with the limit moved by a step."""
        if self.basis is None:
            self.basis = _Basis.of(self.h, self.a)
        at, shift = self.basis, np.zeros(self.matrix.shape[0])
        for n, rate in self._own(rows).items():
            shift[n] = rate
        _, change = self.h.h.getBasisSolve(np.where(at.row_is_basic, 0.0, shift))
        dx = np.zeros(self.matrix.shape[1])
        dx[at.column] = np.asarray(change)[at.place]
        dr = self.a @ dx - shift  # against sides that move along
        inner, m = at.row_is_basic, self.matrix
        low, high = (side[inner] + step * shift[inner] for side in (m.row_low, m.row_high))
        ends = (_reach(at.x, dx, m.low, m.high), _reach(at.activity[inner], dr[inner], low, high))
        slope = float(at.dual @ shift) * USD_PER_OBJECTIVE_UNIT
        return Piece(slope, min(end[0] for end in ends), min(end[1] for end in ends))


@dataclass(frozen=True)
class _Basis:
    """An optimal basis, and the solution that goes with it."""

    x: Floats
    activity: Floats
    dual: Floats
    row_is_basic: NDArray[np.bool_]
    column: NDArray[np.int64]
    """Basic columns, ..."""
    place: NDArray[np.int64]
    """... and their places in the basis."""

    @staticmethod
    def of(h: Highs, a: csc_matrix) -> _Basis:
        solution, (_, basic) = h.h.getSolution(), h.h.getBasicVariables()
        place = np.flatnonzero(np.asarray(basic) >= 0)
        x = np.array(solution.col_value)
        column = np.asarray(basic, dtype=np.int64)[place]
        return _Basis(x, a @ x, np.array(solution.row_dual), _is_basic(h.h.getBasis().row_status), column, place)


def _is_basic(status: list[highspy.HighsBasisStatus]) -> NDArray[np.bool_]:
    return np.array([each == highspy.HighsBasisStatus.kBasic for each in status], dtype=bool)


def _reach(value: Floats, rate: Floats, low: Floats, high: Floats) -> tuple[float, float]:
    """How far values that move at a rate stay between their bounds, down and up."""
    moving = np.abs(rate) > ROUNDING
    value, rate, low, high = value[moving], rate[moving], low[moving], high[moving]
    if not len(value):
        return np.inf, np.inf
    to_low, to_high = np.maximum(value - low, 0.0), np.maximum(high - value, 0.0)
    up = np.where(rate > 0, to_high, to_low) / np.abs(rate)
    down = np.where(rate > 0, to_low, to_high) / np.abs(rate)
    return float(down.min()), float(up.min())


def _left_over(
    m: Matrix, x: Floats, free: NDArray[np.int64], *, without_spare: bool
) -> tuple[NDArray[np.int64], Matrix]:
    """Rows that still hold a free column, and the program of these."""
    a = csc_matrix((m.value, m.index, m.start), shape=m.shape)
    settled = np.where(m.is_integer, np.round(x), x)
    settled[free] = 0.0
    part, done = a[:, free], a @ settled
    is_kept = part.getnnz(axis=1) > 0
    if without_spare:
        names = [row.parent_component().local_name for row in m.rows]
        opens = np.array([name.startswith(OPENS) for name in names], dtype=bool)
        is_kept &= ~(opens & np.isinf(m.row_low) & (m.row_high - done > 0.5))
    kept = np.flatnonzero(is_kept)
    part = part[kept].tocsc()
    part.sort_indices()
    spare = np.isin(free, m.of(*SPARE_BOUNDS)) & without_spare
    return kept, Matrix(
        cost=m.cost[free],
        low=m.low[free],
        high=np.where(spare, np.inf, m.high[free]),
        row_low=m.row_low[kept] - done[kept],
        row_high=m.row_high[kept] - done[kept],
        start=part.indptr.astype(np.int32),
        index=part.indices.astype(np.int32),
        value=part.data,
        is_integer=np.zeros(len(free), dtype=bool),
        columns=[m.columns[n] for n in free],
        rows=[m.rows[n] for n in kept],
        constant=m.constant + float(m.cost @ settled),
    )
