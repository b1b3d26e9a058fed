"""Tiny scenarios with few engineers who learn: the program agrees with trying every decision where they decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_tiny
from tests.porting_draws import with_porting
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

SCENARIOS = 30
MOST_COMBINATIONS = 3000
SETS = 2
LEARNING = ("first_is_no_later", "first_is_a_port", "first_is_one")


def drawn(seed: int) -> Scenario:
    """A tiny scenario that always has engineers."""
    return with_porting(plain_tiny(seed), dice(f"pocket {seed}-porting"))


def decides(given: Scenario, rows: tuple[str, ...]) -> bool:
    """Whether a feasible scenario would cost less without some rows."""
    whole = compile_matrix(program(given))
    gone = np.array([row.parent_component().local_name in rows for row in whole.rows])
    cost = optimum(whole) if gone.any() else None
    if cost is None:
        return False
    low, high = np.where(gone, -np.inf, whole.row_low), np.where(gone, np.inf, whole.row_high)
    cheaper = optimum(replace(whole, row_low=low, row_high=high))
    return cheaper is not None and cheaper < cost - 1e-6 * max(1.0, abs(cost))


def may_learn(given: Scenario) -> bool:
    """Whether a second workload could be ported for less than the first; nothing else has to be tried for that."""
    used = {chip.stack for chip in given.accelerators}
    return len(given.workloads) > 1 and any(s.learning < 1 for s in given.stacks if s.id in used)


def binding(rows: tuple[str, ...], seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Scenarios in which some rows decide, with their seeds."""
    for seed in seeds:
        given = drawn(seed)
        if rows == LEARNING and not may_learn(given):
            continue
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and decides(given, rows):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
@pytest.mark.parametrize("rows", [("ports_fit_engineers",), LEARNING], ids=["engineers", "learning"])
def test_program_agrees_with_brute_force_where_engineers_decide(rows: tuple[str, ...], part: int) -> None:
    for seed, given in known(f"porting: {rows[0]}", partial(binding, rows), SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
