"""Spend commitments for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.commitment import Commitment
from models.scenario import Scenario


def with_commitment(given: Scenario, rng: Random, number: int = 1) -> Scenario:
    """The scenario with so many commitments to the vendor of its last on-demand offer; without one as it is.

    One is signed in the first period alone, or for a period at a time, so that none overlap.
    """
    rented = [offer for offer in given.offers if offer.mode == "on_demand"]
    if not rented:
        return given
    own = [offer for offer in rented if offer.vendor == rented[-1].vendor]
    made = [_commitment(f"c{n}", given, own, rng) for n in range(number)]
    return given.model_copy(update={"commitments": tuple(made)})


def _commitment(name: str, given: Scenario, offers: list[Any], rng: Random) -> Commitment:
    """Rates at 10 to 60 % of the price, paid ahead or by the hour, at times limited or with some in force today."""
    horizon, step = given.horizon, given.horizon.months_per_period
    is_once = rng.random() < 0.6
    rates = [{"offer": o.id, "usd_per_hour": round(rng.uniform(0.1, 0.6) * o.usd_per_hour, 5)} for o in offers]
    terms = (horizon.months, horizon.months, 2 * horizon.months) if is_once else (step,)
    enough = 3 * max(rate["usd_per_hour"] for rate in rates)
    held = {"signed_usd_per_hour": round(rng.uniform(0.1, 0.6) * enough, 4)} if rng.random() < 0.3 else {}
    if held and rng.random() < 0.5:
        held["signed_until"] = horizon.label(max(1, horizon.periods - 1))
    return Commitment.model_validate(
        {
            "id": name,
            "vendor": offers[0].vendor,
            "rates": tuple(rates),
            "term_months": rng.choice(terms),
            "lead_months": rng.choice((0, 0, 0, step)) if horizon.periods > 1 else 0,
            "upfront_share": rng.choice((0.0, 0.0, 0.5, 1.0)),
            "order_until": horizon.label(1) if is_once else None,
            "max_usd_per_hour": rng.choice((None, None, round(rng.uniform(0.2, 0.8) * enough, 4))),
            **held,
        }
    )
