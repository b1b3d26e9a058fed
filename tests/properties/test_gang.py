"""Gangs decide: tiny scenarios in which they bind agree with trying everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.ganging import with_gang
from tests.generators import dice, plain_tiny
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding, optimum

SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 1000


def is_bound(given: Scenario) -> bool:
    """Whether a scenario has a plan, and would have a cheaper one without the rows of gangs."""
    return bool(list(binding(given, ["gang"])))


def is_bound_by_whole_runs(given: Scenario) -> bool:
    """Whether a scenario has a plan, and would have a cheaper one with any part of a run."""
    whole = compile_matrix(program(given))
    is_integer = whole.is_integer.copy()
    is_integer[whole.of("launch", "side")] = False
    cost, split = optimum(whole), optimum(replace(whole, is_integer=is_integer))
    return cost is not None and split is not None and split < cost - 1e-6 * max(1.0, abs(cost))


def bound(is_wanted: Callable[[Scenario], bool], seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Small scenarios of the kind wanted."""
    for seed in seeds:
        given = with_gang(plain_tiny(seed), dice(f"together {seed}"))
        is_small = any(w.gang for w in given.workloads) and BruteForce(given, "expected").size <= MOST_COMBINATIONS
        if is_small and is_wanted(given):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
@pytest.mark.parametrize(("is_wanted", "count"), [(is_bound, 80), (is_bound_by_whole_runs, 20)])
def test_gangs_that_bind_agree_with_brute_force(is_wanted: Callable[[Scenario], bool], count: int, part: int) -> None:
    for seed, given in known(f"gang: {is_wanted.__name__}", partial(bound, is_wanted), count // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
