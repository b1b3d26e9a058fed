"""Limits of simplicity for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.scenario import Scenario
from models.simplicity import SimplicityPolicy

LIMITS = ("max_vendors", "max_sites", "max_contracts", "max_pools_per_workload", "min_share", "min_order_packs")


def with_simplicity(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one or two limits of simplicity; no least share of work that waits."""
    limits = LIMITS if all(w.deferral is None for w in given.workloads) else LIMITS[:4] + LIMITS[5:]
    values = {
        "max_vendors": 1,
        "max_sites": 1,
        "max_contracts": rng.choice((1, 2, 2, 3)),
        "max_pools_per_workload": rng.choice((1, 2)),
        "min_share": rng.choice((0.1, 0.25, 0.5)),
        "min_order_packs": rng.choice((2, 3, 3, 4)),
    }
    chosen = rng.sample(limits, rng.choice((1, 1, 2)))
    rules = SimplicityPolicy.model_validate({name: values[name] for name in chosen})
    return given.model_copy(update={"policy": given.policy.model_copy(update={"simplicity": rules})})
