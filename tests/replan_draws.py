"""Previous plans for random scenarios: firm orders, planned ones, and a price of departing from these."""

from __future__ import annotations

from random import Random

from models.calendar import month_text
from models.offer import Offer
from models.replanning import EarlierOrder, FirmOrder, Previous
from models.scenario import Scenario


def with_previous(given: Scenario, rng: Random) -> tuple[Scenario, Previous]:
    """The scenario with a price of departure, and a plan before it that meant to order some of what is on offer."""
    time = given.horizon
    firm = [offer for offer in given.offers if offer.is_firm and not offer.is_dedicated and not offer.usd_per_hour]
    border = time.label(1) if time.periods > 1 and rng.random() < 0.25 else time.start
    said = [
        EarlierOrder(offer=offer.id, order_period=time.label(u), packs=float(rng.choice((1, 1, 2))))
        for offer in firm
        for u in range(time.periods)
        if time.label(u) >= border and rng.random() < 0.3
    ]
    placed = [_placed(given, offer, rng) for offer in firm if rng.random() < 0.3]
    price = round(rng.choice((0.02, 0.1, 0.3)) * max((_usd(given, offer) for offer in firm), default=100.0), 2)
    policy = given.policy.model_copy(update={"departure_usd_per_pack": price})
    previous = Previous(
        content_hash="",
        firm_until=border,
        first=time.start,
        until=month_text(time.first + time.months),
        orders=tuple(said),
        firm=tuple(placed),
    )
    return given.model_copy(update={"policy": policy}), previous


def _placed(given: Scenario, offer: Offer, rng: Random) -> FirmOrder:
    """An order of a month before the horizon, there already or still to come."""
    first, step = given.horizon.first, given.horizon.months_per_period
    since = first + step * rng.choice((-1, 0, 0, 1))
    term = None if offer.term_months is None else since + -(-offer.term_months // step) * step
    return FirmOrder(
        id=f"{offer.id}/placed",
        offer=offer.id,
        ordered=month_text(first - 2 * step),
        since=month_text(since),
        until=None if term is None else month_text(max(term, first + step)),
        packs=1.0,
    )


def _usd(given: Scenario, offer: Offer) -> float:
    """About what a pack costs over the horizon [USD]."""
    hours = sum(given.horizon.period_hours(t) for t in range(given.horizon.periods))
    return offer.upfront_usd + offer.monthly_usd * given.horizon.months + offer.committed_usd_per_hour * hours
