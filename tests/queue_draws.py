"""Queues for random scenarios, drawn apart from all else: parts of a workload with rules of their own."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]

RULES: tuple[Document, ...] = (
    {"targets": [{"metric": "ttft", "percentile": 95, "limit_ms": 200.0}]},
    {"classes": ["gpu"]},
    {"classes": ["gpu"]},
    {"sites": ["cloud"]},
    {"is_interruptible": True},
    {"is_interruptible": True},
    {"headroom": 0.0},
    {"headroom": 1.5},
    {"shape": "bursty"},
    {"traffic": "steady", "criticality": "internal"},
)
"""What a queue may have of its own; together two of them."""
MILD: tuple[Document, ...] = (
    {"classes": ["gpu", "tpu"]},
    {"is_interruptible": True},
    {"headroom": 0.0},
    {"shape": "bursty"},
    {"criticality": "internal"},
)
"""What leaves most scenarios a plan."""


def with_queues(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one workload in two queues, as far as every decision can be tried."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for job in document["workloads"]:
        if job["deferral"] is None and job["max_miss"] == 0 and len(job["demand"]) == 1:
            share = rng.choice((0.25, 0.5, 0.75))
            own = {field: value for rule in rng.sample(RULES, 2) for field, value in rule.items()}
            job["queues"] = [{"id": "now", "share": share}, {"id": "other", "share": 1 - share, **own}]
            break
    return Scenario.model_validate_json(json.dumps(document))


def with_many_queues(given: Scenario, rng: Random) -> Scenario:
    """The scenario with half of its workloads in two or three queues, of which the last may wait."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for job in rng.sample(document["workloads"], (len(document["workloads"]) + 1) // 2):
        parts = rng.choice(((0.5, 0.5), (0.25, 0.75), (0.5, 0.3, 0.2)))
        job["queues"] = [{"id": f"q{n}", "share": share, **rng.choice(MILD)} for n, share in enumerate(parts)]
        job["queues"][0] = {"id": "q0", "share": parts[0]}  # some of it always has a peak that a rule may keep
        if rng.random() < 0.4:
            waits = {"within_months": rng.choice((0, 1)) * given.horizon.months_per_period}
            missed = 0.0 if job["gang"] else rng.choice((0.0, 0.3))  # all runs of a gang are done
            job["queues"][-1] |= {"deferral": waits, "max_miss": missed, "value_per_unit_usd": 0.1}
    return Scenario.model_validate_json(json.dumps(document))
