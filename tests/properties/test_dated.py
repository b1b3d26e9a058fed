"""Dated blocks decide: small scenarios in which the days of a block do agree with trying every decision, a larger one
with SCIP; a longer block at the same price never costs more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.dated_draws import blocks_alone, whole, with_blocks, without_blocks
from tests.generators import dice, plain_larger
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

MOST_COMBINATIONS = 5000
EACH = {"waits": 24, "runs": 14}
"""Scenarios in which blocks decide, of either kind of work."""
LEAST = 1e-6
"""What counts as a difference [kUSD]."""


def least_cost(given: Scenario) -> float:
    """Optimum without constants [kUSD]; infinite where there is no plan."""
    found = optimum(compile_matrix(program(given)))
    return float("inf") if found is None else found


def is_decided(given: Scenario) -> bool:
    """Whether a block is part of the optimum, which would cost less were it there for the whole period."""
    cost = least_cost(given)
    return cost < least_cost(without_blocks(given)) - LEAST and least_cost(whole(given)) < cost - LEAST


def decided(kind: str, seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Small scenarios of a kind in which blocks decide."""
    for seed in seeds:
        given = blocks_alone(dice(f"{seed}-dated"), kind)
        if is_decided(given) and BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            yield seed, given


@pytest.mark.parametrize("kind", EACH)
def test_program_agrees_with_brute_force_where_blocks_decide(kind: str) -> None:
    for seed, given in known(f"dated: {kind}", partial(decided, kind), EACH[kind]):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


def test_a_longer_block_at_the_same_price_never_costs_more() -> None:
    """Where power is free: units that are there for longer draw more of it."""
    for seed in range(12):
        given = blocks_alone(dice(f"{seed}-dated"), "runs" if seed % 2 else "waits")
        free = tuple(site.model_copy(update={"electricity_usd_per_kwh": None}) for site in given.sites)
        given = given.model_copy(update={"sites": free})
        longer = tuple(o.model_copy(update={"days": o.days and o.days + 1}) for o in given.offers)
        assert least_cost(given.model_copy(update={"offers": longer})) <= least_cost(given) + LEAST, f"seed {seed}"


def test_second_solver_agrees_on_a_larger_scenario() -> None:
    assert confirmed(with_blocks(plain_larger(7), dice("large 7-dated")), 8.0) == "a plan"
