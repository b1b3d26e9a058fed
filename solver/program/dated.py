"""Dated blocks: who may use their units, which are a pool of their own."""

from __future__ import annotations

from collections import defaultdict

from models.dated import owner_of_days
from models.offer import Offer
from models.scenario import Scenario
from solver.sizing.arcs import Arc

Dated = dict[tuple[str, str], list[Offer]]
"""Offers of dated blocks by accelerator and site."""


def dated_offers(scenario: Scenario) -> Dated:
    """Offers of dated blocks, where there are any."""
    found: Dated = defaultdict(list)
    for offer in scenario.offers:
        if offer.is_dated:
            found[offer.accelerator, offer.site].append(offer)
    return dict(found)


def days_by_owner(offers: Dated, arc: Arc, owner_of_lane: str) -> dict[str, int | None]:
    """Owners of the dated blocks that an arc may use, with their length [days]: work must be able to wait for them."""
    there = offers.get((arc.accelerator.id, arc.site.id), []) if arc.workload.deferral else []
    return {owner_of_days(offer.id, owner_of_lane): offer.days for offer in there}
