"""A limit of the user as rows of the matrix, and the matrix without some limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.program.said import Words
from solver.search.matrix import Floats, Matrix

TOLERANCE = 1e-6
"""Excess of a row, relative to its side where that is larger than 1, that is rounding."""


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


def relaxed(m: Matrix, dropped: Collection[Limit]) -> Matrix:
    """The matrix without some limits."""
    low, high = m.row_low.copy(), m.row_high.copy()
    for limit in dropped:
        low[list(limit.rows)], high[list(limit.rows)] = -np.inf, np.inf
    return replace(m, row_low=low, row_high=high)


def broken(m: Matrix, limits: Sequence[Limit], x: Floats) -> list[Limit]:
    """The limits that a solution exceeds."""
    body = np.bincount(m.index, weights=m.value * np.repeat(x, np.diff(m.start)), minlength=m.shape[0])
    side = np.where(np.isfinite(m.row_low), m.row_low, np.where(np.isfinite(m.row_high), m.row_high, 0.0))
    over = np.maximum(m.row_low - body, body - m.row_high) > TOLERANCE * np.maximum(1.0, np.abs(side))
    return [limit for limit in limits if over[list(limit.rows)].any()]
