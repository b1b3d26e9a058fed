"""What a plan takes of quoted offers, and how much of the work it serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from models.bakeoff import Bought, Quote
from models.offer import Offer
from models.plan import Plan

LEAST = 1e-6
"""Packs up to which nothing is taken."""


def bought(plan: Plan, quotes: Sequence[Quote]) -> tuple[Bought, ...]:
    """What is ordered, or rented, of every quoted offer that the plan uses, in the order of the quotes."""
    used = {**_ordered(plan), **_rented(plan)}
    return tuple(
        _bought(quote, offer, *used[offer.id]) for quote in quotes for offer in quote.offers if offer.id in used
    )


def _ordered(plan: Plan) -> dict[str, tuple[float, str]]:
    """Packs ordered over the horizon, and the first month, by offer."""
    packs, first = defaultdict[str, float](float), dict[str, str]()
    for order in plan.orders:
        packs[order.offer] += order.packs
        first[order.offer] = min(order.order_period, first.get(order.offer, order.order_period))
    return {offer: (packs[offer], first[offer]) for offer in packs if packs[offer] > LEAST}


def _rented(plan: Plan) -> dict[str, tuple[float, str]]:
    """Most packs at once, over all pools together, and the first month, by offer."""
    at_once = defaultdict[tuple[str, str, str], float](float)
    for rent in plan.rent:
        at_once[rent.offer, rent.period, rent.block] += rent.packs
    found: dict[str, tuple[float, str]] = {}
    for (offer, period, _), packs in at_once.items():
        if packs > LEAST:
            most, first = found.get(offer, (0.0, period))
            found[offer] = max(most, packs), min(first, period)
    return found


def _bought(quote: Quote, offer: Offer, packs: float, month: str) -> Bought:
    return Bought(
        quote=quote.id,
        offer=offer.id,
        packs=packs,
        accelerators=packs * offer.pack,
        first_month=month,
        is_rented=not offer.is_firm,
        is_late=is_past(offer.evidence.expires, month),
    )


def is_past(expires: str | None, day: str) -> bool:
    """Whether a last day is over on a day, each as precise as it is known: a year ends with its last day."""
    return expires is not None and expires[: len(day)] < day[: len(expires)]


def served_share(plan: Plan) -> float | None:
    """Least part of its demand that any workload is served over the horizon [share]; None without demand."""
    return min(_shares(plan), default=None)


def _shares(plan: Plan) -> Iterator[float]:
    asked, served = defaultdict[str, float](float), defaultdict[str, float](float)
    for row in plan.service:
        asked[row.workload] += row.units_asked
        served[row.workload] += row.units_served
    yield from (min(1.0, round(served[work] / asked[work], 9)) for work in asked if asked[work] > 0)
