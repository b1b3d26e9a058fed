"""Rules of redundancy for random scenarios, drawn apart: a scenario without a rule is what it was before."""

from __future__ import annotations

from random import Random
from typing import Literal

from models.policy import Redundancy
from models.scenario import Scenario

KEEPS = (0.1, 0.2, 0.3, 0.5, 0.5, 0.8)
MILD = (0.05, 0.1, 0.2)
"""Shares of the peak that rules keep."""


def mildly_redundant(given: Scenario, rng: Random) -> Scenario:
    """The scenario with mild rules of redundancy: beside other limits, most would leave no plan."""
    return redundant(given, rng, MILD)


def redundant(given: Scenario, rng: Random, keeps: tuple[float, ...] = KEEPS) -> Scenario:
    """The scenario with one or two rules about work with headroom; itself where it has none."""
    works = [w.id for w in given.workloads if w.has_headroom]
    if not works:
        return given
    rules = tuple(_rule(given, f"r{n}", works, keeps, rng) for n in range(rng.choice((1, 1, 1, 2))))
    return given.model_copy(update={"policy": given.policy.model_copy(update={"redundancy": rules})})


def _rule(given: Scenario, name: str, works: list[str], keeps: tuple[float, ...], rng: Random) -> Redundancy:
    """A rule, mostly about a loss that leaves something to order elsewhere."""
    lose, lost = rng.choice(_losses(given))
    critical = [w.id for w in given.workloads if w.id in works and w.criticality == "mission_critical"]
    kept = rng.choice((tuple(works), tuple(works[:1]), () if critical else tuple(works)))
    return Redundancy(
        id=name,
        lose=lose,
        only=(lost,) if rng.random() < 0.8 else (),
        keep=rng.choice(keeps),
        workloads=kept,
        first=given.horizon.label(min(1, given.horizon.periods - 1)) if rng.random() < 0.4 else None,
    )


def _losses(given: Scenario) -> list[tuple[Literal["site", "vendor"], str]]:
    """Losses of the last offer, which serves nearly everything at a high price, and others that leave a firm offer."""
    last = given.offers[-1]
    found: list[tuple[Literal["site", "vendor"], str]] = []
    for offer in given.offers:
        if any(o.is_firm and o.site != offer.site for o in given.offers):
            found += [("site", offer.site)] * (3 if offer.site == last.site else 1)
        if any(o.is_firm and o.vendor != offer.vendor for o in given.offers):
            found += [("vendor", offer.vendor)] * (3 if offer.vendor == last.vendor else 1)
    return found or [("site", last.site), ("vendor", last.vendor)]
