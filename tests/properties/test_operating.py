"""Lines of operating cost decide: where they change the plan it agrees with trying every decision; none saves money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.generators import dice, plain_larger, plain_tiny
from tests.operating_draws import with_operations
from tests.program.kit import EXACT, cost
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known

SCENARIOS = 40
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 2000


def drawn(seed: int) -> tuple[Scenario, Scenario]:
    """A tiny scenario without and with lines."""
    plain = plain_tiny(seed)
    return plain, with_operations(plain, dice(f"pocket {seed}-operating"))


def planned(given: Scenario) -> Plan | None:
    """The optimum; None where there is none."""
    made = make_plan(given, "expected", EXACT)
    return made.plan if isinstance(made, Planned) else None


def places(plan: Plan) -> set[tuple[object, ...]]:
    """What is ordered when, ported, and where work is done."""
    found: set[tuple[object, ...]] = {(row.offer, row.order_period, row.packs) for row in plan.orders}
    found |= {(row.workload, row.stack, row.start_period) for row in plan.ports}
    return found | {(row.workload, row.accelerator, row.site, row.period, row.block) for row in plan.dispatch}


def decided_by_lines(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios in which lines change the plan; none in which less may be served."""
    for seed in seeds:
        plain, given = drawn(seed)
        if any(w.max_miss for w in given.workloads) or BruteForce(given, "expected").size > MOST_COMBINATIONS:
            continue
        before, after = planned(plain), planned(given)
        if before and after and places(before) != places(after):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_lines_that_change_the_plan_agree_with_brute_force(part: int) -> None:
    for seed, given in known("operating", decided_by_lines, SCENARIOS // SETS, part, SETS):
        best, plan = BruteForce(given, "expected").solve(), planned(given)
        assert plan is not None, f"seed {seed}: {best.cost} USD can be reached"
        assert plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        whole = sum(row.cost_usd for row in plan.unit_economics if row.year is None)
        assert whole == pytest.approx(plan.costs.total_nominal_usd, abs=1e-6), f"seed {seed}"


@pytest.mark.parametrize("seed", range(24))
def test_a_line_never_lowers_the_optimum(seed: int) -> None:
    plain, given = drawn(seed)
    least = cost(plain)
    assert isfinite(least) is isfinite(cost(given))
    assert not isfinite(least) or cost(given) >= least - 1e-6 * max(1.0, abs(least)) - 0.01


@pytest.mark.parametrize("seed", range(6))
def test_two_solvers_agree_on_lines_of_operating_cost(seed: int) -> None:
    given = with_operations(plain_larger(seed), dice(f"larger {seed}-operating"))
    assert confirmed(given) != "no answer"
