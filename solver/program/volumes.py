"""Volumes of offers with tiers: which orders count together, and which of their packs are in which tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import inf

from models.offer import Offer
from solver.program.books import fiscal_year
from solver.program.instance import Instance
from solver.program.prices import reachable

OrderKey = tuple[str, str, int]
"""Offer, owner and order period."""


def windows(x: Instance, offer: Offer, periods: Iterable[int]) -> dict[int, list[int]]:
    """Periods of order that count together: by period, or by fiscal year of their first months."""
    found: dict[int, list[int]] = {}
    for u in sorted(set(periods)):
        year = fiscal_year(x, x.scenario.horizon.period_start(u))
        found.setdefault(u if offer.tier_window == "order" else year, []).append(u)
    return found


def edges(offer: Offer) -> list[float]:
    """Packs at which each tier begins, the list price first, and the end of the last one."""
    return [0.0, *(tier.from_packs - 1.0 for tier in reachable(offer)), inf]


def by_tier(offer: Offer, before: float, packs: float, volume: float) -> list[float]:
    """Packs of an order by tier.

    Parameters
    ----------
    before: packs ordered earlier in the window.
    volume: all packs ordered in the window.
    """
    low = edges(offer)
    if offer.tier_rule == "all_units":
        return [packs if start < volume <= end else 0.0 for start, end in pairwise(low)]
    return [max(0.0, min(before + packs, end) - max(before, start)) for start, end in pairwise(low)]


def by_copy(x: Instance, orders: Mapping[OrderKey, float]) -> dict[tuple[int, int], float]:
    """Packs by copy and order period, as prices ask for it: tiers fill up in time, and by owner in one period.

    Orders that no copy can place are left out.
    """
    numbers = {
        (c.offer.id, x.pools[c.pool].owner, u, c.price.tier): o for o, c in enumerate(x.copies) for u in c.windows
    }
    placed: dict[str, list[tuple[int, str, float]]] = {}
    for (name, owner, u), packs in orders.items():
        if packs:
            placed.setdefault(name, []).append((u, owner, packs))
    found: dict[tuple[int, int], float] = {}
    for offer in (offer for offer in x.scenario.offers if offer.id in placed):
        for together in windows(x, offer, (u for u, _, _ in placed[offer.id])).values():
            group = sorted(row for row in placed[offer.id] if row[0] in together)
            before, volume = 0.0, sum(packs for _, _, packs in group)
            for u, owner, packs in group:
                for tier, part in enumerate(by_tier(offer, before, packs, volume)):
                    if part and (offer.id, owner, u, tier) in numbers:
                        found[numbers[offer.id, owner, u, tier], u] = part
                before += packs
    return found
