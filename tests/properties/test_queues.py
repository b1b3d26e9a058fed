"""Queues decide: they agree with trying everything, with workloads written out one by one, and with looser rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from models.scenario import Scenario
from models.streams import Stream
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.generators import dice, larger, plain_tiny
from tests.program.kit import EXACT, cost
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.queue_draws import with_many_queues, with_queues

SCENARIOS = 100
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 600
Document = dict[str, Any]


def whole(given: Scenario) -> Scenario:
    """The scenario without queues."""
    return given.model_copy(update={"workloads": tuple(w.model_copy(update={"queues": ()}) for w in given.workloads)})


def binding(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that cost more, or less, because a workload has queues."""
    for seed in seeds:
        given = with_queues(plain_tiny(seed), dice(f"parts {seed}"))
        has_queues = any(w.queues for w in given.workloads)
        if has_queues and BruteForce(given, "expected").size <= MOST_COMBINATIONS:
            usd, other = cost(given), cost(whole(given))
            if usd != float("inf") and abs(usd - other) > 1e-5 * abs(usd):
                yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_queues_that_decide_agree_with_brute_force(part: int) -> None:
    for seed, given in known("queues", binding, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


def apart(given: Scenario) -> Document:
    """The document of a scenario with every queue written as a workload of its own."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    extra = set(Stream.model_fields) - {"of", "queue", "share"}
    rows = [json.loads(w.model_dump_json(by_alias=True, include=extra)) for w in given.streams]
    return {**document, "workloads": rows}


def without_ports(document: Document) -> Document:
    """Nothing is ported, moved or dedicated: what the queues of a workload share, and workloads do not."""
    for stack in document["stacks"]:
        stack |= {"port_usd": 0.0, "change_usd": 0.0, "port_months": 0}
        stack |= {"port_engineer_months": 0.0, "change_engineer_months": 0.0}
    for job in document["workloads"]:
        job |= {"home_site": None, "data_tb": 0.0}
    for made in document["offers"]:
        made["is_dedicated"] = False
    document["policy"] |= {"max_stacks_per_workload": None, "redundancy": []}
    return document


@pytest.mark.parametrize("seed", range(12))
def test_queues_cost_what_workloads_of_their_own_cost(seed: int) -> None:
    drawn = with_many_queues(larger(seed), dice(f"apart {seed}"))
    free: Document = without_ports(json.loads(drawn.model_dump_json(by_alias=True)))
    given = Scenario.model_validate_json(json.dumps(free))
    assert cost(given) == pytest.approx(cost(Scenario.model_validate_json(json.dumps(apart(given)))), rel=1e-5)


LOOSER: list[Document] = [
    {"targets": []},
    {"classes": []},
    {"sites": []},
    {"headroom": 0.0},
    {"is_interruptible": True},
    {"max_miss": 0.5, "value_per_unit_usd": 0.0, "miss_penalty_usd_per_unit": 0.0},
]


@pytest.mark.parametrize("rules", LOOSER, ids=lambda rules: next(iter(rules)))
def test_a_looser_queue_never_costs_more(rules: Document) -> None:
    for seed in range(10):
        given = with_queues(plain_tiny(seed), dice(f"looser {seed}"))
        document: Document = json.loads(given.model_dump_json(by_alias=True))
        for job in document["workloads"]:
            for queue in job["queues"][-1:]:
                queue.update(rules)
        looser = Scenario.model_validate_json(json.dumps(document))
        assert cost(looser) <= cost(given) * (1 + 1e-5), f"seed {seed}"
