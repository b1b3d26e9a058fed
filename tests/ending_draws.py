"""Ways out of contracts and owned units, and ways to stay, for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.endings import Buyout, Exit, MilestonePayment, Renewal
from models.offer import Offer
from models.scenario import Scenario


def with_endings(given: Scenario, rng: Random, most: int = 2) -> Scenario:
    """The scenario with demand that falls or rises, and up to so many firm offers whose packs end otherwise."""
    firm = [o.id for o in given.offers if o.is_firm]
    chosen = rng.sample(firm, min(len(firm), rng.randint(1, most)))
    offers = tuple(_ended(given, o, rng) if o.id in chosen else o for o in given.offers)
    if most == 1:  # the others would only make it large
        offers = tuple(o for o in offers if o.id in chosen or not o.is_firm)
    rule = rng.choice(("straight_line", "none", "resale_curve"))
    finance = given.policy.finance.model_copy(
        update={"end_value": rule, "payment_tail": rng.choice(("prorate", "inside", "charge_in_full"))}
    )
    kept = {o.id for o in offers}
    groups = tuple(g for g in given.policy.groups if kept.issuperset(g.offers))
    policy = given.policy.model_copy(update={"finance": finance, "groups": groups})
    workloads = tuple(
        w.model_copy(update={"demand": tuple(_tilted(given, d, rng) for d in w.demand)}) for w in given.workloads
    )
    changes: dict[str, Any] = {"offers": offers, "workloads": workloads, "policy": policy}
    return Scenario.model_validate_json(given.model_copy(update=changes).model_dump_json(by_alias=True))


def _tilted(given: Scenario, demand: Any, rng: Random) -> Any:
    """Demand that runs from its level to a part of it, or the other way round."""
    level = demand.level if demand.level is not None else max(demand.path.values())
    ends = [level, level * rng.choice((0.0, 0.3, 0.5))]
    if rng.random() < 0.3:
        ends.reverse()
    horizon = given.horizon
    path = {horizon.start: ends[0], horizon.label(max(1, horizon.periods - 1)): ends[1]}
    return demand.model_copy(update={"level": None, "growth_per_year": 0.0, "path": path})


def _ended(given: Scenario, offer: Offer, rng: Random) -> Offer:
    step, periods = given.horizon.months_per_period, given.horizon.periods
    changes: dict[str, Any] = {"milestone_payments": _milestones(offer, rng)}
    if offer.mode == "buy":
        upfront = offer.upfront_usd
        prices = sorted(
            (round(upfront * rng.uniform(0.5, 0.98), 2) for _ in range(rng.choice((1, 2, 2)))), reverse=True
        )
        changes["exits"] = tuple(Exit(after_months=n * step, resale_usd=usd) for n, usd in enumerate(prices, start=1))
        if rng.random() < 0.25:
            changes["refresh_months"] = max(len(prices), rng.randint(1, periods)) * step
        return offer.model_copy(update=changes)
    if rng.random() < 0.5:
        changes["mode"] = "lease"
        offer = offer.model_copy(update=changes)
    whole = offer.upfront_usd + (offer.term_months or 0) * offer.monthly_usd
    months = rng.choice((1, 1, 2, periods, 2 * periods)) * step
    changes["term_months"] = months
    if months > step and rng.random() < 0.8:
        fee = {"fee_usd": round(0.05 * whole * rng.random(), 2), "fee_share": rng.choice((0.0, 0.1, 0.3))}
        changes["exits"] = tuple(
            Exit(after_months=n * step, **fee) for n in range(1, rng.choice((1, 2, 3)) + 1) if n * step < months
        )
    if offer.mode == "lease" and rng.random() < 0.6:
        life = rng.choice((None, step, 4 * step))
        usd = round(whole * rng.uniform(0.03, 0.3), 2)
        changes["buyout"] = Buyout(usd=usd, monthly_usd=round(0.2 * offer.monthly_usd, 3), life_months=life)
    if rng.random() < 0.6:
        part = round(rng.uniform(0.2, 0.7), 2)
        changes["renewal"] = Renewal(
            term_months=rng.choice((1, 2, periods)) * step,
            monthly_usd=round(part * offer.monthly_usd, 3),
            committed_usd_per_hour=round(part * offer.committed_usd_per_hour, 4),
        )
    return offer.model_copy(update=changes)


def _milestones(offer: Offer, rng: Random) -> tuple[MilestonePayment, ...]:
    """A deposit, and a second part before service where there is a lead time."""
    if not offer.upfront_usd or rng.random() < 0.6:
        return ()
    second = (MilestonePayment(months_after_order=offer.lead_months, share=0.5),) if offer.lead_months else ()
    return (MilestonePayment(share=rng.choice((0.2, 0.5))), *second)
