"""Enterprise agreements: spend promised to a vendor for every contract year, in return for a discount on its offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Share, Text
from models.calendar import month_number
from models.evidence import Evidence
from models.offer import Offer
from models.raw import Problem, rows, unknown

MONTHS_PER_YEAR = 12
"""Months of a contract year."""


class Promise(Model):
    """What an agreement promises for a contract year."""

    commitment_usd: Amount
    """Spend promised for the twelve months [USD]."""


class Agreement(Model):
    """A promise to spend so much with a vendor in every contract year: what is missing at its end is paid all the same.

    While it is in force its offers are charged less: upfront, monthly and hourly payments of contracts and rent, not of
    bought units. What they are charged, less the discount, draws the promise down; spend commitments, endpoints and
    today's fleet do not.
    """

    id: Id
    name: Text = ""
    """Name on paper."""
    vendor: Id
    """Who is paid."""
    offers: tuple[Id, ...] = ()
    """Its leases, reserves and rents that take part; empty: all of this vendor."""
    discount: Share
    """What it takes off all that these offers are charged while it is in force [share]."""
    years: tuple[Promise, ...] = Field(min_length=1, max_length=30)
    """Its contract years of twelve months, in their order, with what is promised for each."""
    start: Month | None = None
    """First month in which it is in force, and the one in which it is signed; default: first month of the horizon."""
    is_signed: bool = False
    """Whether it is signed today, so that nothing is to be decided; its `start` may then lie before the horizon."""
    drawn_usd: Amount = 0.0
    """Drawn down before the horizon of the contract year that is running then [USD]."""
    bucket: Id | None = None
    """Team bucket that gets the discount and pays what is missing; none: no bucket."""
    evidence: Evidence = Evidence()
    """Source of discount and amounts."""

    @model_validator(mode="after")
    def _is_plain(self) -> Agreement:
        if self.drawn_usd and not self.is_signed:
            raise ValueError("`drawn_usd` needs `is_signed: true`: nothing is drawn of what is not signed")
        return self

    @property
    def commitment_usd(self) -> tuple[float, ...]:
        """Spend promised by contract year [USD]."""
        return tuple(year.commitment_usd for year in self.years)

    @property
    def term_months(self) -> int:
        """Length of all contract years [months]."""
        return MONTHS_PER_YEAR * len(self.years)

    def takes(self, offer: Offer) -> bool:
        """Whether it takes its discount off an offer."""
        return offer.vendor == self.vendor and offer.mode != "buy" and (not self.offers or offer.id in self.offers)


class AgreementYear(Model):
    """A contract year of an agreement that the plan signs, or that is signed today, as far as the horizon holds it."""

    agreement: Id
    vendor: Id
    """Who is paid."""
    year: int
    """Number of the contract year, from 1."""
    year_from: Month
    """Its first month, also before the horizon."""
    year_until: Month
    """First month after it, also past the horizon."""
    committed_usd: float
    """Spend promised, less what was drawn down before the horizon; of a year that the horizon cuts the part of its
    months inside [USD]."""
    charged_usd: float
    """What its offers are charged before the discount [USD], nominal, by the accounting rules."""
    rebate_usd: float
    """What the discount takes off that [USD]."""
    drawn_usd: float
    """Charged less rebate: what draws the promise down [USD]."""
    shortfall_usd: float
    """What is missing, and is paid at the end of the year, or of the horizon in it [USD]."""


def agreement_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Agreements on offers that they cannot discount, that began unsigned, or that clash with one signed today."""
    offers = {row["id"]: row for _, row in rows(document, "offers") if isinstance(row.get("id"), str)}
    signed: list[tuple[int, Mapping[str, Any]]] = []
    for n, row in rows(document, "agreements"):
        for kind in ("offers", "commitments"):
            if row.get("id") in ids[kind]:
                yield ("agreements", n, "id"), f"{row['id']!r} is among the {kind}; contracts have ids of their own"
        for at, name in enumerate(_named(row)):
            if name not in offers:
                yield unknown(("agreements", n, "offers", at), name, "offers", ids["offers"])
            elif wrong := _why_not(offers[name], row.get("vendor")):
                yield ("agreements", n, "offers", at), f"{name}: {wrong}"
        if _begins_before(document, row) and row.get("is_signed") is not True:
            text = "an agreement that begins before the horizon is signed (`is_signed: true`), or begins inside it"
            yield ("agreements", n, "start"), text
        signed += [(n, row)] if row.get("is_signed") is True else []
    for (_, one), (n, other) in combinations(signed, 2):
        if one.get("vendor") == other.get("vendor") and _share(one, other) and _overlap(document, one, other):
            yield ("agreements", n, "is_signed"), f"it is in force with {one.get('id')!r} for the same offers"


def _named(row: Mapping[str, Any]) -> list[str]:
    named = row.get("offers")
    return [name for name in named if isinstance(name, str)] if isinstance(named, Sequence) else []


def _why_not(offer: Mapping[str, Any], vendor: object) -> str:
    """Why an agreement cannot take its discount off an offer; empty where it can."""
    if offer.get("mode") == "buy":
        return "an agreement covers leases, reserves and rent; a discount on bought units is their price, or a tier"
    if offer.get("vendor") != vendor:
        return f"the offer is paid to {offer.get('vendor')!r}, the agreement is with {vendor!r}"
    return ""


def _share(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two agreements with a vendor discount an offer together; those that name none take all."""
    return not _named(one) or not _named(other) or not set(_named(one)).isdisjoint(_named(other))


def _span(document: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[int, int] | None:
    """First month and first month after an agreement; None where its fields are not as they should be."""
    horizon = document.get("horizon")
    start, years = row.get("start"), row.get("years")
    start = start or (horizon.get("start") if isinstance(horizon, Mapping) else None)
    if not isinstance(start, str) or not isinstance(years, Sequence):
        return None
    try:
        first = month_number(start)
    except ValueError:
        return None
    return first, first + MONTHS_PER_YEAR * len(years)


def _overlap(document: Mapping[str, Any], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    spans = _span(document, one), _span(document, other)
    return (
        spans[0] is not None and spans[1] is not None and max(s[0] for s in spans if s) < min(s[1] for s in spans if s)
    )


def _begins_before(document: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    own, horizon = _span(document, row), _span(document, {"years": ()})
    return own is not None and horizon is not None and own[0] < horizon[0]
