"""The frontier of expected cost against CVaR: by hand, and of plans for all cases whose optimum is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from data.load import load_scenario
from models.sweep import Point, Row
from models.varied import as_text
from solver.sweep.frontiers import AVERSION, MOST_WEIGHT, risk_frontier
from solver.sweep.point import Asked, job_of, solve_point
from solver.sweep.study import Study, carry_out, count_points
from tests.program.kit import EXACT
from tests.reference.test_two_futures import FUTURES
from tests.sweep.test_study import BASE

PLANS = [(100.0, 200.0), (110.0, 160.0), (130.0, 140.0), (180.0, 130.0), (135.0, 150.0)]
"""Expected cost and CVaR; the last is beaten in both."""


def best(
    asked: list[float], plans: Sequence[tuple[float, float]] = PLANS
) -> Callable[[Sequence[Point], str], list[Row]]:
    """Solves points by taking the best of the plans."""

    def row(point: Point) -> Row:
        weight = float(point.levels[AVERSION])
        asked.append(weight)
        cost, cvar = min(PLANS, key=lambda plan: (1 - weight) * plan[0] + weight * plan[1])
        bound = (1 - weight) * cost + weight * cvar
        found = {"levels": point.levels, "objective_usd": cost, "cvar_usd": cvar, "bound_usd": bound}
        return BASE.model_copy(update=found)

    return lambda points, _: [row(point) for point in points]


def test_every_plan_that_is_best_by_some_weight_is_found() -> None:
    asked: list[float] = []
    (found,) = carry_out(Study(None, (), measures=("risk",)), BASE, best([]), best(asked)).frontiers
    assert [(point.objective_usd, point.amount) for point in found.points] == PLANS[:4]
    assert asked[:3] == [0.0, MOST_WEIGHT, pytest.approx(80 / 150, abs=1e-3)]
    assert len(asked) == len(set(asked)) <= 2 * 4
    for point in found.points:
        assert (point.row.objective_usd, point.row.cvar_usd) == (point.objective_usd, point.amount)
        assert point.bound_usd == pytest.approx(point.objective_usd, abs=0.2)  # weights have three decimals
        weight = point.risk_aversion
        assert weight is not None
        mix = min((1 - weight) * cost + weight * cvar for cost, cvar in PLANS)
        assert (1 - weight) * point.objective_usd + weight * point.amount == pytest.approx(mix)


def test_steps_limit_the_plans_between_the_first_two() -> None:
    asked: list[float] = []
    found = risk_frontier(0.8, 1, best(asked))
    assert len(asked) == sum(count_points(Study(None, (), measures=("risk",), steps=1), vendors=1)) == 3
    assert [point.objective_usd for point in found.points] == [100.0, 130.0, 180.0]
    between = found.points[1]
    assert between.bound_usd <= between.objective_usd


def test_a_bound_holds_for_all_plans_with_as_little_risk() -> None:
    asked: list[float] = []
    found = risk_frontier(0.8, 0, best(asked))
    cheap, safe = found.points
    assert cheap.bound_usd == pytest.approx(100.0)
    assert safe.bound_usd <= min(cost for cost, cvar in PLANS if cvar <= safe.amount)


def test_no_plan_for_all_cases_leaves_no_points_but_a_reason() -> None:
    none = BASE.model_copy(update={"status": "infeasible", "objective_usd": None, "message": "nothing fits"})
    found = risk_frontier(0.8, 4, lambda points, _: [none.model_copy(update={"levels": p.levels}) for p in points])
    assert (found.points, found.problem) == ((), "nothing fits")


def test_two_futures_cost_80_more_for_40_less_at_risk() -> None:
    """By the README of the example: n = 4 bought cost 440 in expectation, 560 at worst; n = 8: 520 and 520."""
    given = load_scenario(FUTURES, "least-regret").scenario  # whatever it minimizes
    asked = Asked(as_text(given), None, EXACT, 12)
    found = risk_frontier(0.5, 1, lambda points, _: [solve_point(job_of(asked, point)).row for point in points])
    ends = [(point.objective_usd, point.amount, point.row.orders) for point in (found.points[0], found.points[-1])]
    assert ends == [
        (pytest.approx(440, abs=0.01), pytest.approx(560, abs=0.01), {"own": 4.0}),
        (pytest.approx(520, abs=0.01), pytest.approx(520, abs=0.01), {"own": 8.0}),
    ]
    for point in found.points:  # 360 + 20 n against 600 - 10 n
        assert point.objective_usd == pytest.approx(360 + 2 * (600 - point.amount), abs=0.02)
        assert point.bound_usd == pytest.approx(point.objective_usd, abs=0.2)


def test_a_point_for_all_cases_without_a_plan_says_why() -> None:
    given = load_scenario(FUTURES).scenario
    short = tuple(o.model_copy(update={"quota_packs": 4.0}) if o.id == "rent" else o for o in given.offers)
    late = tuple(o.model_copy(update={"lead_months": 2}) if o.id == "own" else o for o in short)
    asked = Asked(as_text(given.model_copy(update={"offers": late})), None, EXACT, 12)
    row = solve_point(job_of(asked, Point(levels={}, changes=()))).row
    assert (row.status, row.objective_usd) == ("infeasible", None)
    assert row.message.startswith("case high: ")
