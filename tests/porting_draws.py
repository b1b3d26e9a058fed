"""Engineers, effort and learning for random scenarios, drawn apart from all else."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]


def with_porting(given: Scenario, rng: Random) -> Scenario:
    """The scenario with engineers who learn, for about one port a quarter."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    effort = float(rng.randint(1, 3))
    for stack in document["stacks"]:
        if stack["id"] != "cuda":
            stack["port_engineer_months"] = effort
            stack["change_engineer_months"] = rng.choice((0.0, 0.0, 0.125))
            stack["learning"] = rng.choice((1.0, 0.5, 0.25))
    months = given.horizon.months_per_period
    quarters = max(3, months) / 3
    most = round(rng.uniform(0.4, 2.0) * effort / quarters, 2)
    document["policy"]["engineers"] = {
        "engineer_months_per_quarter": rng.choice((most, most, most, None)),
        "usd_per_engineer_month": rng.choice((2.5, 10.0)),
    }
    if rng.random() < 0.7:
        for job in document["workloads"]:
            job["incumbent_stacks"] = ["cuda"]
    return Scenario.model_validate_json(json.dumps(document))
