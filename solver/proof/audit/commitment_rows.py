"""Spend commitments: signed when on offer, within limits, and used as the vendor bills: highest discount first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from models.calendar import month_number
from models.commitment import Commitment
from solver.proof.audit.commitments import CommitmentRow
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.pricing import on_path
from solver.proof.audit.state import Coverage, State
from solver.proof.audit.timeline import is_within

LEAST = 1e-6
"""USD/h up to this are rounding: nobody signs for them."""
DUST = 1e-12
"""USD/h of a commitment that is used up."""


class Signature(NamedTuple):
    """USD/h of a commitment signed in a period: in force start <= t < end, possibly beyond the horizon."""

    terms: Commitment
    placed: int
    start: int
    end: int
    usd_per_hour: float


def read_commitments(state: State, rows: Sequence[CommitmentRow], ledger: Ledger) -> None:
    """Amounts of commitments that there are, in periods in which they can be signed; each listed once."""
    law, time = "commitments_are_on_offer", state.facts.time
    for row in rows:
        ledger.count(law)
        where = (f"commitment {row.commitment}", row.order_period)
        terms, u = terms_of(state.facts).get(row.commitment), time.period_of.get(row.order_period)
        if terms is None or u is None:
            ledger.require(False, law, where, "there is no such commitment, or the horizon has no such period")
            continue
        is_open = is_within(time.starts[u], terms.order_from, terms.order_until)
        is_there = u + time.whole(terms.lead_months) < time.periods
        signed = state.commit.setdefault(terms.id, {})
        laws = (
            (is_open and is_there, "it cannot be signed then"),
            (0 <= row.usd_per_hour < inf, f"{row.usd_per_hour!r} USD/h is no amount"),
            (u not in signed, "it is listed twice"),
        )
        if all(ledger.require(holds, law, where, sentence) for holds, sentence in laws):
            signed[u] = row.usd_per_hour
    state.coverage = coverage(state)


def terms_of(facts: Facts) -> dict[str, Commitment]:
    """Commitments by id."""
    return {c.id: c for c in facts.scenario.commitments}


def signatures(state: State) -> Iterator[Signature]:
    """All that is newly signed."""
    time, all_of = state.facts.time, terms_of(state.facts)
    for name, signed in state.commit.items():
        for u, usd in signed.items():
            start = u + time.whole(all_of[name].lead_months)
            yield Signature(all_of[name], u, start, start + time.whole(all_of[name].term_months), usd)


def of_today(state: State, terms: Commitment, period: int) -> float:
    """What is in force of today's in a period, also past the horizon [USD/h]."""
    start = state.facts.time.horizon.period_start(period)
    is_over = terms.signed_until is not None and start >= month_number(terms.signed_until)
    return 0.0 if is_over else terms.signed_usd_per_hour


def newly(state: State, terms: Commitment, period: int) -> list[float]:
    """What is newly signed and in force in a period [USD/h]."""
    return [s.usd_per_hour for s in signatures(state) if s.terms.id == terms.id and s.start <= period < s.end]


def in_force(state: State, terms: Commitment, period: int) -> float:
    """All that is in force in a period [USD/h]."""
    return of_today(state, terms, period) + sum(newly(state, terms, period))


def coverage(state: State) -> list[Coverage]:
    """The vendors' bill: in every slot the commitments in their order, each the highest discount first, until nothing
    is left of it; copies of one offer are covered in equal shares."""
    found: list[Coverage] = []
    left = {(name, q): packs for name, copy in state.copies.items() for q, packs in copy.rent.items() if packs > 0}
    for terms in state.facts.scenario.commitments:
        for t in range(state.facts.time.periods):
            usd_per_hour = in_force(state, terms, t)
            for q in state.facts.time.slots_of(t) if usd_per_hour > 0 else ():
                found += _cover(state, terms, q, usd_per_hour, left)
    return found


Left = dict[tuple[tuple[str, str], int], float]
"""Packs that are rented and not covered yet, by copy and slot."""


def _cover(state: State, terms: Commitment, slot: int, usd_per_hour: float, left: Left) -> Iterator[Coverage]:
    month, offers = state.facts.time.starts[state.facts.time.period(slot)], state.facts.offers
    price = {
        rate.offer: offers[rate.offer].offer.usd_per_hour * float(on_path(offers[rate.offer].offer, month))
        for rate in terms.rates
    }
    for rate in sorted(terms.rates, key=lambda rate: rate.usd_per_hour / price[rate.offer]):
        names = [name for name in state.copies if name[0] == rate.offer and left.get((name, slot), 0.0) > 0]
        packs = sum(left[name, slot] for name in names)
        paid = min(packs, usd_per_hour / rate.usd_per_hour)
        if paid <= 0 or usd_per_hour <= DUST:
            continue
        usd_per_hour -= paid * rate.usd_per_hour
        for name in names:
            own = left[name, slot] * paid / packs
            left[name, slot] -= own
            yield Coverage(terms, state.copies[name], slot, own, rate.usd_per_hour)


def check_commitments(state: State, ledger: Ledger) -> None:
    """`commitments_fit_limit`: no more in force at once than is on offer; `commitment_term_fits_limit`: none of those
    that bind for longer than the policy allows."""
    time, longest = state.facts.time, state.facts.policy.max_term_months
    for terms in state.facts.scenario.commitments:
        most = terms.max_usd_per_hour
        for t, label in enumerate(time.labels) if most is not None else ():
            signed = newly(state, terms, t)
            ledger.at_most("commitments_fit_limit", (f"commitment {terms.id}", label), signed, [most or 0.0], "USD/h")
            ledger.limit("commitments_fit_limit", terms.id, frozenset((label,)), sum(signed), most or 0.0)
        if longest is not None and terms.term_months > longest:
            signed = list(state.commit.get(terms.id, {}).values())
            ledger.at_most("commitment_term_fits_limit", (f"commitment {terms.id}",), signed, [0.0], "USD/h")


def signed_terms(state: State) -> dict[str, Commitment]:
    """Commitments of which anything is newly signed, by id."""
    return {s.terms.id: s.terms for s in signatures(state) if s.usd_per_hour > LEAST}


def hours(state: State, first: int, until: int) -> float:
    """Hours of the periods first <= t < until, also past the horizon [h]."""
    return sum(state.facts.time.horizon.period_hours(t) for t in range(first, until))


def owed(state: State, period: int) -> list[tuple[str, float]]:
    """Payees, and what commitments still ask for at the end of a period [USD]: of new ones all of it, of today's with
    an end."""
    found, time = [], state.facts.time
    for s in signatures(state):
        if s.placed <= period:
            ahead = s.terms.upfront_share * hours(state, s.start, s.end) * (period < s.start)
            later = (1 - s.terms.upfront_share) * hours(state, max(s.start, period + 1), s.end)
            found.append((s.terms.vendor, s.usd_per_hour * (ahead + later)))
    for terms in state.facts.scenario.commitments:
        if terms.signed_until is not None:
            end = time.first_period_from(terms.signed_until)
            left = hours(state, period + 1, max(period + 1, end))
            found.append((terms.vendor, (1 - terms.upfront_share) * terms.signed_usd_per_hour * left))
    return found


def owed_after_horizon(state: State) -> float:
    """What newly signed commitments still ask for after the last period [USD]."""
    periods = state.facts.time.periods
    rest = ((s, hours(state, periods, max(periods, s.end))) for s in signatures(state))
    return sum(s.usd_per_hour * (1 - s.terms.upfront_share) * left for s, left in rest)
