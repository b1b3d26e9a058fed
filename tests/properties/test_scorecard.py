"""Laws of matrix and scorecard on random scenarios; that they are audited is part of every plan."""

from __future__ import annotations

from itertools import pairwise

import pytest

from models.matrix import comparable
from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.generators import dice, larger
from tests.score_draws import with_scorecard

SEEDS = (0, 2, 3, 4, 7, 8, 9, 12, 13, 14, 15, 16)
"""Random scenarios that have a plan."""
ROUGH = SearchOptions(gap=0.2, threads=1, time_limit_s=20.0)
"""Nothing here rests on a good plan."""


@pytest.mark.parametrize("seed", SEEDS)
def test_laws(seed: int) -> None:
    rng = dice(f"scores {seed}")
    made = make_plan(with_scorecard(larger(seed), rng, rng.choice((1.0, 0.6))), "expected", ROUGH, explain=False)
    assert isinstance(made, Planned), f"seed {seed} has no plan any more: {made}"
    check_matrix(made.plan)
    check_scorecard(made.plan)


def check_matrix(plan: Plan) -> None:
    pairs = {(c.workload, c.geography, c.accelerator) for c in (*plan.capacities, *plan.removed_arcs)}
    assert {(c.workload, c.geography, c.accelerator) for c in plan.matrix} == pairs
    for cell in plan.matrix:
        own = [
            c
            for c in plan.capacities
            if (c.workload, c.geography, c.accelerator) == (cell.workload, cell.geography, cell.accelerator)
        ]
        prices = [c.offer_usd_per_unit for c in own if c.offer_usd_per_unit is not None]
        assert bool(cell.ruled_out) is not bool(own)
        assert (cell.usd_per_unit is None) is not bool(prices)
        if cell.usd_per_unit is not None and cell.utilization == 1.0:
            assert comparable(cell.usd_per_unit) == comparable(min(prices))
        elif cell.usd_per_unit is not None:
            assert cell.usd_per_unit >= min(prices) * (1 - 1e-9)
        for name, latency in cell.latency_ms.items():
            assert latency <= cell.target_ms[name] + 1e-6


def check_scorecard(plan: Plan) -> None:
    for role in ("silicon", "payee"):
        rows = [row for row in plan.scorecard if row.role == role]
        ranked = [row for row in rows if row.rank is not None]
        assert len(ranked) in (0, len(rows))
        assert not ranked or sum(row.first_share or 0.0 for row in ranked) == pytest.approx(1.0)
        assert not rows or any(row.may_be_first for row in rows)
        for row in rows:
            points = {score.criterion: score.score for score in row.scores}
            assert all(value is None or 0 <= value <= 5 for value in points.values())
            assert row.lowest <= row.highest + 1e-12
            assert (row.lowest == pytest.approx(row.highest)) is (None not in weighed(plan, role, points))
        for one, other in pairwise(ranked):
            assert (one.total or 0.0) >= (other.total or 0.0) - 1e-9
        for each in plan.scorecard_weights:
            if each.role == role and each.is_compared:
                assert (each.from_weight or 0.0) <= each.weight + 1e-6
                assert each.to_weight is None or each.to_weight >= each.weight - 1e-6


def weighed(plan: Plan, role: str, points: dict[str, float | None]) -> set[float | None]:
    """Points on criteria that count."""
    counted = {row.criterion for row in plan.scorecard_weights if row.role == role and row.weight}
    return {value for name, value in points.items() if name in counted}
