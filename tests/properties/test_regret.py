"""What must hold for the plan of least regret, on small random scenarios.

At a gap of 1e-6: no other plan that is lived in every case regrets less at worst, nor does the plan of least expected
cost; regret is never less than nothing, and the bound is below it. The least regret is also that of a second
formulation: one program whose decisions are indexed by node, with the cost of each case in a row.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from models.hedge import Hedge
from models.scenario import Scenario
from solver.answers.outcome import Failed
from solver.hedge.make import Hedged, make_hedge
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.matrix import Floats, Matrix, compile_matrix
from solver.search.weave import with_columns, with_rows
from tests.generators import dice
from tests.program.kit import EXACT
from tests.properties.test_hedge import of_several_periods, slack, with_cases
from tests.properties.test_relations import solve

FAMILIES = (
    "plain",
    "prices",
    "commitment",
    "contract-mix",
    "queues",
    "maturity",
    "deferrable",
    "managed",
    "lock-in",
    "porting",
    "replicas",
)
"""In which being wrong costs something most often; runs of gangs are not written for several nodes."""
SCENARIOS = 33
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""


def minimizing(given: Scenario, objective: str) -> Scenario:
    changes = {"objective": objective, "risk_aversion": 0.0}
    rules = given.policy.uncertainty.model_copy(update=changes)
    return given.model_copy(update={"policy": given.policy.model_copy(update={"uncertainty": rules})})


@cache
def hedges(part: int) -> tuple[tuple[str, Scenario, Hedged], ...]:
    """Scenarios of a part whose cases have a plan for all, with that of least regret."""
    found = []
    for seed in range(part, SCENARIOS, SETS):
        family = FAMILIES[seed % len(FAMILIES)]
        drawn = with_cases(of_several_periods(seed + 500, family), dice(f"regrets {seed}"))
        given = minimizing(drawn, "minimax_regret")
        made = make_hedge(given, EXACT)
        assert not isinstance(made, Failed), (seed, family, made)
        if isinstance(made, Hedged):
            found.append((f"seed {seed}, {family}", given, made))
    return tuple(found)


def lived_everywhere(hedge: Hedge) -> dict[str, float]:
    """Largest regret of every plan that can be lived in all cases [USD]."""
    regrets: dict[str, list[float | None]] = {}
    for row in hedge.lived:
        regrets.setdefault(row.plan, []).append(row.regret_usd)
    return {
        plan: max(amount for amount in of_plan if amount is not None)
        for plan, of_plan in regrets.items()
        if len(of_plan) == len(hedge.cases) and None not in of_plan
    }


@pytest.mark.parametrize("part", range(SETS))
def test_no_plan_that_is_lived_regrets_less(part: int) -> None:
    for name, given, made in hedges(part):
        found, loss = made.hedge, slack(made)
        assert 0 <= found.regret_usd == found.objective_usd <= found.regret_most_usd, name
        assert found.regret_usd - found.bound_usd <= loss, name
        if len(given.policy.uncertainty.reviews) <= 1:
            for plan, regret in lived_everywhere(found).items():
                assert found.regret_usd <= regret + loss, (name, plan)


@pytest.mark.parametrize("part", range(SETS))
def test_the_least_expected_cost_regrets_no_less_and_costs_no_more(part: int) -> None:
    for name, given, made in hedges(part)[:2]:
        cheapest = make_hedge(minimizing(given, "expected_and_cvar"), EXACT)
        assert isinstance(cheapest, Hedged), name
        assert made.hedge.regret_usd <= cheapest.hedge.regret_usd + slack(made), name
        assert made.hedge.expected_usd >= cheapest.hedge.expected_usd - slack(made), name


@pytest.mark.parametrize("part", range(SETS))
def test_a_program_indexed_by_nodes_has_the_same_least_regret_at_the_same_cost(part: int) -> None:
    for name, given, made in hedges(part):
        regret, expected = by_nodes(given, [row.alone_usd for row in made.hedge.cases])
        assert made.hedge.bound_usd <= regret + slack(made), name
        assert made.hedge.regret_usd == pytest.approx(regret, abs=slack(made)), name
        assert made.hedge.expected_usd <= expected + slack(made), name


def by_nodes(given: Scenario, alone: list[float]) -> tuple[float, float]:
    """Least regret over plans alone of these costs, and the least expected cost at that regret [USD]."""
    tree = Tree.of(given)
    programs = [build(Instance(given, only(tree, k))) for k in range(len(tree.cases))]
    costs = [compile_matrix(program).cost for program in programs]
    fixed = np.array([program.constant_usd for program in programs])
    m = compile_matrix(programs[0])
    width = m.shape[1]
    rows = [(np.append(np.flatnonzero(cost), width), np.append(-cost[cost != 0], 1.0)) for cost in costs]
    m = with_columns(replace(m, cost=np.zeros(width)), "regret", [([], [])], np.ones(1))
    m = with_rows(m, rows, (fixed - np.array(alone)) / 1000, np.full(len(rows), np.inf))
    m.low[-1] = -np.inf
    least = solve(m)
    assert least.objective is not None
    cheapest = solve(
        at_most(m, least.objective + 1e-6, sum(p * c for p, c in zip(tree.probability, costs, strict=True)))
    )
    assert cheapest.objective is not None
    return 1000 * least.objective, 1000 * cheapest.objective + float(np.dot(tree.probability, fixed))


def at_most(m: Matrix, regret: float, cost: Floats) -> Matrix:
    """The program of least cost with a regret of no more [kUSD]."""
    return replace(m, cost=np.append(cost, 0.0), high=np.append(m.high[:-1], regret))


def only(tree: Tree, k: int) -> Tree:
    """The tree as if a case were certain: what it costs is then what is minimized."""
    return replace(tree, probability=tuple(float(n == k) for n in range(len(tree.cases))))


def test_regret_matters() -> None:
    """In a good part of the scenarios no plan is without regret, and in some mean demand is regretted more."""
    found = [made.hedge for part in range(SETS) for _, _, made in hedges(part)]
    assert len(found) >= 24
    assert sum(row.regret_usd > 1 for row in found) >= 8
    assert sum((row.vss_usd or 0.0) > 1 for row in found) >= 3
