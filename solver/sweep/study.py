"""What a sweep looks at, and what its rows say together: the tornado, the flips, the frontiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, log2, prod

from models.sweep import Axis, Design, Flip, Frontier, Measure, Row, Swing
from solver.sweep.designs import COUNTED, ends, levels_of, point_at, points_of
from solver.sweep.frontiers import RISK_ENDS, Solve, frontier, risk_frontier

RESOLUTION = 0.01
"""A flip is found to one hundredth of the input."""
DIGITS = 6
"""Decimals of the factors looked at."""


@dataclass(frozen=True)
class Study:
    """What is asked of a sweep."""

    design: Design | None
    axes: tuple[Axis, ...]
    draws: int = 100
    """Points of `latin` and `random`."""
    seed: int = 0
    finds_flips: bool = True
    """Whether a tornado looks for the change of each input that flips the order."""
    measures: tuple[Measure, ...] = ()
    """Measures with a frontier against cost."""
    steps: int = 10
    """Limits looked at for each frontier, down to nothing; about as many again down to the first that is too tight.
    Against risk: plans looked at, at most, beside the first two."""
    cvar_alpha: float = 0.8
    """Of the scenario: the dearest cases are those of 1 - `cvar_alpha` probability in all."""


def count_points(study: Study, vendors: int) -> tuple[int, int]:
    """Points that are looked at whatever comes of them, and how many more there may be: those that close in on flips
    and on the ends of frontiers, and that weigh risk between its ends. The base is not counted.

    Parameters
    ----------
    vendors: number of vendors in the scenario; a frontier of vendors has no more points.
    """
    sure, more = 0, 0
    if study.design == "grid":
        sure = prod(len(levels_of(axis)) for axis in study.axes)
    elif study.design is not None:
        sure = 2 * len(study.axes) if study.design == "tornado" else study.draws
    if study.design == "tornado" and study.finds_flips:
        more = sum(_halvings(axis) for axis in study.axes)
    for measure in study.measures:
        if measure == "risk":
            sure, more = sure + RISK_ENDS, more + study.steps
        elif measure in COUNTED:
            more += max(0, vendors - 1)
        else:
            sure, more = sure + study.steps, more + study.steps - 1
    return sure, more


def _halvings(axis: Axis) -> int:
    """Points by which both ends of an axis are closed in on where both flip."""
    spans = [abs(float(end) - 1.0) for end in ends(axis) if axis.how == "factor" and not isinstance(end, str)]
    return sum(ceil(log2(span / RESOLUTION)) for span in spans if span > RESOLUTION)


@dataclass(frozen=True)
class Findings:
    """What was found."""

    rows: tuple[Row, ...] = ()
    swings: tuple[Swing, ...] = ()
    flips: tuple[Flip, ...] = ()
    frontiers: tuple[Frontier, ...] = ()


def carry_out(study: Study, base: Row, solve: Solve, solve_for_all: Solve | None = None) -> Findings:
    """Look at all points of a study, round by round; the base plan is known.

    Parameters
    ----------
    solve_for_all: solves points as one plan for all cases; needed for a frontier against risk.
    """
    found = Findings()
    if study.design is not None:
        points = points_of(study.design, study.axes, study.draws, study.seed)
        found = replace(found, rows=tuple(solve(points, study.design)))
    if study.design == "tornado":
        swings = tuple(_swing(axis, *pair, base) for axis, pair in _pairs(study.axes, found.rows))
        base_usd = base.objective_usd or 0.0
        found = replace(found, swings=tuple(sorted(swings, key=lambda swing: -swing.width(base_usd))))
        if study.finds_flips:
            found = replace(found, flips=flips(study.axes, found.rows, base, solve))
    return replace(
        found, frontiers=tuple(_frontier(study, measure, base, solve, solve_for_all) for measure in study.measures)
    )


def _frontier(study: Study, measure: Measure, base: Row, solve: Solve, solve_for_all: Solve | None) -> Frontier:
    if measure != "risk":
        return frontier(measure, base, study.steps, solve)
    if solve_for_all is None:
        raise ValueError("a frontier against risk needs plans for all cases")
    return risk_frontier(study.cvar_alpha, study.steps, solve_for_all)


def _pairs(axes: Sequence[Axis], rows: Sequence[Row]) -> list[tuple[Axis, tuple[Row, Row]]]:
    """The rows of a tornado by axis: low end, high end."""
    return [(axis, (rows[2 * n], rows[2 * n + 1])) for n, axis in enumerate(axes)]


def _swing(axis: Axis, low: Row, high: Row, base: Row) -> Swing:
    bottom, top = ends(axis)
    return Swing(
        axis=axis.name,
        low=bottom,
        high=top,
        basis=axis.basis,
        low_usd=low.objective_usd,
        high_usd=high.objective_usd,
        flips_low=is_flipped(low, base),
        flips_high=is_flipped(high, base),
        is_factor=axis.how == "factor",
        unit=axis.unit,
        base=axis.base,
    )


def is_flipped(row: Row, base: Row) -> bool:
    """Whether other offers are ordered first than in the base, or no plan is left."""
    return row.status == "infeasible" or (row.has_plan and row.first_orders != base.first_orders)


@dataclass(frozen=True)
class _Bracket:
    """Between a factor at which the order stands and one at which it has flipped."""

    axis: Axis
    stands: float
    flipped: float
    row: Row
    """What came of the flipped end."""

    @property
    def middle(self) -> float:
        return round((self.stands + self.flipped) / 2, DIGITS)

    @property
    def is_open(self) -> bool:
        return abs(self.flipped - self.stands) > RESOLUTION


def flips(axes: Sequence[Axis], rows: Sequence[Row], base: Row, solve: Solve) -> tuple[Flip, ...]:
    """How far each input must be off, up and down, before other offers should be ordered first; nearest first.

    By bisection between what the scenario says and the ends of a tornado, all inputs at once. Between two factors at
    which the order stands it is taken to stand.
    """
    brackets = [
        _Bracket(axis, 1.0, float(end), row)
        for axis, pair in _pairs(axes, rows)
        for end, row in zip(ends(axis), pair, strict=True)
        if axis.how == "factor" and not isinstance(end, str) and is_flipped(row, base)
    ]
    while any(bracket.is_open for bracket in brackets):
        still = [bracket for bracket in brackets if bracket.is_open]
        middles = solve([point_at([b.axis], {b.axis.name: b.middle}) for b in still], "flips")
        halved = {id(b): _half(b, row, base) for b, row in zip(still, middles, strict=True)}
        brackets = [half for b in brackets if (half := halved.get(id(b), b)) is not None]
    return tuple(sorted((_flip(bracket, base) for bracket in brackets), key=lambda flip: (abs(flip.off), flip.axis)))


def _half(bracket: _Bracket, row: Row, base: Row) -> _Bracket | None:
    """The half in which the flip lies; None where the middle tells nothing."""
    if is_flipped(row, base):
        return replace(bracket, flipped=bracket.middle, row=row)
    return replace(bracket, stands=bracket.middle) if row.has_plan else None


def _flip(bracket: _Bracket, base: Row) -> Flip:
    before, after = set(base.first_orders), set(bracket.row.first_orders)
    is_gone = not bracket.row.has_plan
    return Flip(
        axis=bracket.axis.name,
        factor=bracket.flipped,
        keeps_until=bracket.stands,
        added=tuple(sorted(after - before)),
        dropped=() if is_gone else tuple(sorted(before - after)),
        nothing_fits=is_gone,
    )
