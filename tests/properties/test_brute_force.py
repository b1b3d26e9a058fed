"""216 tiny scenarios: the program agrees with trying every decision, and every family decides some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import takewhile

import numpy as np
import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.program.build import Program
from solver.proof.audit.ledger import FAMILY
from solver.search.driver import Highs
from solver.search.matrix import Matrix, compile_matrix
from tests.generators import tiny
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known

SCENARIOS = 216
MOST_COMBINATIONS = 30000
LEAST_BINDING = 10
MOST_SEED = 2 * SCENARIOS
"""Every family decides so many of the scenarios with smaller seeds."""
SETS = 8
"""The scenarios are checked in so many tests, to spread them over processes."""
ROWS = FAMILY | {
    "fleet_follows_orders": "fleet",
    "served_where_used": "dispatch",
    "held_where_used": "dispatch",
    "exposure_follows": "exposure",
    "stands_where_open": "edge",
    "rented_where_open": "edge",
    "served_where_open": "edge",
    "coverage_fits_rent": "commitment",
    "coverage_fits_commitment": "commitment",
    "committed_where_engaged": "simplicity",
    "agreed_where_engaged": "simplicity",
    **dict.fromkeys(("charges_add_up", "rebate_fits_charges", "rebate_needs_signature"), "agreement"),
    **dict.fromkeys(("rebate_is_granted", "shortfall_is_paid"), "agreement"),
    "carried_where_spread": "queueing",
    "calls_fit_quota": "lanes",
    "rush_fits_supply": "exit_ramp",
    **dict.fromkeys(("ordered_where_engaged", "rented_where_engaged", "served_where_engaged"), "simplicity"),
    **dict.fromkeys(("served_where_chosen", "held_where_chosen"), "simplicity"),
    **dict.fromkeys(("ordered_where_placed", "served_where_partaking"), "slivers"),
    **dict.fromkeys(("first_is_no_later", "first_is_a_port", "first_is_one"), "porting"),
    **dict.fromkeys(("runs_share_accelerators", "gangs_are_enough"), "gang"),
    "peak_takes_replicas": "replicas",
    "launched_for_good": "launching",
    **dict.fromkeys(("held_in_kept", "busy_in_kept", "served_where_tooled"), "tooling"),
    **dict.fromkeys(("tier_is_reached", "tier_is_not_passed", "tier_is_one"), "tiers"),
}
"""Family of every row of the program: the rows of the audit and those that only a program needs."""
ELSEWHERE = (
    *("redundancy", "deferrable", "maturity", "edge", "porting", "moving", "queueing"),
    *("lanes", "gang", "replicas", "start_up", "simplicity", "slivers", "capacity_share", "term", "expansion"),
    *("carbon", "endings", "commitment", "agreement", "contract_mix", "exit_ramp", "supplies", "exports", "tiers"),
    *("quotas", "launching", "tooling"),
)
"""Families with scenarios and a test of their own in which they bind: `test_redundancy.py` and so on."""
FAMILIES = tuple(family for family in dict.fromkeys(ROWS.values()) if family not in ELSEWHERE)


def small(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Scenarios small enough to enumerate."""
    for seed in seeds:
        given = tiny(seed)
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force(part: int) -> None:
    outcomes: Counter[str] = Counter()
    for seed, given in known("brute force", small, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        if best.cost is None:
            assert isinstance(made, Infeasible), f"seed {seed}: nothing passes the audit"
        else:
            assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
            assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
            assert made.plan.status == "optimal_within_gap"
        outcomes["infeasible" if best.cost is None else "feasible"] += 1
    assert outcomes["feasible"] > outcomes["infeasible"] > 0


def optimum(matrix: Matrix) -> float | None:
    """Cost of the optimum without constants [kUSD]; None where there is none."""
    return Highs(matrix, is_mip=True, threads=1, seed=0).run().objective


def without(written: Program, matrix: Matrix, family: str) -> Matrix | None:
    """The matrix without a family's rows; None if it has none. Limits of supply also stand in bounds of decisions."""
    gone = np.array([ROWS[row.parent_component().local_name] == family for row in matrix.rows])
    low, high = np.where(gone, -np.inf, matrix.row_low), np.where(gone, np.inf, matrix.row_high)
    most = matrix.high.copy()
    for n, decision in enumerate(matrix.columns if family == "supply" else ()):
        if decision.parent_component().local_name in ("order", "rent"):
            most[n] = written.instance.copies[decision.index()[0]].data_bound
    return replace(matrix, row_low=low, row_high=high, high=most) if gone.any() else None


def binding(given: Scenario, wanted: list[str]) -> Iterator[str]:
    """Families among the wanted ones without which a feasible scenario would cost less."""
    written = program(given)
    whole = compile_matrix(written)
    cost = optimum(whole)
    for family in wanted if cost is not None else ():
        loose = without(written, whole, family)
        cheaper = None if loose is None else optimum(loose)
        if cheaper is not None and cost is not None and cheaper < cost - 1e-6 * max(1.0, abs(cost)):
            yield family


def decided_by(family: str, seeds: Iterable[int]) -> Iterator[tuple[int]]:
    """Scenarios that are enumerated, and as many more: which families a seed gets changes with every new one."""
    for seed in takewhile(lambda seed: seed < MOST_SEED, seeds):
        if list(binding(tiny(seed), [family])):
            yield (seed,)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_decides_at_least_ten(family: str) -> None:
    decided = known(f"decided by {family}", partial(decided_by, family), LEAST_BINDING)
    assert len(list(decided)) == LEAST_BINDING
