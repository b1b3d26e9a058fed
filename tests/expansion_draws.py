"""Halls that can be enlarged, for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.expansion import Expansion
from models.scenario import Scenario

LIMITS = {
    "power_cap_kw": ("kw", 1.5),
    "rack_cap": ("racks", 0.25),
    "floor_cap_m2": ("m2", 0.5),
    "heat_cap_kw": ("cooling_kw", 1.5),
}
"""Limit of a site -> the part of a module that enlarges it, and about what an accelerator takes of it."""


def with_expansion(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a hall, its first site, that has little room and a module, at times two kinds of them; all but
    the spare offer is there."""
    hall, *others = given.sites
    limit = rng.choice(list(LIMITS))
    size, each = LIMITS[limit]
    changes: dict[str, Any] = {limit: round(rng.uniform(0.0, 0.4) * each * _units(given), 2), "m2_per_rack": 2.0}
    modules = [_module(given, rng, f"m{n}", size, each) for n in range(rng.choice((1, 1, 1, 2)))]
    hall = hall.model_copy(update={**changes, "expansions": tuple(modules)})
    offers = tuple(o if o.id == "spare" else o.model_copy(update={"site": hall.id}) for o in given.offers)
    return given.model_copy(update={"sites": (hall, *others), "offers": offers})


def _module(given: Scenario, rng: Random, name: str, size: str, each: float) -> Expansion:
    """Room for one or two accelerators, at a price that often pays."""
    horizon = given.horizon
    return Expansion.model_validate(
        {
            "id": name,
            size: round(each * rng.choice((1, 1, 2)), 2),
            "upfront_usd": round(rng.uniform(2, 25), 2),
            "usd_per_month": rng.choice((0.0, round(rng.uniform(1, 10) / horizon.months, 3))),
            "life_months": rng.choice((None, None, 2 * horizon.months)),
            "lead_months": rng.choice((0, 0, 1, horizon.months_per_period)) if horizon.periods > 1 else 0,
            "max_modules": rng.choice((1, 1, 1, 2)),
        }
    )


def _units(given: Scenario) -> float:
    """About the accelerators that the largest demand keeps busy."""
    levels = [level for w in given.workloads for d in w.demand for level in (d.level or 0.0, *(d.path or {}).values())]
    return max(levels) / 4
