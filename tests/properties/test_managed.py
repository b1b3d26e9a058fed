"""Managed inference decides: small scenarios that an endpoint makes cheaper agree with trying every decision, and with
a second solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_larger, plain_tiny
from tests.lane_draws import with_lanes
from tests.lockin_draws import with_lock_in
from tests.managed_draws import with_managed
from tests.moving_draws import with_moving
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum
from tests.redundant import mildly_redundant
from tests.replicated import replicated
from tests.simple_draws import with_simplicity
from tests.waiting import queueing
from tests.wary import wary

SCENARIOS = 80
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 300


def cheaper_by_tokens(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that cost more without their endpoints, or have no plan; none in which less may be served."""
    for seed in seeds:
        plain = plain_tiny(seed)
        given = with_managed(plain, dice(f"pocket {seed}-managed"))
        if any(w.max_miss for w in given.workloads) or BruteForce(given, "expected").size > MOST_COMBINATIONS:
            continue
        costs = [optimum(compile_matrix(program(each))) for each in (given, plain)]
        if costs[0] is not None and (costs[1] is None or costs[0] < costs[1] - 1e-6 * abs(costs[1])):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_endpoints_that_make_a_plan_cheaper_agree_with_brute_force(part: int) -> None:
    for seed, given in known("managed", cheaper_by_tokens, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        assert made.plan.endpoints, f"seed {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_two_solvers_agree_with_endpoints(seed: int) -> None:
    given = with_managed(plain_larger(seed), dice(f"larger {seed}-managed"))
    assert confirmed(given) != "no answer"


FAMILIES = {
    "lanes": with_lanes,
    "moving": with_moving,
    "redundancy": mildly_redundant,
    "whole replicas": replicated,
    "simplicity": with_simplicity,
    "queueing": queueing,
    "lock-in": with_lock_in,
    "maturity": wary,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_audit_agrees_where_endpoints_meet_other_families(family: str) -> None:
    """A plan is shown only when the audit passed; some of them take tokens."""
    takes = 0
    for seed in range(3):
        drawn = FAMILIES[family](plain_larger(seed), dice(f"larger {seed} {family} for tokens"))
        made = make_plan(with_managed(drawn, dice(f"larger {seed}-managed")), "expected", EXACT)
        assert isinstance(made, Planned | Infeasible), made
        takes += isinstance(made, Planned) and bool(made.plan.endpoints)
    assert takes


def test_a_smaller_quota_never_costs_less() -> None:
    for seed in range(12):
        given = with_managed(plain_tiny(seed), dice(f"pocket {seed}-managed"))
        costs = [optimum(compile_matrix(program(_scaled(given, scale)))) for scale in (0.0, 0.4, 0.8, 1.2)]
        known = [float("inf") if cost is None else cost for cost in costs]
        assert all(less >= more - 1e-6 * abs(more) for less, more in pairwise(known) if more < float("inf")), seed


def _scaled(given: Scenario, scale: float) -> Scenario:
    quota = 1000 * scale
    return given.model_copy(
        update={"endpoints": tuple(e.model_copy(update={"quota_tokens_per_minute": quota}) for e in given.endpoints)}
    )
