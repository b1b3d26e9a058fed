"""Work that may wait in random scenarios, drawn apart: a scenario without any is what it was before."""

from __future__ import annotations

from random import Random

from models.scenario import Scenario
from models.service import Deferral

ODDS = 0.5
"""Share of the workloads, and of the sites with a price."""


def deferrable(given: Scenario, rng: Random) -> Scenario:
    """The scenario; any of its workloads may wait, any site with a price of electricity have another in a block."""
    works = tuple(
        w.model_copy(update={"deferral": _deferral(given, rng)}) if rng.random() < ODDS else w for w in given.workloads
    )
    prices = {
        s.id: {rng.choice(given.horizon.blocks).id: round(s.electricity_usd_per_kwh * rng.choice((0.2, 3.0)), 6)}
        for s in given.sites
        if s.electricity_usd_per_kwh is not None and rng.random() < ODDS
    }
    sites = tuple(s.model_copy(update={"electricity_by_block": prices.get(s.id, {})}) for s in given.sites)
    return given.model_copy(update={"workloads": works, "sites": sites})


def waiting(given: Scenario, rng: Random) -> Scenario:
    """The first workload may wait, for free: nothing is paid for use. Itself where it has several geographies, may be
    missed, or has nowhere to move."""
    job, *others = given.workloads
    if job.max_miss or len(job.demand) > 1 or given.horizon.periods * len(given.horizon.blocks) == 1:
        return given
    sites = (s.model_copy(update={"electricity_usd_per_kwh": None, "egress_usd_per_gb": 0.0}) for s in given.sites)
    offers = (o.model_copy(update={"usd_per_hour": 0.0}) if o.is_firm else o for o in given.offers)
    job = job.model_copy(update={"deferral": _deferral(given, rng)})
    return given.model_copy(
        update={"workloads": (job, *others), "sites": tuple(sites), "offers": tuple(offers)},
    )


def _deferral(given: Scenario, rng: Random) -> Deferral:
    months = rng.choice((0, 1, 1, 2, 12)) * given.horizon.months_per_period
    one = rng.choice(given.horizon.blocks).id
    return Deferral(within_months=months, blocks=rng.choice(((), (one,), (one,))))
