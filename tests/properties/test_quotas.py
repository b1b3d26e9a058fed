"""Quotas over several offers decide: small scenarios in which they do agree with trying every decision, and a larger
one with SCIP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.generators import Draw, dice, plain_larger, plain_tiny
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known
from tests.properties.test_moving import decides
from tests.quota_draws import with_quotas, with_region

KINDS: dict[str, tuple[Draw, str, int]] = {
    "rent": (partial(with_region, is_cheap=True), "rent_keeps_quota", 300),
    "calls": (partial(with_region, is_cheap=False), "calls_keep_quota", 1500),
}
"""How a kind is drawn, the row that decides, and the most combinations to try."""
EACH = 15
"""Scenarios in which each kind of row decides."""


def decided_by(kind: str, seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios in which a kind of row changes the cost."""
    draw, row, most = KINDS[kind]
    for seed in seeds:
        given = draw(plain_tiny(seed), dice(f"pocket {seed}-quotas"))
        if BruteForce(given, "expected").size <= most and decides(given, {row}):
            yield seed, given


@pytest.mark.parametrize("kind", KINDS)
def test_program_agrees_with_brute_force_where_quotas_decide(kind: str) -> None:
    for seed, given in known(f"quotas: {kind}", partial(decided_by, kind), EACH):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


def test_second_solver_agrees_on_a_larger_scenario() -> None:
    assert confirmed(with_quotas(plain_larger(0), dice("large 0-quotas")), 8.0) == "a plan"
