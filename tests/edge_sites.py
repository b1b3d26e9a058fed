"""Edge sites for random scenarios, drawn apart: users of their own, time down, heat, money while anything is there."""

from __future__ import annotations

from random import Random
from typing import Any

from models.scenario import Scenario


def edge_site(given: Scenario, rng: Random) -> Scenario:
    """The scenario with its hall, which is its first site, at the edge."""
    months = given.horizon.months
    changes: dict[str, Any] = {
        "kind": "edge",
        "serves": rng.choice((("eu",), ("eu",), ("eu", "us"))),
        "uptime": rng.choice((1.0, 1.0, 0.9, 0.75)),
        "telemetry_usd_per_month": round(rng.uniform(2, 20) / months, 2),
        "support_usd_per_month": rng.choice((0.0, round(rng.uniform(5, 60) / months, 2))),
    }
    if rng.random() < 0.5:  # room for about that part of the accelerators of the largest workload
        changes["heat_cap_kw"] = round(rng.uniform(0.3, 1.2) * 1.5 * _units(given), 2)
    hall, *others = given.sites
    return given.model_copy(update={"sites": (hall.model_copy(update=changes), *others)})


def _units(given: Scenario) -> float:
    """About the accelerators that the largest demand keeps busy."""
    levels = [level for w in given.workloads for d in w.demand for level in (d.level or 0.0, *(d.path or {}).values())]
    return max(levels) / 4
