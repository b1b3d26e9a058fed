"""Expansion decides: small scenarios in which modules are worth their price agree with trying every decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.expansion_draws import with_expansion
from tests.generators import dice, plain_larger, plain_tiny
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

TINY, LARGER = 100, 4
SETS = 2
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 2000
LEAST_BINDING = 5
"""Scenarios of a set in which another module would pay, too."""


def best(given: Scenario) -> float:
    """Cost of the optimum without constants [kUSD]; infinite where there is none."""
    cost = optimum(compile_matrix(program(given)))
    return inf if cost is None else cost


def allowing(given: Scenario, modules: int) -> Scenario:
    """The scenario with so many more of each module; with less than none without them."""
    more = [
        tuple(e.model_copy(update={"max_modules": e.max_modules + modules}) for e in site.expansions if modules >= 0)
        for site in given.sites
    ]
    sites = (site.model_copy(update={"expansions": e}) for site, e in zip(given.sites, more, strict=True))
    return given.model_copy(update={"sites": tuple(sites)})


def is_worse(given: Scenario, other: Scenario) -> bool:
    """Whether a scenario costs more than another one that has a plan."""
    cost = best(other)
    return cost < inf and cost < best(given) - 1e-6 * max(1.0, abs(cost))


def pays(given: Scenario) -> bool:
    """Whether a feasible scenario would cost more, or have no plan, without its modules."""
    return is_worse(allowing(given, -1), given)


def enlarged(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    for seed in seeds:
        given = with_expansion(plain_tiny(seed), dice(f"pocket {seed}-expansion"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and pays(given):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_modules_pay(part: int) -> None:
    are_few = 0
    for seed, given in known("expansion", enlarged, TINY // SETS, part, SETS):
        tried = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {tried.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(tried.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        assert made.plan.expansions
        are_few += are_few < LEAST_BINDING and is_worse(given, allowing(given, 1))
    assert are_few == LEAST_BINDING


def test_two_solvers_agree_where_modules_pay() -> None:
    def draw(seed: int) -> Scenario | None:
        given = with_expansion(plain_larger(seed), dice(f"larger {seed}-expansion"))
        return given if pays(given) else None

    confirm("expansion, larger", draw, LARGER)
