"""Up to which price something is worth having: the plan against the best one without it.

With the prices of an offer times f, a plan of cost z, of which p moves with these prices, costs z + (f - 1) p, and the
best plan without the offer z', whatever f is. They cost the same at f = 1 + (z' - z) / p: above that one should walk
away. A plan that adapts to the price may hold out a little longer, with less of the offer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from models.decisions import Order
from models.negotiation import Price, Stake
from models.offer import Offer
from solver.hedge.bands.order_cost import paid_usd
from solver.reasons.base import Base, Numbers
from solver.reasons.break_even import EXACT_GAP
from solver.search.options import Listener, SearchOptions
from solver.search.solve import SMALL_COLUMNS

UNITS = {
    "upfront_usd": "USD/pack",
    "monthly_usd": "USD/pack/month",
    "committed_usd_per_hour": "USD/pack/h",
    "usd_per_hour": "USD/pack/h",
    "usd_per_million_input_tokens": "USD/1M tokens",
    "usd_per_million_output_tokens": "USD/1M tokens",
}
"""Prices of offers and endpoints, and their units."""
SAME = 1e-6
"""Payments of single orders that add up to those of the offer but for this share are known one by one."""


@dataclass(frozen=True)
class Part:
    """Something that the plan takes of an offer: columns that would be 0 without it, and what is paid for it."""

    offer: Offer
    columns: Numbers
    paid_usd: float
    """Discounted [USD]."""
    priced_usd: float
    """The same with what else moves with the price: values at the end, payments past it [USD]."""
    order_period: str | None = None
    packs: float | None = None


def parts(base: Base) -> Iterator[Part]:
    """What the plan takes, offer by offer, and order by order where one is ordered in several months."""
    for offer in base.program.instance.scenario.offers:
        if not base.uses(base.x, offer.id):
            continue
        columns, orders = base.columns_of(offer.id), [o for o in base.plan.orders if o.offer == offer.id]
        paid = float(base.prices[offer.id] @ base.x) if offer.id in base.prices else 0.0
        months = sorted({o.order_period for o in orders})
        packs = sum(o.packs for o in orders) if offer.is_firm else None
        priced = base.priced(offer.id, base.x)
        yield Part(offer, columns, paid, priced, months[0] if len(months) == 1 else None, packs)
        if len(months) > 1:
            yield from _by_month(base, offer, columns, orders, paid)


def _by_month(base: Base, offer: Offer, columns: Numbers, orders: list[Order], paid: float) -> Iterator[Part]:
    """The orders of an offer month by month; none where what each is paid cannot be told apart, as where packs may
    leave before their end."""
    x, months = base.program.instance, sorted({o.order_period for o in orders})
    usd = {month: sum(o.packs * paid_usd(x, o) for o in orders if o.order_period == month) for month in months}
    if abs(sum(usd.values()) - paid) > SAME * abs(paid):
        return
    for month in months:
        named = [n for n in columns if x.scenario.horizon.label(base.matrix.columns[n].index()[1]) == month]
        in_month = np.array(named, dtype=np.int64)
        packs = sum(o.packs for o in orders if o.order_period == month)
        priced = usd[month] + base.priced(offer.id, base.x, in_month)
        yield Part(offer, in_month, usd[month], priced, month, packs)


def stake(base: Base, part: Part, options: SearchOptions | None, listener: Listener | None) -> Stake:
    """Up to which price a part of the plan is worth having; re-solved to a gap of 1e-6 where the program is small.

    Parameters
    ----------
    options: None where no time is left.
    """
    offer = part.offer
    row = Stake(
        offer=offer.id,
        name=base.program.instance.names.offer(offer.id),
        mode=offer.mode,
        order_period=part.order_period,
        packs=part.packs,
        paid_usd=round(part.paid_usd, 2),
        priced_usd=round(part.priced_usd, 2),
        found="not_in_time",
        prices=tuple(_prices(base, offer, None)),
    )
    if options is None:
        return row
    if base.matrix.shape[1] <= SMALL_COLUMNS:
        options = replace(options, gap=min(options.gap, EXACT_GAP))
    other = base.without(part.columns, options, listener)
    if other.cost_usd is None:
        return row.model_copy(update={"found": other.found})
    extra, least = other.cost_usd - base.cost_usd, other.least_usd - base.cost_usd
    is_paid = part.priced_usd > 0
    factor = max(0.0, 1 + extra / part.priced_usd) if is_paid else None
    proven = max(0.0, 1 + least / part.priced_usd) if is_paid and isfinite(least) else None
    return row.model_copy(
        update={
            "found": other.found,
            "without_usd": round(other.cost_usd, 2),
            "extra_usd": round(extra, 2),
            "walk_away": factor,
            "worth_up_to": proven,
            "prices": tuple(_prices(base, offer, factor)),
        }
    )


def _prices(base: Base, offer: Offer, factor: float | None) -> Iterator[Price]:
    """The prices of an offer, or of an endpoint, that are not 0."""
    record = base.program.instance.endpoints.get(offer.id, offer)
    for what, unit in UNITS.items():
        if usd := getattr(record, what, 0.0):
            yield Price(what=what, unit=unit, usd=usd, walk_away_usd=None if factor is None else usd * factor)
