"""The ranking of vendors by weighted points: totals, what blanks could do, and how firm the first place is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.scorecard import BEST, CRITERIA, Criterion, Role, Weights
from models.vendor_scores import DRAWS, WeightRange

Points = Mapping[str, Mapping[Criterion, float | None]]
"""Of every vendor on every criterion; None: blank."""
EQUAL = 1e-9
"""Totals closer than this share a place [points]."""


class Standing(NamedTuple):
    """Where a vendor stands; fields as in `VendorTotal`."""

    rank: int | None
    total: float | None
    lowest: float
    highest: float
    may_be_first: bool
    first_share: float | None


def standings(points: Points, weights: Weights) -> dict[str, Standing]:
    """Every vendor's standing among all of them."""
    compared = compared_by(points, weights)
    totals = {vendor: _mean(own, weights, compared) for vendor, own in points.items()} if compared else {}
    ends = {v: tuple(_mean(own, weights, CRITERIA, blank) for blank in (0.0, BEST)) for v, own in points.items()}
    firsts = _first_shares(points, compared)
    found = {}
    for vendor, (low, high) in ends.items():
        total = totals.get(vendor)
        rank = None if total is None else 1 + sum(other > total + EQUAL for other in totals.values())
        may = all(high >= floor - EQUAL for other, (floor, _) in ends.items() if other != vendor)
        found[vendor] = Standing(rank, total, low, high, may, firsts.get(vendor))
    return found


def compared_by(points: Points, weights: Weights) -> tuple[Criterion, ...]:
    """Criteria with a weight on which every vendor has points; none where there is no vendor."""
    counted = CRITERIA if points else ()
    return tuple(c for c in counted if weights.of(c) and all(own[c] is not None for own in points.values()))


def _mean(
    own: Mapping[Criterion, float | None], weights: Weights, some: tuple[Criterion, ...], blank: float = 0.0
) -> float:
    """Weighted mean of points; what is blank counts as told."""
    given = [(weights.of(name), own[name]) for name in some]
    return sum(w * (blank if p is None else p) for w, p in given) / sum(w for w, _ in given)


@cache
def _draws(size: int) -> NDArray[np.float64]:
    """[DRAWS x size]: weights spread evenly over all that add to 1, up to a factor.

    Exponentials of one rate, divided by their sum, are uniform on the simplex (L. Devroye, Non-Uniform Random Variate
    Generation, 1986, theorem V.2.1). `Random(0).random()` gives the same numbers in every version of Python.
    """
    draw = Random(0).random  # noqa: S311  # no secret: everyone gets the same
    drawn: NDArray[np.float64] = -np.log1p(-np.array([draw() for _ in range(DRAWS * size)]))
    return drawn.reshape(DRAWS, size)


def _first_shares(points: Points, compared: tuple[Criterion, ...]) -> dict[str, float]:
    """Share of the drawn weights by which each vendor is first; those that are equal share a draw."""
    if not compared:
        return {}
    table = np.array([[own[name] or 0.0 for name in compared] for own in points.values()])
    weights = _draws(len(compared))
    totals = weights @ table.T / weights.sum(axis=1, keepdims=True)
    is_first = totals >= totals.max(axis=1, keepdims=True) - EQUAL
    shares = (is_first / is_first.sum(axis=1, keepdims=True)).mean(axis=0)
    return dict(zip(points, shares.tolist(), strict=True))


def weight_ranges(role: Role, points: Points, weights: Weights) -> tuple[WeightRange, ...]:
    """For every criterion the weights at which the first vendor stays first, all other weights as they are."""
    compared = compared_by(points, weights)
    totals = {vendor: _mean(points[vendor], weights, compared) for vendor in sorted(points)} if compared else {}
    best = max(totals.values(), default=0.0)
    first = next((vendor for vendor, total in totals.items() if total >= best - EQUAL), None)
    return tuple(
        WeightRange(
            role=role,
            criterion=name,
            weight=weights.of(name),
            is_compared=name in compared,
            first=first,
            **(_range(points, weights, compared, name, first) if first and name in compared else NO_RANGE),
        )
        for name in CRITERIA
    )


NO_RANGE: dict[str, Any] = {"from_weight": None, "to_weight": None}


def _range(
    points: Points, weights: Weights, compared: tuple[Criterion, ...], name: Criterion, first: str
) -> dict[str, Any]:
    """Where another vendor's weighted sum catches up: both are linear in the weight.

    With D the lead by all other criteria and d by this one, the lead at weight w is D + w d; it is 0 at -D / d.
    """
    below: tuple[float, str | None] = (0.0, None)
    above: tuple[float, str | None] = (float("inf"), None)
    for other in sorted(set(points) - {first}):
        lead = {c: (points[first][c] or 0.0) - (points[other][c] or 0.0) for c in compared}
        rest = sum(weights.of(c) * lead[c] for c in compared if c != name)
        if abs(lead[name]) <= EQUAL:
            continue
        at = max(0.0, -rest / lead[name])
        if lead[name] > 0 and at > below[0]:
            below = (at, other)
        elif lead[name] < 0 and at < above[0]:
            above = (at, other)
    top = None if above[1] is None else above[0]
    return {"from_weight": below[0], "below": below[1], "to_weight": top, "above": above[1]}
