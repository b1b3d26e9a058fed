"""Scenarios in which queueing decides: the program agrees with brute force, and stricter waiting never costs less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import pytest

from models.scenario import Scenario
from models.service import Waiting
from solver.search.matrix import compile_matrix
from tests.generators import dice, larger, tiny
from tests.program.kit import EXACT, cost, program
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import by_scip
from tests.properties.seeds import known
from tests.waiting import queueing, strict, without_waiting

SCENARIOS = 100
SETS = 4
MOST_COMBINATIONS = 3000
"""Fewer than where every family is tried: these are many scenarios."""
SECONDS = 5.0
"""Time for SCIP; a scenario that it cannot settle is replaced by a further one."""


def binding(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, float]]:
    """Tiny scenarios that queueing makes dearer than the ratio alone, with the cost of their optimum [USD]."""
    for seed in seeds:
        rng = dice(f"waiting {seed}")
        given = queueing(strict(tiny(seed), rng), rng)
        if any(w.has_queueing for w in given.workloads) and BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            usd = cost(given)
            if cost(without_waiting(given)) < usd * (1 - 1e-6) < float("inf"):
                yield seed, given, usd


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_queueing_binds(part: int) -> None:
    for seed, given, usd in known("queueing", binding, SCENARIOS // SETS, part, SETS):
        assert BruteForce(given, "expected").solve().cost == pytest.approx(usd, rel=2e-6, abs=0.011), f"seed {seed}"


def test_two_solvers_agree_where_queueing_binds() -> None:
    """Four larger scenarios, in which peaks may be split over pools."""
    found = 0
    for seed in count():
        rng = dice(f"waiting {seed}")
        given = queueing(strict(larger(seed), rng), rng)
        usd = cost(given)
        if cost(without_waiting(given)) < usd * (1 - 1e-5) < float("inf"):
            written = program(given)
            second = by_scip(compile_matrix(written), EXACT.gap, SECONDS)
            if second.objective is None or second.status not in ("optimal", "gaplimit"):
                continue
            own = usd - written.constant_usd
            assert own == pytest.approx(1000 * second.objective, rel=3e-6, abs=0.011), f"seed {seed}"
            found += 1
        if found == 4:
            return


def changed(given: Scenario, rarer: float = 1.0, burstier: float = 1.0) -> Scenario:
    """A smaller allowed probability of waiting, a larger dispersion."""
    works = []
    for work in given.workloads:
        if work.waiting:
            told = Waiting(probability=work.waiting.probability * rarer, dispersion=work.waiting.dispersion * burstier)
            work = work.model_copy(update={"waiting": told})  # noqa: PLW2901
        works.append(work)
    return given.model_copy(update={"workloads": tuple(works)})


@pytest.mark.parametrize("seed", range(12))
def test_rarer_waiting_and_burstier_arrivals_never_cost_less(seed: int) -> None:
    given = queueing(larger(seed), dice(f"waiting {seed}"))
    usd = cost(given)
    slack = 1e-5 * abs(usd) if usd < float("inf") else 0.0
    assert cost(changed(given, rarer=0.3)) >= usd - slack
    assert cost(changed(given, burstier=2.0)) >= usd - slack
    if all(w.headroom_rule in ("larger", "sum") for w in given.workloads):
        assert cost(without_waiting(given)) <= usd + slack
