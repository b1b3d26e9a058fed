"""Frontiers of a sweep: the cheapest plans with ever less of something, and what no plan can be below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from models.sweep import Change, Frontier, FrontierPoint, Measure, Point, Row
from solver.sweep.designs import COUNTED, cap_points

Solve = Callable[[Sequence[Point], str], list[Row]]
"""Solves points, for a purpose in words; their rows in the same order."""
AVERSION = "risk aversion"
"""Name of the level of a point that weighs CVaR."""
MOST_WEIGHT = 0.99
"""Weight of CVaR at which little else counts; with all of it, cases not among the dearest could cost anything."""
RISK_ENDS = 2
"""Points that a frontier against risk begins with: no weight, and next to all of it."""
WEIGHT_DIGITS = 3
"""Decimals of the weights looked at."""


def frontier(measure: Measure, base: Row, steps: int, solve: Solve) -> Frontier:
    """The cheapest plans under ever tighter limits on a measure, those left out that another one beats in both."""
    caps = cap_points(measure, base.measure(measure) or 0.0, 0.0, steps)
    rows = list(zip(caps, solve(caps, f"frontier of {measure}"), strict=True))
    refused = _refused(rows)
    if refused is not None and measure not in COUNTED:
        more = cap_points(measure, base.measure(measure) or 0.0, refused, steps)[:-1]
        rows += zip(more, solve(more, f"frontier of {measure}"), strict=True)
    plans = [base, *(row for _, row in rows if row.has_plan)]
    points = tuple(_point(row, measure) for row in _undominated(plans, measure))
    return Frontier(measure=measure, points=points, infeasible_from=_refused(rows))


def _point(row: Row, measure: Measure) -> FrontierPoint:
    bound = row.objective_usd if row.bound_usd is None else row.bound_usd
    return FrontierPoint(amount=row.measure(measure) or 0.0, row=row, bound_usd=bound or 0.0)


def _refused(rows: Sequence[tuple[Point, Row]]) -> float | None:
    """Highest limit under which nothing fits."""
    limits = [point.changes[0].value for point, row in rows if row.status == "infeasible"]
    return max((limit for limit in limits if isinstance(limit, int | float)), default=None)


def _undominated(rows: Sequence[Row], measure: Measure) -> list[Row]:
    """Rows that no other one beats in both cost and the measure, from the cheapest on; of equal ones the first."""
    different = {(row.objective_usd or 0.0, row.measure(measure) or 0.0): row for row in reversed(rows)}
    kept: dict[float, Row] = {}
    for (_, amount), row in sorted(different.items(), key=lambda item: item[0]):
        if amount < min(kept, default=float("inf")):
            kept[amount] = row
    return list(kept.values())


def risk_frontier(cvar_alpha: float, steps: int, solve: Solve) -> Frontier:
    """Expected cost against CVaR: plans for all cases, each the best by some weight of CVaR.

    First with no weight and with next to all of it, then with the weight at which two neighbours are equally good: what
    is better by it lies below the line between them, and where nothing is, no plan lies below that line.

    Parameters
    ----------
    steps: plans looked at, at most, beside the first two.
    solve: solves points as one plan for all cases; of their rows `objective_usd` is the expected cost, `bound_usd` that
        of (1 - weight) x expected cost + weight x CVaR.
    """
    weights, rows = [0.0, MOST_WEIGHT], list[Row]()
    while weights:
        rows += solve([_weighing(weight) for weight in weights], "frontier of risk")
        weights = _between(rows)[: max(0, steps + RISK_ENDS - len(rows))]
    plans = [row for row in rows if row.has_plan]
    points = tuple(
        _point(row, "risk").model_copy(update={"bound_usd": _least_expected(row, plans), "risk_aversion": _weight(row)})
        for row in _undominated(plans, "risk")
    )
    problem = "" if plans else next((row.message for row in rows if row.message), "none was found in time")
    return Frontier(measure="risk", points=points, infeasible_from=None, cvar_alpha=cvar_alpha, problem=problem)


def _between(rows: Sequence[Row]) -> list[float]:
    """Weights not looked at yet by which two neighbours of a frontier are equally good."""
    known, tried = _undominated([row for row in rows if row.has_plan], "risk"), {_weight(row) for row in rows}
    found = []
    for one, other in pairwise(known):
        more, less = ((row.objective_usd or 0.0, row.cvar_usd or 0.0) for row in (other, one))
        dearer, safer = more[0] - less[0], less[1] - more[1]
        found.append(round(dearer / (dearer + safer), WEIGHT_DIGITS))
    return [weight for weight in dict.fromkeys(found) if weight not in tried]


def _weight(row: Row) -> float:
    return float(row.levels[AVERSION])


def _weighing(weight: float) -> Point:
    changes = (
        Change(path="policy.uncertainty.objective", value="expected_and_cvar"),
        Change(path="policy.uncertainty.risk_aversion", value=weight),
    )
    return Point(levels={AVERSION: weight}, changes=changes)


def _least_expected(row: Row, plans: Sequence[Row]) -> float:
    """No plan for all cases with as little CVaR as a row has less expected cost [USD].

    By every weight w below 1, (1 - w) x expected cost is at least the bound there less w x CVaR.
    """
    cost, cvar = row.objective_usd or 0.0, row.cvar_usd or 0.0
    bounds = ((_weight(plan), plan.bound_usd) for plan in plans)
    least = ((bound - w * cvar) / (1 - w) for w, bound in bounds if bound is not None and w < 1)
    return min(cost, max(least, default=cost))
