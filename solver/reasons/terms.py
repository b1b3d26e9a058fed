"""Terms of offers: all prices of one times a factor, better terms, and which offer is no worse than another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.endings import Exit
from models.offer import Offer
from models.reasons import Term
from models.scenario import Scenario
from solver.program.instance import Instance
from solver.stress.changes import named_too

NEXT = ".next"
"""What ends the id of an offer of the next generation."""
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


Changed = tuple[Scenario, str]
"""A scenario in which a term is another, and that term in words."""


def better(s: Scenario, offer: str, term: Term) -> Changed | None:
    """A scenario in which an offer has a better term, and that term in words; None where it has no better one.

    Of `burst_option`, which the plan has, the scenario as it is.
    """
    o = next((o for o in s.offers if o.id == offer), None)
    return None if o is None else TERMS[term](s, o)


def _with(s: Scenario, offer: Offer, **changes: Any) -> Scenario:
    changed = (each.model_copy(update=changes) if each.id == offer.id else each for each in s.offers)
    return s.model_copy(update={"offers": tuple(changed)})


def _sooner(s: Scenario, o: Offer) -> Changed | None:
    if not o.is_firm or o.lead_months == 0 or o.lead_path or o.milestone_payments:
        return None
    return _with(
        s, o, lead_months=o.lead_months - 1
    ), f"delivery in {o.lead_months - 1} instead of {o.lead_months} months"


def _left_early(s: Scenario, o: Offer) -> Changed | None:
    half = (o.term_months or 0) // 2
    if not half or o.mode not in ("lease", "reserve") or o.exits or o.price_path or o.tiers:
        return None
    return _with(
        s, o, exits=(Exit(after_months=half),)
    ), f"may be left after {half} of {o.term_months} months for nothing"


def _capped(s: Scenario, o: Offer) -> Changed | None:
    """Prices never above those at the start of the horizon; a renewal never above the contract."""
    if o.renewal:
        names = ("monthly_usd", "committed_usd_per_hour")
        capped = {name: min(getattr(o.renewal, name), getattr(o, name)) for name in names}
        renewal = o.renewal.model_copy(update=capped)
        return (
            None if renewal == o.renewal else (_with(s, o, renewal=renewal), "a renewal never dearer than the contract")
        )
    begun = [factor for month, factor in sorted(o.price_path.items()) if month <= s.horizon.start]
    first = begun[-1] if begun else 1.0
    path = {month: min(first, factor) for month, factor in o.price_path.items()}
    return (
        None
        if path == o.price_path
        else (_with(s, o, price_path=path), f"a price never above that of {s.horizon.start}")
    )


def _substituted(s: Scenario, o: Offer) -> Changed | None:
    """Packs of the next generation of the same maker, class and stack at the same price, of the same supply: an offer
    beside it, where packs are not limited, so that both together are no more."""
    chips = {a.id: a for a in s.accelerators}
    own = chips[o.accelerator]
    later = [
        a for a in s.accelerators
        if (a.vendor, a.accelerator_class, a.stack) == (own.vendor, own.accelerator_class, own.stack)
        and (own.available_from or "") < (a.available_from or "")
    ]  # fmt: skip
    if not later or not o.is_firm or o.is_dated or o.max_packs is not None or o.max_packs_per_period is not None:
        return None
    chip = min(later, key=lambda a: (a.available_from, a.id))
    beside = o.model_copy(
        update={"id": o.id + NEXT, "name": f"{o.name or o.id}, {chip.name or chip.id}", "accelerator": chip.id}
    )
    s = named_too(s.model_copy(update={"offers": (*s.offers, beside)}), o.id, beside.id)
    return s, f"{chip.name or chip.id} at the same price from {chip.available_from}"


def _without_quota(s: Scenario, o: Offer) -> Changed | None:
    if o.quota_packs is None:
        return None
    return _with(s, o, quota_packs=None), f"rent without the quota of {o.quota_packs:g} packs"


def _rented(s: Scenario, o: Offer) -> Changed | None:
    if o.is_firm:
        return None
    return s, "that it may be rented by the hour, as the plan does"


TERMS: dict[Term, Callable[[Scenario, Offer], Changed | None]] = {
    "lead_time": _sooner,
    "early_exit": _left_early,
    "price_cap": _capped,
    "substitution": _substituted,
    "burst_quota": _without_quota,
    "burst_option": _rented,
}
"""What makes each term better."""


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
