"""What orders and rents are priced at: the price path of an offer, and the tier that its volume reaches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from models.calendar import month_number
from models.offer import Offer
from models.plan import Plan
from models.pricing import VolumeTier, VolumeUse
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import OfferTerms, exact
from solver.proof.audit.state import Copy, State
from solver.proof.audit.timeline import fiscal_year

Window = tuple[str | None, int | None]
"""First month of the period of an order, or fiscal year."""
ONE = Decimal(1)


def on_path(offer: Offer, month: int) -> Decimal:
    """Factor of the price path on what is ordered or rented in a period that starts in a month."""
    factor, latest = ONE, None
    for begin, value in offer.price_path.items():
        if month_number(begin) <= month and (latest is None or begin > latest):
            factor, latest = exact(value), begin
    return factor


def price_orders(state: State) -> None:
    """Gives every order its price as a share of the prices of its offer: path and tier."""
    for name, terms in state.facts.offers.items():
        copies = [copy for (offer, _), copy in sorted(state.copies.items()) if offer == name]
        for u in {u for copy in copies for u in copy.ordered}:
            for copy in copies:
                copy.price_share[u] = on_path(terms.offer, terms.time.starts[u])
        for orders in _windows(state, terms.offer, copies).values() if terms.offer.tiers else ():
            for copy, u, discount in _discounts(terms.offer, orders):
                copy.price_share[u] *= 1 - discount


def _windows(state: State, offer: Offer, copies: list[Copy]) -> dict[Window, list[tuple[int, Copy]]]:
    """Orders that count together, in the order of time, then of owners."""
    time, start = state.facts.time, state.facts.policy.finance.fiscal_year_start
    found: dict[Window, list[tuple[int, Copy]]] = {}
    orders = [(u, copy) for copy in copies for u, packs in copy.ordered.items() if packs]
    for u, copy in sorted(orders, key=lambda order: (order[0], order[1].owner)):
        year = fiscal_year(time.starts[u], start)
        window = (time.labels[u], None) if offer.tier_window == "order" else (None, year)
        found.setdefault(window, []).append((u, copy))
    return found


def _discounts(offer: Offer, orders: list[tuple[int, Copy]]) -> Iterator[tuple[Copy, int, Decimal]]:
    """Mean discount on each order of a window."""
    packs = [exact(copy.ordered[u]) for u, copy in orders]
    before, volume = Decimal(0), sum(packs, Decimal(0))
    for (u, copy), own in zip(orders, packs, strict=True):
        if offer.tier_rule == "all_units":
            yield copy, u, _taken_off(offer, volume, volume) / volume
        else:
            yield copy, u, _taken_off(offer, before + own, own) / own
        before += own


def _taken_off(offer: Offer, last: Decimal, packs: Decimal) -> Decimal:
    """Discounts on the packs that end with the last, in packs: what each tier adds to the one below it, on those of
    them that are in it."""
    total, below = Decimal(0), Decimal(0)
    for tier in offer.tiers:
        own = exact(tier.discount)
        if offer.tier_rule == "all_units":
            reached = packs if last >= tier.from_packs else Decimal(0)
        else:
            reached = max(Decimal(0), min(packs, last - tier.from_packs + 1))
        total, below = total + (own - below) * reached, own
    return total


def least_share(terms: OfferTerms, month: int) -> Decimal:
    """Lowest price in a month, in the highest tier that supply allows, as a share of the prices as written."""
    offer = terms.offer
    limits = [offer.max_packs] + [offer.max_packs_per_period] * (offer.tier_window == "order")

    def is_allowed(tier: VolumeTier) -> bool:
        return all(limit is None or tier.from_packs <= limit for limit in limits)

    best = max((exact(tier.discount) for tier in offer.tiers if is_allowed(tier)), default=Decimal(0))
    return on_path(offer, month) * (1 - best)


def check_volumes(plan: Plan, state: State, notes: Notes) -> None:
    """Every window in which an offer with tiers is ordered, with its volume and what it comes to."""
    own = {
        (offer.id, *window): (offer, orders)
        for offer in state.facts.scenario.offers
        if offer.tiers
        for window, orders in _windows(
            state, offer, [copy for (name, _), copy in sorted(state.copies.items()) if name == offer.id]
        ).items()
    }
    for row in plan.volumes:
        where = f"volumes (offer {row.offer}, {row.period or row.fiscal_year})"
        found = own.pop((row.offer, row.period, row.fiscal_year), None)
        if found is None:
            notes.sentences.append(f"{where}: nothing is ordered of it then, or it is listed before")
        else:
            _check_volume(row, *found, where, notes)
    for offer_id, period, year in own:
        notes.sentences.append(f"volumes (offer {offer_id}, {period or year}): the row is missing")


def _check_volume(row: VolumeUse, offer: Offer, orders: list[tuple[int, Copy]], where: str, notes: Notes) -> None:
    volume = sum(copy.ordered[u] for u, copy in orders)
    begins = [tier.from_packs for tier in offer.tiers]
    taken_off = sum((discount * exact(copy.ordered[u]) for copy, u, discount in _discounts(offer, orders)), Decimal(0))
    notes.figure(where, "packs", row.packs, volume)
    notes.same(where, "from_packs", row.from_packs, max((n for n in begins if n <= volume), default=None))
    notes.same(where, "next_from_packs", row.next_from_packs, min((n for n in begins if n > volume), default=None))
    notes.figure(where, "discount", row.discount, float(taken_off) / volume)
