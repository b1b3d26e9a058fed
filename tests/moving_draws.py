"""Homes of data for random scenarios, drawn apart from all else."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]


def with_moving(given: Scenario, rng: Random) -> Scenario:
    """The scenario with workloads whose data lie at a site; some then run double."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for job in document["workloads"]:
        job["home_site"] = rng.choice(("hall", "cloud", "cloud"))
        job["data_tb"] = float(rng.randint(1, 4))
    weeks = rng.choice((0, 0, 3, 6)) if given.horizon.periods > 1 else 0
    document["policy"]["moving"] = {"usd_per_tb": round(rng.uniform(2, 25), 2), "double_running_weeks": weeks}
    return Scenario.model_validate_json(json.dumps(document))
