"""Deferrable work against every decision tried: 100 tiny scenarios in which waiting changes the optimum."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from tests.deferring import waiting
from tests.generators import _Tiny, dice
from tests.program.kit import EXACT, cost
from tests.properties.brute_force import BruteForce

BINDING = 100
MOST_COMBINATIONS = 800
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""


def drawn(seed: int) -> Scenario:
    """A tiny scenario in which one workload may wait, where that can be enumerated."""
    return waiting(_Tiny(dice(f"waiting {seed}")).scenario(), dice(f"{seed}-wait"))


def with_deferral(given: Scenario, deferral: dict[str, Any] | None) -> Scenario:
    """The scenario with another deferral of its first workload."""
    document = json.loads(given.model_dump_json(by_alias=True))
    document["workloads"][0]["deferral"] = deferral
    return Scenario.model_validate_json(json.dumps(document))


def binds(given: Scenario, usd: float) -> bool:
    """Whether the optimum would be another if the work could wait for ever, or not at all."""
    slack = 1e-5 * max(1.0, abs(usd))
    free = cost(with_deferral(given, {"within_months": 1200}))
    return free < usd - slack or abs(cost(with_deferral(given, None)) - usd) > slack


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_waiting_decides(part: int) -> None:
    found = 0
    for seed in count(part, SETS):
        given = drawn(seed)
        force = BruteForce(given, "expected")
        if force.waiting is None or force.size > MOST_COMBINATIONS:
            continue
        best, made = force.solve(), make_plan(given, "expected", EXACT)
        if best.cost is None:
            assert isinstance(made, Infeasible), f"seed {seed}: nothing passes the audit"
            continue
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        found += binds(given, best.cost)
        if found == BINDING // SETS:
            break
