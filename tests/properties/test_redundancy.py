"""Tiny scenarios in which redundancy binds: the program agrees with trying every decision; relations of such optima."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import _Tiny, dice, larger
from tests.program.kit import EXACT, cost, program
from tests.properties.brute_force import BruteForce
from tests.properties.changes import changed, no_limits
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum, without
from tests.redundant import redundant

BINDING = 104
"""Scenarios in which the rules cost something."""
SETS = 8
"""They are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 5000


def ruled(seed: int) -> Scenario:
    """A tiny scenario with rules, if any of its work has headroom; three in four without other limits."""
    given = _Tiny(dice(f"pocket {seed}")).scenario()
    return redundant(given if seed % 4 == 0 else changed(given, no_limits), dice(f"ruled {seed}"))


def binds(given: Scenario) -> bool:
    """Whether it has a plan, and a cheaper one without its rules."""
    written = program(given)
    whole = compile_matrix(written)
    loose = without(written, whole, "redundancy")
    best = None if loose is None else optimum(whole)
    free = None if best is None or loose is None else optimum(loose)
    return best is not None and free is not None and free < best - 1e-6 * max(1.0, abs(best))


def keeping(given: Scenario, keep: float) -> Scenario:
    """The scenario with rules that all keep this share."""
    rules = tuple(rule.model_copy(update={"keep": keep}) for rule in given.policy.redundancy)
    return given.model_copy(update={"policy": given.policy.model_copy(update={"redundancy": rules})})


def binding(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Seeds, in a part of all, whose scenarios bind at some share kept and can be enumerated."""
    for seed in seeds:
        given = ruled(seed)
        if given.policy.redundancy and BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            found = (one for one in (keeping(given, keep) for keep in (0.5, 1.0, 0.2)) if binds(one))
            yield from ((seed, one) for one in islice(found, 1))


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_rules_bind(part: int) -> None:
    for seed, given in known("redundancy", binding, BINDING // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {made}"
        assert best.cost is not None, f"seed {seed}: nothing passes the audit"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        assert made.plan.backups


def test_program_agrees_with_brute_force_where_rules_cannot_be_met() -> None:
    refused = 0
    for seed in range(40):
        given = ruled(seed)
        if given.policy.redundancy and BruteForce(given, "expected").size <= MOST_COMBINATIONS // 10:
            made = make_plan(given, "expected", EXACT)
            best = BruteForce(given, "expected").solve().cost
            assert isinstance(made, Infeasible if best is None else Planned), f"seed {seed}: {best} USD"
            refused += best is None
    assert refused


@pytest.mark.parametrize("seed", range(12))
def test_asking_for_less_never_costs_more(seed: int) -> None:
    given = redundant(larger(seed), dice(f"ruled {seed}"))
    free = given.model_copy(update={"policy": given.policy.model_copy(update={"redundancy": ()})})
    costs = [cost(one) for one in (*(keeping(given, share) for share in (1.0, 0.5, 0.1)), free)]
    assert all(b <= a * (1 + 1e-5) + 0.01 for a, b in pairwise(costs))
