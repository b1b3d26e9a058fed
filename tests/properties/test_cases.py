"""What a case changes decides: small scenarios in which it does agree with trying every decision of the scenario that
the same edits make by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import pytest
from pydantic import ValidationError

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.proof.audit import audit_plan
from tests.case_draws import by_hand, drawn, in_a_case
from tests.generators import dice, plain_tiny
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce

MOST = 300
"""Most combinations to try."""
INSTANCES = 40


def decided() -> Iterator[tuple[int, Scenario, float | None]]:
    """Tiny scenarios with changes in their case that change the least cost, and that cost; None where nothing fits."""
    for seed in count():
        given = plain_tiny(seed)
        edits = drawn(given, dice(f"pocket {seed}-cases"))
        try:
            changed = by_hand(given, edits)
        except ValidationError:
            continue  # what is taken out is referred to
        if max(BruteForce(each, "expected").size for each in (given, changed)) <= MOST:
            before, after = (BruteForce(each, "expected").solve().cost for each in (given, changed))
            if before != after:
                yield seed, in_a_case(given, edits), after


def test_a_case_costs_what_the_scenario_it_makes_costs() -> None:
    for seed, given, cost in islice(decided(), INSTANCES):
        made = make_plan(given, "expected", EXACT)
        if cost is None:
            assert isinstance(made, Infeasible), f"seed {seed}"
            continue
        assert isinstance(made, Planned), f"seed {seed}: {made}"
        assert made.plan.objective_usd == pytest.approx(cost, rel=2e-6, abs=0.011), f"seed {seed}"
        assert made.plan.case_changes, f"seed {seed}"
        if seed % 4 == 0:
            assert audit_plan(given, "expected", made.plan).passed, f"seed {seed}"
