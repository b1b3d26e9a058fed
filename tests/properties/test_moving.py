"""Random scenarios with homes of data: brute force, and a second solver where work runs double."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, larger, plain_tiny
from tests.moving_draws import with_moving
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

TINY, LARGER = 40, 10
MOST_COMBINATIONS = 3000
ROWS = {"moved_before_served", "moved_before_held", "run_once_moving", "run_before_served", "moved_once"}


def decides(given: Scenario, rows: set[str]) -> bool:
    """Whether a feasible scenario would cost less without some rows."""
    whole = compile_matrix(program(given))
    gone = np.array([row.parent_component().local_name in rows for row in whole.rows])
    cost = optimum(whole) if gone.any() else None
    if cost is None:
        return False
    low, high = np.where(gone, -np.inf, whole.row_low), np.where(gone, np.inf, whole.row_high)
    cheaper = optimum(replace(whole, row_low=low, row_high=high))
    return cheaper is not None and cheaper < cost - 1e-6 * max(1.0, abs(cost))


def binding(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    for seed in seeds:
        given = with_moving(plain_tiny(seed), dice(f"pocket {seed}-moving"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and decides(given, ROWS):
            yield seed, given


def test_program_agrees_with_brute_force_where_moves_decide() -> None:
    for seed, given in known("moving", binding, TINY):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


def running_double(seed: int) -> Scenario | None:
    """A larger scenario in which work runs double; None where that decides nothing."""
    given = larger(seed)
    is_drawn = given.policy.moving.double_running_weeks and decides(given, {"run_before_served"})
    return given if is_drawn else None


def test_two_solvers_agree_where_work_runs_double() -> None:
    confirm("moving, larger", running_double, LARGER)
