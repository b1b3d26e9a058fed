"""Limits on carbon for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.carbon import CarbonLimit
from models.scenario import Scenario

KW = 1.8
"""About what a busy accelerator draws at the meter [kW]."""


def with_carbon(given: Scenario, rng: Random) -> Scenario:
    """The scenario with sites on unlike grids, and one or two limits somewhere near what its work may cause."""
    grids = [rng.choice((0.3, 0.5)), rng.choice((0.0, 0.0, 0.05))]
    grids = grids if rng.random() < 0.85 else grids[::-1]  # mostly the hall, where most is cheap
    sites = tuple(
        site.model_copy(update={"carbon_kg_per_kwh": grids[n % len(grids)]}) for n, site in enumerate(given.sites)
    )
    hours = sum(given.horizon.period_hours(t) for t in range(given.horizon.periods))
    kg = _units(given) * hours * KW * max(grids)
    limits = [_limit(f"cap-{n}", kg, given, rng) for n in range(rng.choice((1, 1, 2)))]
    policy = given.policy.model_copy(update={"carbon": tuple(limits)})
    return given.model_copy(update={"sites": sites, "policy": policy})


def _limit(name: str, kg: float, given: Scenario, rng: Random) -> CarbonLimit:
    """A limit on about that much over the horizon, or its part of it."""
    time = given.horizon
    per = rng.choice(("horizon", "horizon", "fiscal_year", "period"))
    most = kg * rng.uniform(0.08, 0.4) / (time.periods if per == "period" else 1)
    sites = rng.choice(((), (), (given.sites[0].id,), tuple(site.id for site in given.sites)))
    first = time.label(1) if time.periods > 1 and rng.random() < 0.2 else None
    return CarbonLimit.model_validate(
        {"id": name, "per": per, "max_kg": round(most, 1), "sites": sites, "first": first}
    )


def _units(given: Scenario) -> float:
    """About the accelerators that all demand keeps busy."""
    demand = [d for w in given.workloads for d in w.demand]
    return sum(max(d.level or 0.0, *(d.path or {}).values(), 0.0) for d in demand) / 4.5
