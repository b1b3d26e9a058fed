"""Terms of offers: all prices of one times a factor, better terms, and which offer is no worse than another."""

from __future__ import annotations

from typing import Any

from models.endings import Exit
from models.offer import Offer
from models.reasons import Term
from models.scenario import Scenario
from solver.program.instance import Instance

PRICES = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
"""Prices of a pack."""
OF_ENDPOINTS = ("usd_per_million_input_tokens", "usd_per_million_output_tokens")
BESIDE = ("software_usd_per_year", "fabric_usd_per_month", "storage_usd_per_month")
"""What an accelerator costs beside the price of its offer."""
SAME = (
    *("accelerator", "site", "mode", "term_months", "days", "is_dedicated", "orders", "rent", "life_months"),
    *(
        "price_path",
        "tiers",
        "tier_rule",
        "tier_window",
        "exits",
        "buyout",
        "renewal",
        "milestone_payments",
        "lead_path",
    ),
)
"""Terms in which offers must be equal to be compared in the others."""


def priced(s: Scenario, offer: str, factor: float) -> Scenario:
    """All prices of an offer, or of an endpoint, times a factor: of packs, of leaving early, of staying on.

    What is paid to others for its units stays: power, space, software, network. Support is a share of the price.
    """
    offers = tuple(_priced_offer(o, factor) if o.id == offer else o for o in s.offers)
    endpoints = tuple(_times(e, OF_ENDPOINTS, factor) if e.id == offer else e for e in s.endpoints)
    return s.model_copy(update={"offers": offers, "endpoints": endpoints})


def _priced_offer(o: Offer, factor: float) -> Offer:
    changes: dict[str, Any] = {"exits": tuple(_times(way, ("fee_usd", "resale_usd"), factor) for way in o.exits)}
    if o.buyout:
        changes["buyout"] = _times(o.buyout, ("usd", "monthly_usd"), factor)
    if o.renewal:
        changes["renewal"] = _times(o.renewal, ("monthly_usd", "committed_usd_per_hour"), factor)
    found: Offer = _times(o, PRICES, factor).model_copy(update=changes)
    return found


def _times(record: Any, names: tuple[str, ...], factor: float) -> Any:
    given = {name: getattr(record, name) for name in names}
    return record.model_copy(update={name: v * factor for name, v in given.items() if v is not None})


def better(s: Scenario, offer: str, term: Term) -> tuple[Scenario, str] | None:
    """A scenario in which an offer has a better term, and that term in words; None where it has no better one."""
    o = next((o for o in s.offers if o.id == offer), None)
    if o is None or not o.is_firm:
        return None
    if term == "lead_time":
        if o.lead_months == 0 or o.lead_path or o.milestone_payments:
            return None
        changes: dict[str, Any] = {"lead_months": o.lead_months - 1}
        what = f"delivery in {o.lead_months - 1} instead of {o.lead_months} months"
    else:
        half = (o.term_months or 0) // 2
        if not half or o.mode not in ("lease", "reserve") or o.exits or o.price_path or o.tiers:
            return None
        changes = {"exits": (Exit(after_months=half),)}
        what = f"may be left after {half} of {o.term_months} months for nothing"
    offers = tuple(each.model_copy(update=changes) if each.id == offer else each for each in s.offers)
    return s.model_copy(update={"offers": offers}), what


def dominator(x: Instance, name: str) -> str | None:
    """The first offer by id for the same accelerator and site that is no worse in any term and better in one."""
    offers = {o.id: o for o in x.scenario.offers if o.id not in x.endpoints}
    worse = offers.get(name)
    if worse is None:
        return None
    return next((o.id for _, o in sorted(offers.items()) if o.id != name and _dominates(o, worse)), None)


def _dominates(a: Offer, b: Offer) -> bool:
    """Whether any use of b could be had of a for no more: same kind of contract, each term no worse, one better."""
    if any(getattr(a, name) != getattr(b, name) for name in SAME):
        return False
    if a.is_dated or b.pack % a.pack:
        return False
    costs, other = _costs(a), _costs(b)
    return all(p <= q for p, q in zip(costs, other, strict=True)) and costs != other


def _costs(o: Offer) -> tuple[Any, ...]:
    """Terms of an offer per accelerator, the less the better."""
    never = float("inf")
    limits = (o.max_packs_per_period, o.max_packs, o.quota_packs)
    return (
        *(getattr(o, name) / o.pack for name in PRICES),
        *(getattr(o, name) for name in BESIDE),
        o.support_share_per_year,
        o.lead_months,
        -o.availability,
        -o.credit,
        *(-(never if limit is None else limit * o.pack) for limit in limits),
        -(o.fabric_gbps or 0.0),
        -(o.storage_gbps or 0.0),
        (o.min_packs_per_order or 0) * o.pack,
        o.order_from or "",
        _reversed(o.order_until),
        -(o.refresh_months or never),
    )


def _reversed(month: str | None) -> int:
    """The later the better; no end is the best."""
    return -(10**9) if month is None else -int(month.replace("-", ""))
