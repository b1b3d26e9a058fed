"""Enterprise agreements for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.agreement import Agreement, Promise
from models.calendar import month_text
from models.offer import Offer
from models.scenario import Scenario


def with_agreement(given: Scenario, rng: Random, number: int = 1) -> Scenario:
    """The scenario with so many agreements with the vendor of its last offer but bought ones; without one as it is.

    Nothing has an end value, so that what is charged never exceeds what a plan costs.
    """
    offers = [offer for offer in given.offers if offer.mode != "buy"]
    if not offers:
        return given
    own = [offer for offer in offers if offer.vendor == offers[-1].vendor]
    made = [_agreement(f"a{n}", given, own, rng) for n in range(number)]
    finance = given.policy.finance.model_copy(update={"end_value": "none"})
    policy = given.policy.model_copy(update={"finance": finance})
    return given.model_copy(update={"agreements": tuple(made), "policy": policy})


def _agreement(name: str, given: Scenario, offers: list[Offer], rng: Random) -> Agreement:
    """5 to 20 % off for what some packs cost in a year; at times from later on, for some offers, or signed before."""
    horizon = given.horizon
    usd = rng.uniform(0.2, 2.5) * sum(_usd_per_year(given, offer) for offer in offers) / len(offers)
    fields: dict[str, Any] = {
        "years": tuple(Promise(commitment_usd=round(usd * rng.uniform(0.7, 1.3), 2)) for _ in range(2))
    }
    kind = rng.random()
    if kind < 0.2 and horizon.periods > 1:
        fields["start"] = horizon.label(1)
    elif kind < 0.4:
        before = rng.choice((0, 1, 7, 11))
        fields |= {"start": month_text(horizon.first - before), "is_signed": True}
        fields |= {"drawn_usd": round(0.4 * usd * before / 12, 2)}
    if rng.random() < 0.3:
        fields["offers"] = (rng.choice(offers).id,)
    discount = round(rng.uniform(0.05, 0.2), 3)
    return Agreement.model_validate({"id": name, "vendor": offers[0].vendor, "discount": discount, **fields})


def _usd_per_year(given: Scenario, offer: Offer) -> float:
    """What a pack costs in a year at full use [USD]."""
    horizon = given.horizon
    hours = 12 / horizon.months * sum(horizon.period_hours(t) for t in range(horizon.periods))
    upfront = offer.upfront_usd * 12 / (offer.term_months or 12)
    return upfront + 12 * offer.monthly_usd + hours * (offer.usd_per_hour + offer.committed_usd_per_hour)
