"""Lanes decide: tiny scenarios that are dearer with lanes apart agree with trying everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_larger, plain_tiny
from tests.lane_draws import together, with_call, with_lanes
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum
from tests.properties.test_moving import decides
from tests.redundant import mildly_redundant

SCENARIOS = 100
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
LARGER = 10
ON_CALL = 10
"""Scenarios in which lanes would count a quota twice."""
MOST_COMBINATIONS = 3000


def some_redundant(given: Scenario, seed: int) -> Scenario:
    """A third of the scenarios with losses to survive."""
    return given if seed % 3 else mildly_redundant(given, dice(f"{seed}-redundancy"))


def kept_apart(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, float]]:
    """Small scenarios that cost more with lanes apart, some of them with losses to survive; cost together [USD]."""
    for seed in seeds:
        drawn = some_redundant(plain_tiny(seed), seed)
        given = with_lanes(drawn, dice(f"apart {seed}"))
        if given is drawn or BruteForce(given, "expected").size > MOST_COMBINATIONS:
            continue
        whole, shared = program(given), program(together(given))
        apart, joined = (optimum(compile_matrix(p)) for p in (whole, shared))
        if apart is not None and joined is not None and joined < apart - 1e-6 * max(1.0, abs(apart)):
            yield seed, given, 1000 * joined + shared.constant_usd


@pytest.mark.parametrize("part", range(SETS))
def test_lanes_that_cost_agree_with_brute_force_and_state_their_price(part: int) -> None:
    for seed, given, shared_usd in known("lanes", kept_apart, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        said = made.plan.separation
        assert said is not None
        assert said.least_usd is not None
        assert said.most_usd is not None
        price, slack = made.plan.objective_usd - shared_usd, 0.02 + 4e-6 * abs(made.plan.objective_usd)
        assert price - slack <= said.least_usd + slack, f"seed {seed}"
        assert said.least_usd - slack <= price <= said.most_usd + slack, f"seed {seed}"


def on_call(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Small scenarios in which the quota that lanes share decides."""
    for seed in seeds:
        drawn = plain_tiny(seed)
        if len(drawn.workloads) < 2:
            continue
        drawn = with_call(some_redundant(drawn, seed), dice(f"call {seed}"))
        given = with_lanes(drawn, dice(f"apart {seed}"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and decides(given, {"calls_fit_quota"}):
            yield seed, given


def test_lanes_that_share_a_quota_agree_with_brute_force() -> None:
    for _, given in known("lanes on call", on_call, ON_CALL):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned)
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011)


def test_two_solvers_agree_on_lanes_in_larger_scenarios() -> None:
    confirm("lanes, larger", lambda seed: with_lanes(plain_larger(seed), dice(f"apart {seed}")), LARGER)
