"""Spend commitments: USD per hour promised for a term, in return for lower rates; and what a plan signs and uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.evidence import Evidence
from models.raw import Problem, rows, unknown


class Rate(Model):
    """What an hour of an on-demand offer counts against a commitment."""

    offer: Id
    """On-demand offer of the same vendor."""
    usd_per_hour: Positive
    """Price of a covered hour, in place of the offer's own [USD/pack/h]."""

    def discount(self, usd_per_hour: float) -> float:
        """Share that it saves of the offer's own price; the higher, the earlier it is applied."""
        return 1 - self.usd_per_hour / usd_per_hour


class Commitment(Model):
    """A savings plan or spend-based committed use: so many USD of usage an hour are paid, used or not.

    Usage of its offers is billed at its rates, in every block, until the amount is used up: highest discount first.
    """

    id: Id
    name: Text = ""
    """Name on paper."""
    vendor: Id
    """Who is paid."""
    rates: tuple[Rate, ...] = Field(min_length=1)
    """The offers it covers, and at which price."""
    term_months: int = Field(ge=1, le=1200)
    """Length [months]; rounded up to whole periods."""
    lead_months: int = Field(default=0, ge=0, le=120)
    """Months from signing to the first covered hour; rounded up to whole periods."""
    upfront_share: Share = 0.0
    """Share of the whole term that is paid when it starts; the rest is paid for every hour."""
    order_from: Month | None = None
    """First month in which it can be signed."""
    order_until: Month | None = None
    """First month in which it can no longer be signed."""
    max_usd_per_hour: Amount | None = None
    """Most in force at once of what is newly signed, at its own rates [USD/h]; default: enough for all demand."""
    signed_usd_per_hour: Amount = 0.0
    """In force today, paid by the hour but for `upfront_share` [USD/h]."""
    signed_until: Month | None = None
    """First month in which what is in force today no longer is; default: it outlasts the horizon."""
    bucket: Id | None = None
    """Team bucket that pays for it; none: no bucket."""
    evidence: Evidence = Evidence()
    """Source of rates and terms."""

    @model_validator(mode="after")
    def _is_plain(self) -> Commitment:
        covered = [rate.offer for rate in self.rates]
        twice = [offer for n, offer in enumerate(covered) if offer in covered[:n]]
        if twice:
            raise ValueError(f"`rates` names {twice[0]!r} twice; an offer has one rate")
        if self.signed_until is not None and not self.signed_usd_per_hour:
            raise ValueError("`signed_until` needs `signed_usd_per_hour`: what is in force until then")
        return self


class CommitmentOrder(Model):
    """A commitment signed in one period."""

    commitment: Id
    vendor: Id
    """Who is paid."""
    order_period: Month
    """First month of the period in which it is signed."""
    in_service_period: Month
    """First month in force."""
    ends: Month
    """First month no longer in force, also beyond the horizon."""
    usd_per_hour: float
    """Amount committed [USD/h], at the commitment's rates."""
    upfront_usd: float
    """Paid when it starts, for the whole term [USD], nominal."""
    cost_usd: float
    """Payments inside the horizon by the accounting rules [USD], nominal."""


class Covered(Model):
    """Rented packs that a commitment pays for in one block."""

    commitment: Id
    offer: Id
    dedicated_to: str | None = None
    """Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all."""
    period: Month
    block: Id
    packs: float
    """Packs billed at its rate, by the vendor's rule: highest discount first."""


class CommitmentUse(Model):
    """How a commitment is used in one period in which it is in force."""

    commitment: Id
    period: Month
    usd_per_hour: float
    """Amount in force, of today's and newly signed [USD/h]."""
    committed_usd: float
    """The same over the hours of the period [USD]."""
    used_usd: float
    """Usage billed against it, at its rates [USD]."""
    unused_usd: float
    """What is paid for nothing [USD]."""
    used_share: float
    """Share of it that is used [0..1]."""
    on_demand_usd: float
    """What the covered usage would cost on demand [USD]; less `committed_usd` it is what the commitment saves."""


def commitment_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Rates of offers that a commitment cannot cover, and terms that do not fill periods."""
    offers = {row["id"]: row for _, row in rows(document, "offers") if isinstance(row.get("id"), str)}
    for n, row in rows(document, "commitments"):
        if row.get("id") in offers:
            yield ("commitments", n, "id"), f"{row['id']!r} is an offer; contracts have ids of their own"
        for r, rate in rows(row, "rates"):
            name, price = rate.get("offer"), rate.get("usd_per_hour")
            if not isinstance(name, str):
                continue
            if name not in offers:
                yield unknown(("commitments", n, "rates", r, "offer"), name, "offers", ids["offers"])
                continue
            wrong = _why_not(offers[name], row.get("vendor"), price)
            if wrong:
                yield ("commitments", n, "rates", r), f"{name}: {wrong}"


def _why_not(offer: Mapping[str, Any], vendor: object, price: object) -> str:
    """Why a commitment cannot cover an offer at a price; empty where it can."""
    path, own = offer.get("price_path"), offer.get("usd_per_hour", 0.0)
    factors = [f for f in path.values() if isinstance(f, int | float)] if isinstance(path, Mapping) else []
    if offer.get("mode") != "on_demand":
        return f"a commitment covers on_demand offers, this is {offer.get('mode')}"
    if offer.get("vendor") != vendor:
        return f"the offer is paid to {offer.get('vendor')!r}, the commitment to {vendor!r}"
    if isinstance(price, int | float) and isinstance(own, int | float) and price > (least := own * min([1, *factors])):
        return f"the rate of {price:g} USD/h is above the offer's own price of {least:g} USD/h"
    return ""
