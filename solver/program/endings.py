"""What becomes of packs: when they may end otherwise than with their term, and what one pack costs each way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from models.calendar import month_number
from models.endings import ExtensionKind, ReleaseKind
from models.offer import Offer
from solver.sizing.demand import periods_of

if TYPE_CHECKING:
    from solver.program.instance import Instance

FOREVER = 10**9
"""The end of service of packs without one [PERIODS]."""
RELEASES = ("exit", "resale")


class Ending(NamedTuple):
    """A way in which packs of an order may end."""

    kind: ReleaseKind | ExtensionKind
    period: int
    """First of PERIODS in which the pack is no longer under its first term."""
    until: int
    """First of PERIODS in which it is no longer in service; possibly beyond the horizon."""
    usd: float
    """Paid at the start of `period` [USD/pack]: the fee or the price; what a sale brings is negative."""


def endings(x: Instance) -> dict[tuple[int, int], tuple[Ending, ...]]:
    """Ways by copy and order period, those that can be taken inside the horizon; orders without any are left out."""
    found = {}
    for o, copy in enumerate(x.copies):
        for u, (s, e) in copy.windows.items() if copy.offer.may_end_otherwise else ():
            ways = (*_releases(x, copy.offer, s, e), *_extensions(x, copy.offer, e))
            if inside := tuple(way for way in ways if way.period < x.T):
                found[o, u] = inside
    return found


def _releases(x: Instance, offer: Offer, s: int, e: int) -> Iterator[Ending]:
    """Exits before the end of the term; sales also at the end of service of a bought pack."""
    for way in offer.exits:
        t = s + periods_of(way.after_months, x.scenario)
        if offer.mode == "buy" and t <= e:
            yield Ending("resale", t, t, -way.price_usd(offer.upfront_usd))
        elif t < e:
            yield Ending("exit", t, t, way.fee_usd + way.fee_share * recurring_between(x, offer, t, e))


def _extensions(x: Instance, offer: Offer, e: int) -> Iterator[Ending]:
    """What an order whose first term ends inside the horizon may go on with, within support."""
    support = end_of_support(x, offer)
    if e < x.T and offer.buyout and e < (last := ceil((support - x.scenario.horizon.first) / x.M)):
        life = offer.buyout.life_months
        until = last if life is None else min(last, e + periods_of(life, x.scenario))
        yield Ending("buyout", e, until, offer.buyout.usd)
    if e < x.T and offer.renewal and may_renew(x, offer):
        until = e + periods_of(offer.renewal.term_months, x.scenario)
        if x.scenario.horizon.period_start(until) <= support:
            yield Ending("renewal", e, until, 0.0)


def may_renew(x: Instance, offer: Offer) -> bool:
    """Whether a renewal binds for no longer than the policy allows."""
    most = x.scenario.policy.max_term_months
    return offer.renewal is not None and (most is None or offer.renewal.term_months <= most)


def end_of_support(x: Instance, offer: Offer) -> int:
    """Month number from which an accelerator is no longer supported."""
    end = x.accelerators[offer.accelerator].end_of_support
    return month_number(end) if end else FOREVER


def latest_end(x: Instance, o: int, u: int) -> int:
    """First of PERIODS in which no pack of an order can be in service any more."""
    ways = (way.until for way in x.endings.get((o, u), ()))
    return max((x.copies[o].windows[u][1], *ways))


def recurring_between(x: Instance, offer: Offer, first: int, until: int) -> float:
    """Monthly and committed-hour payments of the first term in PERIODS first..until-1 [USD/pack]."""
    return sum(x.recurring_usd(offer, t) for t in range(first, until))


def recurring_after(x: Instance, offer: Offer, way: Ending, t: int) -> float:
    """Payments of an extended pack in a period after its first term [USD/pack]."""
    if way.kind == "buyout":
        return offer.buyout.monthly_usd * x.M if offer.buyout else 0.0
    return x.recurring_usd(offer.renewal, t) if offer.renewal else 0.0


def upfront_dates(x: Instance, offer: Offer, u: int, s: int) -> list[tuple[int, float]]:
    """PERIODS at whose start parts of the upfront payment of an order are due, each with its share; the rest at
    service."""
    parts = [(u + part.months_after_order // x.M, part.share) for part in offer.milestone_payments]
    rest = 1 - sum(share for _, share in parts)
    return [*parts, (s, rest)] if rest > 1e-12 else parts


def upfront_used(x: Instance, s: int, e: int) -> float:
    """Share of an upfront payment of a contract that is charged inside the horizon."""
    is_prorated = x.scenario.policy.finance.payment_tail == "prorate"
    return min(e - s, x.T - s) / (e - s) if is_prorated else 1.0


def end_value_usd(x: Instance, offer: Offer, s: int, e: int) -> float:
    """What a bought pack in service from s is worth at the end of the horizon [USD/pack]."""
    rule, age = x.scenario.policy.finance.end_value, (x.T - s) * x.M
    if offer.mode != "buy" or e < x.T or rule == "none":
        return 0.0
    if rule == "resale_curve":
        prices = (way.price_usd(offer.upfront_usd) for way in offer.exits if way.after_months >= age)
        return next(prices, 0.0)
    return offer.upfront_usd * max(0.0, 1 - age / (offer.life_months or 1))


def buyout_value_usd(x: Instance, offer: Offer, way: Ending) -> float:
    """What a pack that was bought at the end of its lease is worth at the end of the horizon [USD/pack]."""
    life = offer.buyout.life_months if offer.buyout else None
    is_counted = x.scenario.policy.finance.end_value == "straight_line" and way.until >= x.T
    if way.kind != "buyout" or life is None or not is_counted:
        return 0.0
    return way.usd * max(0.0, 1 - (x.T - way.period) * x.M / life)


def owed(x: Instance, o: int, u: int) -> list[float]:
    """What a pack of an order still binds its buyer to pay at the end of PERIODS u..T-1 [USD/pack].

    Upfront parts not yet due, and of a contract the cheapest of staying to its end and leaving at an exit still ahead.
    """
    offer, (s, e) = x.copies[o].offer, x.copies[o].windows[u]
    dates = upfront_dates(x, offer, u, s)
    upfront = [offer.upfront_usd * sum(share for paid, share in dates if paid > t) for t in range(u, x.T)]
    if offer.mode == "buy":
        return upfront
    paid = [0.0, *accumulate(x.recurring_usd(offer, t) for t in range(s, e))]  # by periods served
    exits = {s + periods_of(way.after_months, x.scenario): way for way in offer.exits}
    leaving = {
        t: paid[t - s] + way.fee_usd + way.fee_share * (paid[-1] - paid[t - s]) for t, way in exits.items() if t < e
    }
    leaving[e] = paid[-1]
    ahead = [min((usd for t, usd in leaving.items() if t > now), default=0.0) for now in range(u, x.T)]
    done = [paid[min(max(now + 1 - s, 0), e - s)] for now in range(u, x.T)]
    return [due + max(0.0, usd - by) for due, usd, by in zip(upfront, ahead, done, strict=True)]


def owed_after(x: Instance, offer: Offer, way: Ending, t: int) -> float:
    """The same of an extended pack at the end of a period in its extension: payments of a renewal that are left."""
    if way.kind != "renewal":
        return 0.0
    return sum(recurring_after(x, offer, way, p) for p in range(t + 1, way.until))
