"""Orders whatever the prices of their packs, the tiers that they reach, and prices and limits without effect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pyomo.environ as pyo

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from models.pricing import VolumeUse
from solver.program.build import Program
from solver.program.elements import Copy
from solver.program.families.exports import bound
from solver.program.families.exports import counts as is_exported
from solver.program.families.supplies import counts as is_supplied
from solver.program.families.supplies import stretches
from solver.program.instance import Instance
from solver.program.prices import reachable
from solver.program.volumes import OrderKey, by_copy, windows

Parts = list[tuple[Copy, float]]
"""Copies of an offer in a pool, one for each price, and their packs."""


def together(x: Instance, packs: pyo.Var) -> Iterator[tuple[tuple[str, int], Parts]]:
    """(offer, period) and what there is of it at each price, of `order` or `in_service`; each pool by itself."""
    found: dict[tuple[str, int, int], Parts] = {}
    for (o, t, _), decision in packs.items():
        if decision.value:
            copy = x.copies[o]
            found.setdefault((copy.offer.id, copy.pool, t), []).append((copy, decision.value))
    yield from (((name, t), parts) for (name, _, t), parts in found.items())


def fill_tiers(program: Program) -> None:
    """Share the packs of a period among the owners of an offer's copies as the contract says: the first by name fill
    the lower tiers. Which of them had the cheaper packs makes no difference to the cost."""
    m, x = program.model, program.instance
    if not m.reach:
        return
    tiered = {name for name, *_ in m.reach}
    orders: dict[OrderKey, float] = {}
    for (o, u, _), order in m.order.items():
        key = x.copies[o].offer.id, x.pools[x.copies[o].pool].owner, u
        if key[0] in tiered and order.value:
            orders[key] = orders.get(key, 0.0) + order.value
    placed = by_copy(x, orders)
    for (o, u, _), order in m.order.items():
        if x.copies[o].offer.id in tiered:
            order.set_value(placed.get((o, u), 0.0), skip_validation=True)


def volume_uses(program: Program) -> tuple[VolumeUse, ...]:
    """Every window of every offer with tiers in which anything is ordered."""
    x = program.instance
    ordered: dict[str, list[tuple[int, float, Copy]]] = {}
    for (o, u, _), order in program.model.order.items():
        if order.value and x.copies[o].offer.tiers:
            ordered.setdefault(x.copies[o].offer.id, []).append((u, order.value, x.copies[o]))
    return tuple(
        _use(x, offer, window, [(packs, copy) for u, packs, copy in ordered[offer.id] if u in periods])
        for offer in x.scenario.offers
        if offer.id in ordered
        for window, periods in windows(x, offer, (u for u, _, _ in ordered[offer.id])).items()
    )


def _use(x: Instance, offer: Offer, window: int, parts: list[tuple[float, Copy]]) -> VolumeUse:
    packs = sum(packs for packs, _ in parts)
    is_order = offer.tier_window == "order"
    below = [tier.from_packs for tier in offer.tiers if tier.from_packs <= packs]
    above = [tier.from_packs for tier in offer.tiers if tier.from_packs > packs]
    return VolumeUse(
        offer=offer.id,
        period=x.scenario.horizon.label(window) if is_order else None,
        fiscal_year=None if is_order else window,
        packs=packs,
        from_packs=max(below, default=None),
        discount=sum(n * _discount(offer, copy) for n, copy in parts) / packs,
        next_from_packs=min(above, default=None),
    )


def _discount(offer: Offer, copy: Copy) -> float:
    return offer.tiers[copy.price.tier - 1].discount if copy.price.tier else 0.0


def unused_prices(x: Instance) -> Iterator[str]:
    """Steps of price paths that nothing is ordered at, and tiers out of reach."""
    for offer in x.scenario.offers:
        copies = [c for c in x.copies if c.offer.id == offer.id]
        starts = [x.scenario.horizon.period_start(t) for c in copies for t in (*c.windows, *c.rentable)]
        for month, later in pairwise([*sorted(offer.price_path), "9999-01"]):
            if starts and not any(month_number(month) <= start < month_number(later) for start in starts):
                yield f"offers.{offer.id}.price_path.{month}: nothing can be ordered or rented at this price"
        for tier in offer.tiers[len(reachable(offer)) :]:
            yield f"offers.{offer.id}.tiers: fewer than the {tier.from_packs} packs of a tier are on offer"
        given = offer.model_fields_set & {"tier_rule", "tier_window"}
        if given and not offer.tiers:
            yield f"offers.{offer.id}.{', '.join(sorted(given))}: it has no tiers"


def unused_supply(x: Instance) -> Iterator[str]:
    """Limits on supply and export that no order and nothing that could stand there meets."""
    for supply in x.scenario.policy.supplies:
        if not stretches(x, supply):
            yield f"policy.supplies.{supply.id}: no period of the horizon starts in its months"
        elif not any(is_supplied(x, supply, offer) for offer in x.scenario.offers):
            yield f"policy.supplies.{supply.id}: it counts no offer that is ordered"
    offers = (offer for offer in x.scenario.offers if offer.id not in x.endpoints)
    holders: tuple[Offer | Holding, ...] = (*offers, *x.scenario.holdings)
    for export in x.scenario.policy.exports:
        if not bound(x, export):
            yield f"policy.exports.{export.id}: no period starts in {export.first} or later"
        elif not any(is_exported(x, export, h) for h in holders):
            yield f"policy.exports.{export.id}: it counts no offer and no holding"
