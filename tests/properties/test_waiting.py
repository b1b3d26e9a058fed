"""Scenarios in which queueing decides: the program agrees with brute force, and stricter waiting never costs less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from models.service import Waiting
from tests.generators import dice, larger, tiny
from tests.program.kit import cost
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.waiting import queueing, strict, without_waiting

SCENARIOS = 100
SETS = 4
MOST_COMBINATIONS = 3000
"""Fewer than where every family is tried: these are many scenarios."""


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

    def draw(seed: int) -> Scenario | None:
        rng = dice(f"waiting {seed}")
        given = queueing(strict(larger(seed), rng), rng)
        is_bound = cost(without_waiting(given)) < cost(given) * (1 - 1e-5) < float("inf")
        return given if is_bound else None

    confirm("waiting, larger", draw, 4)


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
