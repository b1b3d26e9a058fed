"""What a pack of an order costs inside the horizon, as if it kept to the end of its term."""

from __future__ import annotations

from models.calendar import month_number
from models.decisions import Order
from models.offer import Offer
from solver.program.elements import Copy
from solver.program.endings import FOREVER, end_value_usd, upfront_dates, upfront_used
from solver.program.instance import Instance


def discounted_usd(x: Instance, order: Order) -> float:
    """Upfront as charged, payments by time, support, software, network and storage of one pack, discounted [USD/pack].

    Use, power, space and end value are apart: the same payments as `Order.cost_usd`, each at its date.
    """
    offer, served = _offer(x, order), _served(x, order)
    return paid_usd(x, order) + _beside_usd(x, offer) * sum(x.discount((t + 1) * x.M) for t in served)


def paid_usd(x: Instance, order: Order) -> float:
    """Of that, what the vendor is paid by the prices of the offer: upfront as charged, payments by time, support."""
    offer, served = _offer(x, order), _served(x, order)
    u, s = _period(x, order.order_period), served.start
    e = FOREVER if order.ends is None else _period(x, order.ends)
    used = 1.0 if offer.mode == "buy" else upfront_used(x, s, e)
    usd = sum(
        offer.upfront_usd * share * used * order.price_share * x.discount(t * x.M)
        for t, share in upfront_dates(x, offer, u, s)
    )
    support = _support_usd(x, offer)
    timed = ((x.recurring_usd(offer, t) + support) * x.discount((t + 1) * x.M) for t in served)
    return usd + order.price_share * sum(timed)


def _offer(x: Instance, order: Order) -> Offer:
    return next(offer for offer in x.scenario.offers if offer.id == order.offer)


def _served(x: Instance, order: Order) -> range:
    """Periods of the horizon in which an order serves."""
    end = x.T if order.ends is None else _period(x, order.ends)
    return range(_period(x, order.in_service_period), min(end, x.T))


def pack_usd(x: Instance, copy: Copy, u: int) -> float:
    """The same of a pack ordered in a period, nominal, with space, payments past the horizon where they are charged,
    and less its end value [USD/pack]."""
    offer, (s, e) = copy.offer, copy.windows[u]
    used = 1.0 if offer.mode == "buy" else upfront_used(x, s, e)
    site, a = x.pools[copy.pool].site, x.pools[copy.pool].accelerator
    space = site.space_usd_per_kw_month * a.provisioned_kw * copy.units * x.M
    timed = sum(
        x.recurring_usd(offer, t) + _support_usd(x, offer) + _beside_usd(x, offer) + space
        for t in range(s, min(e, x.T))
    )
    is_charged = offer.mode != "buy" and x.scenario.policy.finance.payment_tail == "charge_in_full"
    past = sum(x.recurring_usd(offer, t) for t in range(x.T, e)) if is_charged else 0.0
    return offer.upfront_usd * used + timed + past - end_value_usd(x, offer, s, e)


def _support_usd(x: Instance, offer: Offer) -> float:
    return offer.support_share_per_year * offer.upfront_usd * x.M / 12


def _beside_usd(x: Instance, offer: Offer) -> float:
    """Software, network and storage of a pack in a period [USD/pack]."""
    monthly = offer.software_usd_per_year / 12 + sum(offer.beside_usd_per_month.values())
    return monthly * offer.pack * x.M


def _period(x: Instance, month: str) -> int:
    return (month_number(month) - x.scenario.horizon.first) // x.M
