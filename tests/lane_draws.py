"""Lanes for random scenarios, drawn apart from all else: workloads, and today's fleet, in lanes of which some share."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]
LANES = ("production", "research", "regulated")


def with_lanes(given: Scenario, rng: Random) -> Scenario:
    """The scenario with its workloads and holdings in lanes, if there is more than one workload."""
    if len(given.workloads) < 2:
        return given
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for n, job in enumerate(document["workloads"]):
        job["lane"] = LANES[n] if n < 2 else rng.choice(LANES)
    used = sorted({job["lane"] for job in document["workloads"]})
    for held in document["holdings"]:
        held["lane"] = rng.choice(used)
    if len(used) > 2 and rng.random() < 0.5:
        document["policy"]["lane_groups"] = [{"id": "open", "lanes": rng.sample(used, 2)}]
    return Scenario.model_validate_json(json.dumps(document))


def together(given: Scenario) -> Scenario:
    """The same with all lanes in one group."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    lanes = sorted({job["lane"] for job in document["workloads"]})
    document["policy"]["lane_groups"] = [{"id": "all", "lanes": lanes}]
    return Scenario.model_validate_json(json.dumps(document))


def with_call(given: Scenario, rng: Random) -> Scenario:
    """The scenario with peaks in all its work, which runs at one place, and an offer there too dear to use, but a quota
    of which backs headroom."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    first = document["offers"][0]
    first |= {"is_dedicated": False, "quota_packs": None, "max_packs": None, "max_packs_per_period": None}
    chips = {chip["id"]: chip for chip in document["accelerators"]}
    only = {"sites": [first["site"]], "classes": [chips[first["accelerator"]]["class"]], "jurisdictions": []}
    for job in document["workloads"]:
        job |= {"class": "realtime_inference", "is_interruptible": False, "headroom": rng.choice((0.5, 1.0)), **only}
    call = {name: first[name] for name in ("accelerator", "site", "vendor")}
    call |= {"id": "call", "mode": "on_demand", "rent": "whole_units", "usd_per_hour": 50.0 / given.horizon.months}
    document["offers"].append(
        {**call, "quota_packs": float(rng.randint(1, 4)), "capacity_credit": rng.choice((0.7, 1.0))}
    )
    return Scenario.model_validate_json(json.dumps(document))
