"""Scenarios in which whole replicas or their start decide: the program agrees with brute force and a second solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from models.scenario import Scenario
from tests.generators import dice, plain_larger
from tests.program.kit import cost
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import confirm
from tests.properties.seeds import known
from tests.replicated import replicated, small, without_replicas
from tests.waiting import queueing, strict

SCENARIOS = 100
SETS = 4
MOST_COMBINATIONS = 1000
"""Fewer than where every family is tried: these are many scenarios."""


def tried(seed: int) -> Scenario:
    """A small scenario in whole replicas or with fast peaks, some of it sized by queueing."""
    rng = dice(f"replicas {seed}")
    given = small(rng)
    return replicated(queueing(given, rng) if rng.random() < 0.3 else given, rng)


def split(seed: int) -> Scenario:
    """A larger scenario with strict work in whole replicas or with fast peaks, which may be split over pools."""
    rng = dice(f"replicas {seed}")
    given = strict(plain_larger(seed), rng)
    return replicated(queueing(given, rng) if rng.random() < 0.3 else given, rng)


def binding(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, float]]:
    """Small scenarios that parts of replicas, all started in time, would make cheaper, with their optimum [USD]."""
    for seed in seeds:
        given = tried(seed)
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            usd = cost(given)
            if cost(without_replicas(given)) < usd * (1 - 1e-6) < float("inf"):
                yield seed, given, usd


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_replicas_bind(part: int) -> None:
    for seed, given, usd in known("replicas", binding, SCENARIOS // SETS, part, SETS):
        assert BruteForce(given, "expected").solve().cost == pytest.approx(usd, rel=2e-6, abs=0.011), f"seed {seed}"


def test_two_solvers_agree_where_replicas_bind() -> None:
    """Four larger scenarios, in which peaks may be split over pools; their plans pass the audit."""

    def draw(seed: int) -> Scenario | None:
        given = split(seed)
        is_bound = cost(without_replicas(given)) < cost(given) * (1 - 1e-5) < float("inf")
        return given if is_bound else None

    confirm("replicas, larger", draw, 4)


@pytest.mark.parametrize("seed", range(10))
def test_more_replicas_and_faster_peaks_never_cost_less(seed: int) -> None:
    given = split(seed)
    usd = cost(given)
    slack = 1e-5 * abs(usd) if usd < float("inf") else 0.0
    assert cost(without_replicas(given)) <= usd + slack
    more = [w.model_copy(update={"min_replicas": (w.min_replicas or 0) + 2}) for w in given.workloads]
    assert cost(given.model_copy(update={"workloads": tuple(more)})) >= usd - slack
    faster = [w.model_copy(update={"ramp_minutes": w.ramp_minutes and w.ramp_minutes / 2}) for w in given.workloads]
    assert cost(given.model_copy(update={"workloads": tuple(faster)})) >= usd - slack
