"""Endings decide: small scenarios in which packs leave or stay agree with trying every decision, and with SCIP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.ending_draws import with_endings
from tests.generators import dice, plain_larger, plain_tiny
from tests.program.kit import EXACT, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.properties.test_brute_force import optimum

TINY, LARGER = 30, 3
MOST_COMBINATIONS = 30000
LEAST = 2
"""Scenarios in which each kind of ending is taken, at least."""


def without_endings(given: Scenario) -> Scenario:
    """The scenario in which every pack ends with its term."""
    kept = {"exits": (), "buyout": None, "renewal": None}
    return given.model_copy(update={"offers": tuple(o.model_copy(update=kept) for o in given.offers)})


def pays(given: Scenario) -> bool:
    """Whether a feasible scenario would cost more, or have no plan, if every pack ended with its term."""
    cost, other = (optimum(compile_matrix(program(one))) for one in (given, without_endings(given)))
    return cost is not None and (other is None or cost < other - 1e-6 * max(1.0, abs(cost)))


def ended(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    for seed in seeds:
        given = with_endings(plain_tiny(seed), dice(f"pocket {seed}-endings"), most=1)
        if (
            any(o.may_end_otherwise for o in given.offers)
            and BruteForce(given, "expected").size <= MOST_COMBINATIONS
            and pays(given)
        ):
            yield seed, given


def test_program_agrees_with_brute_force_where_packs_leave_or_stay() -> None:
    taken: Counter[str] = Counter()
    for seed, given in known("endings", ended, TINY):
        tried = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {tried.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(tried.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        taken.update({row.kind for row in (*made.plan.releases, *made.plan.extensions)})
    assert min(taken[kind] for kind in ("exit", "resale", "buyout", "renewal")) >= LEAST


def test_two_solvers_agree_where_packs_leave_or_stay() -> None:
    def draw(seed: int) -> Scenario | None:
        given = with_endings(plain_larger(seed), dice(f"larger {seed}-endings"), most=4)
        return given if pays(given) else None

    confirm("endings, larger", draw, LARGER)
