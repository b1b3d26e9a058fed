"""What a sweep looks at, and what its rows say together: the tornado, the flips, the frontiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.sweep import Axis, Design, Flip, Frontier, FrontierPoint, Measure, Point, Row, Swing
from solver.sweep.designs import cap_points, ends, point_at, points_of

RESOLUTION = 0.01
"""A flip is found to one hundredth of the input."""
DIGITS = 6
"""Decimals of the factors looked at."""
Solve = Callable[[Sequence[Point], str], list[Row]]
"""Solves points, for a purpose in words; their rows in the same order."""


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
    """Limits looked at for each frontier, down to nothing; about as many again down to the first that is too tight."""


@dataclass(frozen=True)
class Findings:
    """What was found."""

    rows: tuple[Row, ...] = ()
    swings: tuple[Swing, ...] = ()
    flips: tuple[Flip, ...] = ()
    frontiers: tuple[Frontier, ...] = ()


def carry_out(study: Study, base: Row, solve: Solve) -> Findings:
    """Look at all points of a study, round by round; the base plan is known."""
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
    return replace(found, frontiers=tuple(frontier(measure, base, study.steps, solve) for measure in study.measures))


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
        changes_orders=any(is_flipped(row, base) for row in (low, high)),
        is_factor=axis.how == "factor",
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


def frontier(measure: Measure, base: Row, steps: int, solve: Solve) -> Frontier:
    """The cheapest plans under ever tighter limits on a measure, those left out that another one beats in both."""
    caps = cap_points(measure, base.measure(measure) or 0.0, 0.0, steps)
    rows = list(zip(caps, solve(caps, f"frontier of {measure}"), strict=True))
    refused = _refused(rows)
    if refused is not None:
        more = cap_points(measure, base.measure(measure) or 0.0, refused, steps)[:-1]
        rows += zip(more, solve(more, f"frontier of {measure}"), strict=True)
    plans = [base, *(row for _, row in rows if row.has_plan)]
    return Frontier(measure=measure, points=_undominated(plans, measure), infeasible_from=_refused(rows))


def _refused(rows: Sequence[tuple[Point, Row]]) -> float | None:
    """Highest limit under which nothing fits."""
    limits = [point.changes[0].value for point, row in rows if row.status == "infeasible"]
    return max((limit for limit in limits if isinstance(limit, float)), default=None)


def _undominated(rows: Sequence[Row], measure: Measure) -> tuple[FrontierPoint, ...]:
    points = sorted(
        {(row.objective_usd or 0.0, row.measure(measure) or 0.0): row for row in reversed(rows)}.items(),
        key=lambda item: item[0],
    )
    kept: list[FrontierPoint] = []
    for (usd, amount), row in points:
        if not kept or amount < kept[-1].amount:
            bound = usd if row.bound_usd is None else row.bound_usd
            kept.append(FrontierPoint(amount=amount, objective_usd=usd, bound_usd=bound, orders=row.orders))
    return tuple(kept)
