"""Probing: what a no and a yes cost is what the relaxation costs with either, and the dive goes the cheaper way."""

from __future__ import annotations

import numpy as np
import pytest

from models.scenario import Scenario
from solver.search.adoption import binaries, dive
from solver.search.driver import Highs, Solved
from solver.search.matrix import compile_matrix
from solver.search.options import SearchOptions
from solver.search.probing import MOST_PROBED, Costs, loose, probe
from solver.search.state import Search
from tests.generators import plain_larger
from tests.program.kit import program
from tests.program.test_adoption import held_elsewhere

SEEDS = [43, 47, 57, 62, 74]
"""Scenarios whose relaxation leaves five decisions or more loose."""


def relaxed(given: int | Scenario) -> tuple[Search, Highs, Solved]:
    scenario = plain_larger(given) if isinstance(given, int) else given
    search = Search(compile_matrix(program(scenario)), SearchOptions(threads=1))
    h = search.highs()
    return search, h, h.run()


def alone(search: Search, column: int, value: float) -> float:
    """The relaxation with one decision settled, from scratch; infinite without a plan."""
    low, high = search.matrix.low.copy(), search.matrix.high.copy()
    low[column] = high[column] = value
    solved = search.highs().rerun(low, high, None)
    return float("inf") if solved.status == "infeasible" else solved.objective or 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_costs_are_those_of_the_relaxation_with_the_decision_settled(seed: int) -> None:
    search, h, root = relaxed(seed)
    assert root.x is not None
    assert root.objective is not None
    left = loose(binaries(search.matrix), root.x)
    costs = probe(search, h, root, binaries(search.matrix))
    assert 5 <= len(left) <= MOST_PROBED
    assert set(costs.no) == set(costs.yes) == set(left.tolist())
    for column in left[:3].tolist():
        for value, side in ((0.0, costs.no), (1.0, costs.yes)):
            assert root.objective + side[column] == pytest.approx(alone(search, column, value), abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_rises_by_the_largest_cost_that_cannot_be_avoided(seed: int) -> None:
    search, h, root = relaxed(seed)
    search.raise_bound(root.objective)
    costs = probe(search, h, root, binaries(search.matrix))
    assert search.bound == pytest.approx(root.objective + max(map(costs.least, costs.no)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dive_settles_every_decision(seed: int) -> None:
    search, h, root = relaxed(seed)
    leaf = dive(search, h, root, probe(search, h, root, binaries(search.matrix)))
    assert leaf is not None
    settled = leaf.low[binaries(search.matrix)]
    assert np.array_equal(settled, leaf.high[binaries(search.matrix)])
    assert set(settled.tolist()) <= {0.0, 1.0}
    assert leaf.objective >= (root.objective or 0.0) - 1e-6


def test_an_answer_that_leaves_no_plan_is_turned_round() -> None:
    """Two of six accelerators can stand only on a stack that needs a port: a third of it in the relaxation."""
    search, h, root = relaxed(held_elsewhere())
    assert root.x is not None
    (port,) = loose(binaries(search.matrix), root.x).tolist()
    assert root.x[port] == pytest.approx(1 / 3)
    assert probe(search, h, root, binaries(search.matrix)).no == {port: float("inf")}
    leaf = dive(search, h, root, Costs({port: 0.0}, {port: 1.0}))  # told that a no is free
    assert leaf is not None
    assert leaf.low[port] == leaf.high[port] == 1.0


def test_what_was_not_probed_goes_by_its_value() -> None:
    costs = Costs({3: 1.0}, {3: 4.0})
    assert [costs.says_yes(3, 0.9), costs.says_yes(8, 0.9), costs.says_yes(8, 0.2)] == [False, True, False]
    assert costs.regret(3, 0.9) == 3.0 > costs.regret(8, 0.9) > costs.regret(8, 0.6)
    assert (costs.least(3), costs.least(8)) == (1.0, 0.0)
