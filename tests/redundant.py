"""Rules of redundancy for random scenarios, drawn apart: a scenario without a rule is what it was before."""

from __future__ import annotations

from random import Random

from models.policy import Redundancy
from models.scenario import Scenario

ODDS = 0.2
"""Share of the scenarios that get a rule."""


def perhaps_redundant(given: Scenario, rng: Random) -> Scenario:
    """The scenario, or the same with a rule of redundancy."""
    return redundant(given, rng) if rng.random() < ODDS else given


def redundant(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one or two rules about work with headroom; itself where it has none."""
    works = [w.id for w in given.workloads if not (w.is_level or w.is_interruptible)]
    if not works:
        return given
    rules = tuple(_rule(given, f"r{n}", works, rng) for n in range(rng.choice((1, 1, 1, 2))))
    return given.model_copy(update={"policy": given.policy.model_copy(update={"redundancy": rules})})


def _rule(given: Scenario, name: str, works: list[str], rng: Random) -> Redundancy:
    lose, places = rng.choice((("site", given.sites), ("vendor", given.vendors)))
    critical = [w.id for w in given.workloads if w.id in works and w.criticality == "mission_critical"]
    months = given.horizon.label(min(1, given.horizon.periods - 1))
    return Redundancy(
        id=name,
        lose=lose,
        only=(rng.choice(places).id,) if rng.random() < 0.5 else (),
        keep=rng.choice((0.2, 0.3, 0.5, 0.8, 1.0)),
        workloads=()
        if critical and rng.random() < 0.3
        else (rng.choice(works),)
        if rng.random() < 0.5
        else tuple(works),
        first=months if rng.random() < 0.2 else None,
    )
