"""Carbon decides: scenarios in which its limits bind agree with trying every decision, and with a second solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from tests.carbon_draws import with_carbon
from tests.ganging import mildly_ganged
from tests.generators import Draw, dice, plain_larger, plain_tiny
from tests.moving_draws import with_moving
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding

SCENARIOS = 100
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 2000


def bound_by_carbon(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that would cost less without limits on carbon; none in which less may be served to save some."""
    for seed in seeds:
        given = with_carbon(plain_tiny(seed), dice(f"pocket {seed}-carbon"))
        if any(w.max_miss for w in given.workloads) or BruteForce(given, "expected").size > MOST_COMBINATIONS:
            continue
        if list(binding(given, ["carbon"])):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_limits_on_carbon_that_bind_agree_with_brute_force(part: int) -> None:
    for seed, given in known("carbon", bound_by_carbon, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


@pytest.mark.parametrize("seed", range(8))
def test_two_solvers_agree_under_limits_on_carbon(seed: int) -> None:
    given = with_carbon(plain_larger(seed), dice(f"larger {seed}-carbon"))
    assert confirmed(given) != "no answer"


@pytest.mark.parametrize("family", [mildly_ganged, with_moving])
def test_program_and_audit_count_the_same_carbon_of_gangs_and_double_running(family: Draw) -> None:
    """A plan is audited: its line of each limit must be what the audit counts."""
    stated = 0
    for seed in range(6):
        drawn = family(plain_larger(seed), dice(f"larger {seed} for carbon"))
        given = with_carbon(drawn, dice(f"larger {seed}-carbon"))
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned | Infeasible), made
        stated += isinstance(made, Planned) and any(use.kind == "carbon" for use in made.plan.limits)
    assert stated >= 2
