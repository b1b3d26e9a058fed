"""Budgets by approval and by bucket decide: scenarios in which they bind agree with trying every decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.book_draws import with_books
from tests.generators import dice, plain_tiny
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding

SCENARIOS = 50
SETS = 2
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 2000


def bound_by_books(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that would cost less without their budgets; none in which less may be served to save some."""
    for seed in seeds:
        plain = plain_tiny(seed)
        if any(w.max_miss for w in plain.workloads) or BruteForce(plain, "expected").size > MOST_COMBINATIONS:
            continue
        given = with_books(plain, dice(f"pocket {seed}-books"))
        if list(binding(given, ["budget"])):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_budgets_that_bind_agree_with_brute_force(part: int) -> None:
    for seed, given in known("books", bound_by_books, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
