"""Prices that move, volumes, supply and export decide: small scenarios in which they do agree with trying every
decision, and larger ones with SCIP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_larger, plain_tiny
from tests.pricing_draws import KINDS, with_kind, with_prices, without_kinds
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import by_scip
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

EACH = 15
"""Scenarios of each kind that decides."""
MOST_COMBINATIONS = 300


def tried(given: Scenario) -> float | None:
    """Cost of the optimum by trying every decision [USD]; None where there is none, or too much to try."""
    brute = BruteForce(given, "expected")
    return brute.solve().cost if brute.size <= MOST_COMBINATIONS else None


def decided_by(kind: str, seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, float]]:
    """Tiny scenarios in which a kind changes the cost, some beside another one, and their cost [USD]."""
    for seed in seeds:
        rng = dice(f"pocket {seed}-{kind}")
        plain = with_prices(plain_tiny(seed), rng) if rng.random() < 0.3 else plain_tiny(seed)
        given = with_kind(plain, kind, rng)
        cost = tried(given)
        other = None if cost is None else tried(without_kinds(given))
        if cost is not None and other is not None and cost != pytest.approx(other, rel=1e-6):
            yield seed, given, cost


@pytest.mark.parametrize("kind", KINDS)
def test_program_agrees_with_brute_force_where_it_decides(kind: str) -> None:
    for seed, given, cost in known(f"prices: {kind}", partial(decided_by, kind), EACH):
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(cost, rel=2e-6, abs=0.011), f"seed {seed}"


def test_second_solver_agrees_on_larger_scenarios() -> None:
    solved = 0
    for seed in range(6):
        matrix = compile_matrix(program(with_prices(plain_larger(seed), dice(f"large {seed}-prices"))))
        cost, second = optimum(matrix), by_scip(matrix, 1e-6, 20.0)
        if second.objective is None:
            assert cost is None, seed
        elif second.status == "optimal":
            assert cost == pytest.approx(second.objective, rel=1e-4), seed
            solved += 1
    assert solved
