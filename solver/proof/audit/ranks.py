"""Totals, places and the sensitivity of a scorecard, from its points and the weights of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from models.scorecard import BEST, CRITERIA, Criterion, Weights
from models.vendor_scores import DRAWS, VendorScore, WeightRange
from solver.proof.audit.notes import Notes

SLACK = 1e-6
"""Difference of totals, and of weights relative to the larger of 1 and themselves, that is rounding."""
EQUAL = 1e-9
"""Totals closer than this share a place [points]."""
Points = dict[str, dict[Criterion, float | None]]
"""By vendor and criterion."""


def _points(rows: Sequence[VendorScore]) -> Points:
    return {row.vendor: {score.criterion: score.score for score in row.scores} for row in rows}


def _compared(points: Points, weights: Weights) -> list[Criterion]:
    """Criteria that count and are blank for nobody of those who are there."""
    if not points:
        return []
    return [c for c in CRITERIA if weights.of(c) > 0 and None not in {own.get(c) for own in points.values()}]


def _sums(points: Points, weights: dict[Criterion, float]) -> dict[str, float]:
    """Weighted means over the criteria that are weighted; blanks count 0."""
    whole = sum(weights.values())
    return {v: sum(w * (own.get(c) or 0.0) for c, w in weights.items()) / whole for v, own in points.items()}


def check_ranks(rows: Sequence[VendorScore], weights: Weights, where: str, notes: Notes) -> None:
    """Totals, ends of the totals, places, who may be first, and by which share of all weights who is."""
    points = _points(rows)
    compared, every = _compared(points, weights), {c: weights.of(c) for c in CRITERIA}
    totals = _sums(points, {c: weights.of(c) for c in compared}) if compared else {}
    lowest, whole = _sums(points, every), sum(every.values())
    blanks = {v: sum(w for c, w in every.items() if own.get(c) is None) for v, own in points.items()}
    firsts = _first_shares(points, tuple(compared))
    for row in rows:
        at, total = f"{where} {row.vendor}", totals.get(row.vendor)
        high = lowest[row.vendor] + BEST * blanks[row.vendor] / whole
        rank = None if total is None else 1 + sum(other > total + EQUAL for other in totals.values())
        may = all(high >= low - EQUAL for other, low in lowest.items() if other != row.vendor)
        notes.same(at, "rank", row.rank, rank)
        notes.same(at, "may_be_first", row.may_be_first, may)
        notes.near(at, "lowest [points]", row.lowest, lowest[row.vendor], SLACK)
        notes.near(at, "highest [points]", row.highest, high, SLACK)
        for name, stated, own in (
            ("total", row.total, total),
            ("first_share", row.first_share, firsts.get(row.vendor)),
        ):
            notes.figure(at, name, stated, own)


@cache
def _weights(size: int) -> NDArray[np.float64]:
    """[DRAWS x size]: spread evenly over all weights that add to 1: exponentials from `Random(0)` over their sum."""
    numbers = Random(0)  # noqa: S311  # no secret: the same for everyone
    drawn = -np.log(1.0 - np.array([numbers.random() for _ in range(DRAWS * size)])).reshape(DRAWS, size)
    weights: NDArray[np.float64] = drawn / drawn.sum(axis=1)[:, np.newaxis]
    return weights


def _first_shares(points: Points, compared: tuple[Criterion, ...]) -> dict[str, float]:
    """Share of the drawn weights by which each vendor is first; those as good as each other share a draw."""
    if not compared:
        return {}
    names, weights = sorted(points), _weights(len(compared))
    totals = np.stack([weights @ np.array([points[v][c] or 0.0 for c in compared]) for v in names])
    leads = totals > totals.max(axis=0) - EQUAL
    return {v: float(np.mean(leads[n] / leads.sum(axis=0))) for n, v in enumerate(names)}


def check_ranges(
    ranges: Sequence[WeightRange], rows: Sequence[VendorScore], weights: Weights, where: str, notes: Notes
) -> None:
    """Every criterion once; at the ends of its range, and nowhere inside, another vendor is as good as the first."""
    points = _points(rows)
    compared = _compared(points, weights)
    notes.same(where, "criteria", tuple(row.criterion for row in ranges), CRITERIA if rows else ())
    for row in (row for row in ranges if row.criterion in CRITERIA):
        at = f"{where} {row.criterion}"
        is_compared = row.criterion in compared
        notes.same(at, "weight", (row.weight, row.is_compared), (weights.of(row.criterion), is_compared))
        totals = _sums(points, {c: weights.of(c) for c in compared}) if compared else {}
        leading = sorted(v for v, total in totals.items() if total >= max(totals.values()) - EQUAL)
        notes.same(at, "first", row.first, leading[0] if leading else None)
        if not (is_compared and row.first in points):
            ends = (row.from_weight, row.to_weight, row.below, row.above)
            notes.same(at, "range", ends, (None,) * len(ends))
            continue
        rest = {c: weights.of(c) for c in compared if c != row.criterion}
        _check_ends(row, points, rest, at, notes)


def _check_ends(row: WeightRange, points: Points, rest: dict[Criterion, float], at: str, notes: Notes) -> None:
    """The first one's lead over each rival is linear in the weight: a rival has caught up where it is nothing."""
    below: dict[str, float] = {}
    above: dict[str, float] = {}
    for rival in points.keys() - {row.first}:
        by_it = _lead(points, row, rival, row.criterion)
        by_others = sum(w * _lead(points, row, rival, c) for c, w in rest.items())
        if abs(by_it) > EQUAL:
            (below if by_it > 0 else above)[rival] = max(0.0, -by_others / by_it)
    low, high = max(below.values(), default=0.0), min(above.values(), default=None)
    _check_end(at, "from_weight", row.from_weight, low, notes)
    _check_end(at, "to_weight", row.to_weight, high, notes)
    _check_rival(at, "below", row.below, below, low or None, notes)
    _check_rival(at, "above", row.above, above, high, notes)


def _check_rival(
    at: str, field: str, stated: str | None, rivals: dict[str, float], end: float | None, notes: Notes
) -> None:
    """Who catches up at an end is one of those who do there."""
    near = {v for v, w in rivals.items() if end is not None and abs(w - end) <= SLACK * max(1.0, end)}
    if (stated is None) is bool(near) or (near and stated not in near):
        notes.same(at, field, stated, min(near, default=None))


def _lead(points: Points, row: WeightRange, rival: str, criterion: Criterion) -> float:
    return (points[row.first or ""][criterion] or 0.0) - (points[rival][criterion] or 0.0)


def _check_end(at: str, field: str, stated: float | None, own: float | None, notes: Notes) -> None:
    if stated is None or own is None:
        notes.same(at, field, stated, own)
    else:
        notes.near(at, f"{field} [ratio]", stated, own, SLACK * max(1.0, own))
