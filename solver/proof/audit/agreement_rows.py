"""Enterprise agreements: signed when on offer, one at a time for an offer, and what they still promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from models.agreement import Agreement
from models.calendar import month_number
from solver.proof.audit.agreements import AgreementRow
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.state import State

YEAR = 12
"""Months of a contract year."""


class Year(NamedTuple):
    """A contract year: its first month, its amount in full, and the periods of the horizon that start in it."""

    first: int
    usd: float
    periods: tuple[int, ...]


def years(facts: Facts, terms: Agreement) -> list[Year]:
    """All contract years, also those outside the horizon."""
    begin, time = month_number(terms.start or facts.time.labels[0]), facts.time
    found = []
    for y, usd in enumerate(terms.commitment_usd):
        first = begin + YEAR * y
        inside = tuple(t for t, start in enumerate(time.starts) if first <= start < first + YEAR)
        found.append(Year(first, usd, inside))
    return found


def committed(facts: Facts, terms: Agreement, year: Year) -> float:
    """What must be drawn down in a year: by its months before the end of the horizon, less what was before it [USD]."""
    months = min(YEAR, facts.time.horizon.period_start(facts.time.periods) - year.first)
    drawn = terms.drawn_usd if year.first < facts.time.starts[0] else 0.0
    return max(0.0, year.usd * months / YEAR - drawn)


def offers_of(facts: Facts, terms: Agreement) -> set[str]:
    """Offers that it takes a discount off."""
    return {
        name
        for name, own in facts.offers.items()
        if own.offer.vendor == terms.vendor and own.offer.mode != "buy" and not own.accelerator.is_managed
        if not terms.offers or name in terms.offers
    }


def read_agreements(state: State, rows: Sequence[AgreementRow], ledger: Ledger) -> None:
    """Agreements that there are and that can be in force, and all that are signed today."""
    law, facts = "agreements_are_on_offer", state.facts
    all_of, longest = {terms.id: terms for terms in facts.scenario.agreements}, facts.policy.max_term_months
    for name in dict.fromkeys(row.agreement for row in rows):
        ledger.count(law)
        terms, where = all_of.get(name), (f"agreement {name}",)
        if terms is None or not any(year.periods for year in years(facts, terms)):
            ledger.require(False, law, where, "there is no such agreement inside the horizon")
            continue
        months = YEAR * len(terms.commitment_usd)
        fits = terms.is_signed or longest is None or months <= longest
        if ledger.require(fits, law, where, f"{months} months are more than the {longest} that a term may last"):
            state.agreed[name] = terms
    for terms in facts.scenario.agreements:
        if terms.is_signed and any(year.periods for year in years(facts, terms)):
            state.agreed[terms.id] = terms


def newly_agreed(state: State) -> list[Agreement]:
    """Agreements that the plan signs."""
    return [terms for terms in state.agreed.values() if not terms.is_signed]


def check_agreements(state: State, ledger: Ledger) -> None:
    """`agreements_exclude`: no two of them take a discount off the same offer in the same period."""
    facts = state.facts
    for one, other in combinations(state.agreed.values(), 2):
        times, offers = ([of(facts, terms) for terms in (one, other)] for of in (_times, offers_of))
        if times[0] & times[1] and offers[0] & offers[1]:
            ledger.at_most("agreements_exclude", (one.id, other.id), [1.0, 1.0], [1.0], "agreements for an offer")


def _times(facts: Facts, terms: Agreement) -> set[int]:
    return {t for year in years(facts, terms) for t in year.periods}


def owed(state: State, period: int) -> Iterator[tuple[str, float]]:
    """Payees, and what is promised for contract years that begin after a period, from the signature on [USD]."""
    end = state.facts.time.horizon.period_start(period + 1)
    for terms in state.agreed.values():
        if period >= min(_times(state.facts, terms)):
            yield terms.vendor, sum(year.usd for year in years(state.facts, terms) if year.first >= end)


def promised_after_horizon(state: State) -> float:
    """What agreements that the plan signs promise for months after the horizon [USD]."""
    end, later = state.facts.time.horizon.period_start(state.facts.time.periods), 0.0
    for terms in newly_agreed(state):
        for year in years(state.facts, terms):
            later += year.usd * max(0, min(YEAR, year.first + YEAR - end)) / YEAR
    return later
