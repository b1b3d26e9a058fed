"""Quoted offers by their price alone: what a bake-off by list price would rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from models.bakeoff import Quote, QuotedLot
from models.names import Names
from models.offer import Offer
from models.scenario import Scenario
from solver.bakeoff.bought import is_past


def list_ranks(quotes: Sequence[Quote]) -> dict[str, int | None]:
    """Place of each quote by the lowest price per accelerator-hour of any of its offers; equal ones share it."""
    lowest = {quote.id: min(_known(quote), default=None) for quote in quotes}
    return {name: _place(price, list(lowest.values())) for name, price in lowest.items()}


def _known(quote: Quote) -> list[float]:
    return [price for price in quote.list_prices.values() if price is not None]


def _place(price: float | None, among: Sequence[float | None]) -> int | None:
    return None if price is None else 1 + sum(other is not None and other < price for other in among)


def lots_of(scenario: Scenario, quote: Quote, quotes: Sequence[Quote], names: Names) -> tuple[QuotedLot, ...]:
    """The offers of a quote, each with its place among all quoted offers of its accelerator."""
    same = defaultdict[str, list[float | None]](list)
    for each in quotes:
        for offer in each.offers:
            same[offer.accelerator].append(each.list_prices.get(offer.id))
    as_of = scenario.as_of or scenario.horizon.start
    return tuple(
        _lot(offer, quote.list_prices.get(offer.id), same[offer.accelerator], as_of, names) for offer in quote.offers
    )


def _lot(offer: Offer, price: float | None, among: Sequence[float | None], as_of: str, names: Names) -> QuotedLot:
    return QuotedLot(
        offer=offer.id,
        name=names.offer(offer.id),
        vendor=offer.vendor,
        accelerator=offer.accelerator,
        site=offer.site,
        mode=offer.mode,
        term_months=offer.term_months,
        usd_per_accelerator_hour=price,
        list_rank=_place(price, among),
        list_rank_of=len(among),
        quoted=offer.evidence.date,
        expires=offer.evidence.expires,
        is_expired=is_past(offer.evidence.expires, as_of),
    )
