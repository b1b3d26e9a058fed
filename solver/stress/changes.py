"""What a stress writes into the offers of a scenario: pure functions from a scenario to one under stress.

A stress that shows in a month changes what holds from that month on and nothing before it, so that a plan can be kept
up to there. What has no date of its own is written as a record that ends in that month and one that begins in it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from models.calendar import month_number, month_text
from models.endpoint import Endpoint
from models.offer import Offer
from models.scenario import Scenario

LATER = ".later"
"""What ends the id of a record that goes on where another ends."""
LONGEST_LEAD = 120
"""Longest lead time that an offer can have [months]."""


def with_prices(s: Scenario, factor: float, month: str) -> Scenario:
    """Prices of what is ordered, rented and called from a month on, times a factor; contracts keep theirs."""
    split = [o for o in s.offers if o.is_firm and (o.usd_per_hour or o.may_end_otherwise)]
    offers = [o if o in split else o.model_copy(update={"price_path": _path(o, factor, month)}) for o in s.offers]
    s = s.model_copy(update={"offers": tuple(offers)})
    for offer in split:
        s = _split_offer(s, offer, _dearer(offer, factor), month)
    s = _with_rates_in_range(s)
    tokens = ("usd_per_million_input_tokens", "usd_per_million_output_tokens")
    endpoints: list[Endpoint] = []
    for e in s.endpoints:
        later = {"id": e.id + LATER, **{name: getattr(e, name) * factor for name in tokens}}
        is_open = e.end_of_support is None or e.end_of_support > month
        endpoints.append(e.model_copy(update={"end_of_support": _sooner(e.end_of_support, month)}))
        if is_open:
            begins = max(month, e.available_from or month)
            endpoints.append(e.model_copy(update={**later, "available_from": begins}))
    return s.model_copy(update={"endpoints": tuple(endpoints)})


def _path(offer: Offer, factor: float, month: str) -> dict[str, float]:
    path = dict(sorted(offer.price_path.items()))
    now = next((path[m] for m in reversed(path) if m <= month), 1.0)
    return {**path, month: now * factor, **{m: f * factor for m, f in path.items() if m > month}}


def _dearer(offer: Offer, factor: float) -> Offer:
    """An offer at other prices, those of its exits, buy-out and renewal included."""
    own = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
    changes: dict[str, Any] = {name: getattr(offer, name) * factor for name in own}
    exits = [_scaled(e, ("fee_usd", "resale_usd"), factor) for e in offer.exits]
    changes["exits"] = tuple(exits)
    changes["buyout"] = offer.buyout and _scaled(offer.buyout, ("usd", "monthly_usd"), factor)
    changes["renewal"] = offer.renewal and _scaled(offer.renewal, ("monthly_usd", "committed_usd_per_hour"), factor)
    return offer.model_copy(update=changes)


def _scaled(record: Any, names: tuple[str, ...], factor: float) -> Any:
    given = {name: getattr(record, name) for name in names}
    return record.model_copy(update={name: usd * factor for name, usd in given.items() if usd is not None})


def _split_offer(s: Scenario, offer: Offer, later: Offer, month: str) -> Scenario:
    """An offer that ends in a month, and another that goes on from there; rules that name it name both."""
    new = f"{offer.id}{LATER}"
    early = offer.model_copy(update={"order_until": _sooner(offer.order_until, month)})
    late = later.model_copy(update={"id": new, "order_from": max(month, offer.order_from or month)})
    offers = [part for o in s.offers for part in ((early, late) if o.id == offer.id else (o,))]
    return named_too(s.model_copy(update={"offers": tuple(offers)}), offer.id, new)


def named_too(s: Scenario, offer: str, new: str) -> Scenario:
    """The scenario in which rules and agreements that name an offer name a new one, too."""
    groups = [_also(g, offer, new) for g in s.policy.groups]
    agreements = [_also(a, offer, new) for a in s.agreements]
    policy = s.policy.model_copy(update={"groups": tuple(groups)})
    return s.model_copy(update={"agreements": tuple(agreements), "policy": policy})


def _also(record: Any, old: str, new: str) -> Any:
    return record.model_copy(update={"offers": (*record.offers, new)}) if old in record.offers else record


def _with_rates_in_range(s: Scenario) -> Scenario:
    """Rates of commitments are never above the price on demand: where that falls below one, the rate falls with it."""
    least = {o.id: o.usd_per_hour * min([1.0, *o.price_path.values()]) for o in s.offers}
    commitments = [
        c.model_copy(
            update={
                "rates": tuple(
                    r.model_copy(update={"usd_per_hour": min(r.usd_per_hour, least[r.offer])}) for r in c.rates
                )
            }
        )
        for c in s.commitments
    ]
    return s.model_copy(update={"commitments": tuple(commitments)})


def without_vendor(s: Scenario, vendor: str, month: str) -> Scenario:
    """Nothing more is ordered, rented, called or signed of a vendor from a month on; what is in service stays."""
    s = closed(s, lambda offer: offer.vendor == vendor, month)
    endpoints = [
        e.model_copy(update={"end_of_support": _sooner(e.end_of_support, month)}) if e.vendor == vendor else e
        for e in s.endpoints
    ]
    commitments = [
        c.model_copy(update={"order_until": _sooner(c.order_until, month)}) if c.vendor == vendor else c
        for c in s.commitments
    ]
    begins = s.horizon.start
    agreements = [a for a in s.agreements if a.vendor != vendor or a.is_signed or (a.start or begins) < month]
    changes = {"endpoints": tuple(endpoints), "commitments": tuple(commitments), "agreements": tuple(agreements)}
    return s.model_copy(update=changes)


def closed(s: Scenario, is_closed: Callable[[Offer], bool], month: str) -> Scenario:
    """Offers of which nothing more can be ordered or rented from a month on."""
    offers = [
        o.model_copy(update={"order_until": _sooner(o.order_until, month)}) if is_closed(o) else o for o in s.offers
    ]
    return s.model_copy(update={"offers": tuple(offers)})


def with_lead_times(s: Scenario, factor: float, month: str) -> Scenario:
    """Lead times of what is ordered from a month on, times a factor, in whole months."""

    def longer(months: int) -> int:
        return min(LONGEST_LEAD, ceil(months * factor - 1e-9))

    def path(offer: Offer) -> dict[str, int]:
        later = {m: longer(lead) for m, lead in offer.lead_path.items() if m > month}
        return {**offer.lead_path, month: longer(offer.lead_in(month_number(month))), **later}

    offers = [o.model_copy(update={"lead_path": path(o)}) if o.is_firm else o for o in s.offers]
    return s.model_copy(update={"offers": tuple(offers)})


def coming(s: Scenario, month: str) -> dict[str, str]:
    """Accelerators that cannot be had yet in a month, with the month from which they can."""
    on_offer = {o.accelerator for o in s.offers}
    known = {
        a.id: max(a.available_from or "", min(o.order_from or "" for o in s.offers if o.accelerator == a.id))
        for a in s.accelerators
        if a.id in on_offer
    }
    end = month_text(s.horizon.first + s.horizon.months)
    return {a: first for a, first in known.items() if month < first < end}


def with_late_generation(s: Scenario, months: int, month: str) -> Scenario:
    """Accelerators that are still to come in a month come so much later; what is on order comes late with them."""
    late = {a: month_text(month_number(first) + months) for a, first in coming(s, month).items()}
    accelerators = [a.model_copy(update={"available_from": late[a.id]}) if a.id in late else a for a in s.accelerators]
    offers = [_later(s, o, late[o.accelerator], months, month) if o.accelerator in late else o for o in s.offers]
    return s.model_copy(update={"accelerators": tuple(accelerators), "offers": tuple(offers)})


def _later(s: Scenario, offer: Offer, comes: str, months: int, month: str) -> Offer:
    """An offer of what comes late: sold as late as it was to be sold, or delivered when it comes."""
    changes: dict[str, Any] = {}
    if offer.order_from is not None and offer.order_from > month:
        changes["order_from"] = month_text(month_number(offer.order_from) + months)
    if offer.is_firm:
        changes["lead_path"] = _waiting(s, offer, month_number(comes), months)
    return offer.model_copy(update=changes)


def _waiting(s: Scenario, offer: Offer, comes: int, months: int) -> dict[str, int]:
    """Lead times by the period of the order: what would have come after the old date, and before the new one, waits."""
    step, path = s.horizon.months_per_period, {}
    for t in range(s.horizon.periods):
        start = s.horizon.period_start(t)
        lead = offer.lead_in(start)
        service = start + ceil(lead / step) * step
        waits = comes - months <= service < comes
        path[month_text(start)] = min(LONGEST_LEAD, comes - start) if waits else lead
    return path


def _sooner(month: str | None, other: str) -> str:
    return other if month is None else min(month, other)
