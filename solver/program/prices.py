"""Prices of an offer: one for each step of its price path in each of its volume tiers, so that all else is linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from models.calendar import Horizon, month_number
from models.offer import Offer
from models.pricing import VolumeTier

FACTORED = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
"""Prices that follow the path and the tiers; support follows `upfront_usd`, of which it is a share."""


@dataclass(frozen=True)
class Price:
    """One price of an offer."""

    share: float
    """Of the offer's prices as written."""
    periods: frozenset[int]
    """PERIODS in which it can be ordered, or rented, at this price."""
    tier: int
    """Number of the volume tier; 0: the list price."""

    def of(self, offer: Offer) -> Offer:
        """The offer with these prices."""
        if self.share == 1.0:
            return offer
        return offer.model_copy(update={name: getattr(offer, name) * self.share for name in FACTORED})


LIST_PRICE = Price(1.0, frozenset(), 0)


def prices(horizon: Horizon, offer: Offer, periods: Iterable[int]) -> Iterator[Price]:
    """All prices at which an offer can be ordered or rented in some periods; at least one."""
    by_factor: dict[float, set[int]] = {}
    for t in sorted(periods):
        by_factor.setdefault(factor(horizon, offer, t), set()).add(t)
    for step, own in (by_factor or {1.0: set()}).items():
        yield Price(step, frozenset(own), 0)
        for n, tier in enumerate(reachable(offer), start=1):
            yield Price(step * (1 - tier.discount), frozenset(own), n)


def factor(horizon: Horizon, offer: Offer, t: int) -> float:
    """Factor of the price path on what is ordered or rented in a period: of the latest month not after its first."""
    begun = [month for month in offer.price_path if month_number(month) <= horizon.period_start(t)]
    return offer.price_path[max(begun)] if begun else 1.0


def reachable(offer: Offer) -> tuple[VolumeTier, ...]:
    """The tiers that the supply of an offer allows."""
    limits = [offer.max_packs, offer.max_packs_per_period if offer.tier_window == "order" else None]
    most = min((limit for limit in limits if limit is not None), default=inf)
    return tuple(tier for tier in offer.tiers if tier.from_packs <= most)


def highest_tier(offer: Offer) -> int:
    """Least packs of its highest tier; 0 without tiers."""
    return max((tier.from_packs for tier in reachable(offer)), default=0)
