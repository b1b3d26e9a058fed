"""Edge sites decide: tiny scenarios in which heat or the price of being in use binds agree with trying everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.edge_sites import edge_site
from tests.generators import _Tiny, dice
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding

SCENARIOS = 100
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 4000


def bound_by_edge(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Small scenarios that would cost less without the rows of edge sites."""
    for seed in seeds:
        given = edge_site(_Tiny(dice(f"pocket {seed}")).scenario(), dice(f"at the edge {seed}"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and list(binding(given, ["edge"])):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_edge_sites_that_bind_agree_with_brute_force(part: int) -> None:
    for seed, given in known("edge", bound_by_edge, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
