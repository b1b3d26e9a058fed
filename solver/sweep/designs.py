"""Which points a sweep looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from scipy.stats import qmc

from models.sweep import Axis, Change, Design, Measure, Point, Value

DIGITS = 9
"""Significant digits of a drawn level: enough, and the same on every machine."""
CAP: dict[Measure, str] = {"carbon": "caps.carbon_kg", "lock_in": "caps.lock_in_usd", "vendors": "caps.vendors"}
"""Measure -> path of the limit on it."""
COUNTED: tuple[Measure, ...] = ("vendors",)
"""Measures that are counts: every number is looked at."""


def points_of(design: Design, axes: Sequence[Axis], draws: int, seed: int) -> tuple[Point, ...]:
    """The points of a design, in an order that depends on its arguments alone.

    Parameters
    ----------
    draws: number of points of `latin` and `random`.
    seed: of their draws.
    """
    if design == "tornado":
        rows = [{axis.name: end} for axis in axes for end in ends(axis)]
    elif design == "grid":
        names = [axis.name for axis in axes]
        rows = [dict(zip(names, levels, strict=True)) for levels in product(*map(levels_of, axes))]
    else:
        rows = list(_drawn(axes, _unit_cube(design, len(axes), draws, seed)))
    return tuple(point_at(axes, levels) for levels in rows)


def point_at(axes: Sequence[Axis], levels: dict[str, Value]) -> Point:
    """The point with these levels."""
    return Point(levels=levels, changes=tuple(a.change(levels[a.name]) for a in axes if a.name in levels))


def ends(axis: Axis) -> tuple[Value, Value]:
    """Both ends of an axis; of named levels the first and the last."""
    if axis.low is not None and axis.high is not None:
        return axis.low, axis.high
    return axis.levels[0], axis.levels[-1]


def levels_of(axis: Axis) -> tuple[Value, ...]:
    """Levels of an axis in a grid."""
    if axis.low is None or axis.high is None:
        return axis.levels
    return tuple(_rounded(level) for level in np.linspace(axis.low, axis.high, axis.steps))


def cap_points(measure: Measure, above: float, down_to: float, steps: int) -> tuple[Point, ...]:
    """Points of a frontier: limits on the measure in equal steps from below one amount down to another; of a count
    every number down to 1."""
    if measure in COUNTED:
        limits: list[float] = list(range(round(above) - 1, 0, -1))
    else:
        down = [_rounded(above + (down_to - above) * n / steps) for n in range(1, steps + 1)]
        limits = down if above > down_to else []
    return tuple(
        Point(levels={f"{measure} at most": limit}, changes=(Change(path=CAP[measure], value=limit),))
        for limit in limits
    )


def _unit_cube(
    design: Design, dimensions: int, draws: int, seed: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    random = np.random.default_rng(seed)
    if design == "latin":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=random).random(draws))
    return random.random((draws, dimensions))


def _drawn(axes: Sequence[Axis], cube: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Iterator[dict[str, Value]]:
    """Levels from draws in [0, 1): along the range, or one of the named levels."""
    for row in cube.tolist():
        yield {
            axis.name: _rounded(axis.low + u * (axis.high - axis.low))
            if axis.low is not None and axis.high is not None
            else axis.levels[int(u * len(axis.levels))]
            for axis, u in zip(axes, row, strict=True)
        }


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
