"""Planning again: the program agrees with trying every decision; nothing changed changes nothing; what is firm costs
what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, islice

import pytest

from models.calendar import month_text
from models.plan import Plan
from models.replan import replanned
from models.replanning import Previous
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.replan import ReplanError, previous_of
from tests.generators import dice, plain_larger, plain_tiny
from tests.program.kit import EXACT, cost, outcome, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import agreed
from tests.properties.seeds import known
from tests.replan_draws import with_previous

SCENARIOS = 100
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 1500


def with_effect(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, Previous]]:
    """Tiny scenarios that would cost less if departing from the previous plan were free."""
    for seed in seeds:
        given, previous = with_previous(plain_tiny(seed), dice(f"pocket {seed}-replan"))
        planned = replanned(given, previous)
        if BruteForce(planned, "expected", previous).size > MOST_COMBINATIONS:
            continue
        found = outcome(program(planned, previous)).cost
        if found is not None and cost(planned) < found - 0.02:
            yield seed, given, previous


@pytest.mark.parametrize("part", range(SETS))
def test_departures_that_weigh_agree_with_brute_force(part: int) -> None:
    for seed, given, previous in known("replan", with_effect, SCENARIOS // SETS, part, SETS):
        best = BruteForce(replanned(given, previous), "expected", previous).solve()
        made = make_plan(given, "expected", EXACT, again=previous)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_two_solvers_agree_when_planning_again(seed: int) -> None:
    given, previous = with_previous(plain_larger(seed), dice(f"larger {seed}-replan"))
    written = program(replanned(given, previous), previous)
    made = make_plan(given, "expected", EXACT, again=previous)
    assert agreed(written, made, 10.0) != "no answer"


def plans(first: int) -> Iterator[tuple[Scenario, Plan]]:
    """Scenarios with their plans."""
    for seed in count(first):
        given = plain_larger(seed)
        made = make_plan(given, "expected", EXACT)
        if isinstance(made, Planned) and made.plan.orders:
            yield given, made.plan


@pytest.mark.parametrize("usd", [0.0, 50.0])
def test_nothing_changed_changes_nothing(usd: float) -> None:
    """At no price of departing and at one: the same decisions at the same cost, and no change is stated."""
    for drawn, plan in islice(plans(0), 4):
        policy = drawn.policy.model_copy(update={"departure_usd_per_pack": usd})
        given = drawn.model_copy(update={"policy": policy})
        again = make_plan(given, "expected", EXACT, previous=plan, again=previous_of(given, plan))
        assert isinstance(again, Planned), again
        assert again.plan.objective_usd == pytest.approx(plan.objective_usd, rel=2e-6, abs=0.011)
        assert [(o.offer, o.order_period, o.packs) for o in again.plan.orders] == [
            (o.offer, o.order_period, o.packs) for o in plan.orders
        ]
        assert not [row for row in again.plan.changes if row.subject in ("order", "port")]
        assert "departure" not in again.plan.costs.by_term


def test_what_is_firm_costs_what_it_cost_as_an_order() -> None:
    """All orders firm: the same money to the cent, in other terms, and nothing is ordered any more."""
    checked = 0
    for given, plan in islice(plans(0), 12):
        end = month_text(given.horizon.first + given.horizon.months)
        try:
            previous = previous_of(given, plan, firm_until=end)
        except ReplanError:
            continue  # a running price, which holdings do not have
        again = make_plan(given, "expected", EXACT, previous=plan, again=previous)
        assert isinstance(again, Planned), again
        assert not again.plan.orders
        assert again.plan.objective_usd == pytest.approx(plan.objective_usd, rel=2e-6, abs=0.02)
        checked += 1
    assert checked >= 6
