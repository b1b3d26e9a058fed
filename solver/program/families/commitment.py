"""Spend commitments: USD per hour promised for a term pay for on-demand usage at lower rates, used or not.

`coverage_fits_rent`: sum over the commitments of covered <= rent, for each offer they cover. Dual: what one more
covered pack saves [USD]. `coverage_fits_commitment`: sum of rate x covered <= committed, in every block.
Dual: worth of one more USD/h in that block [USD]. `commitments_fit_limit`: what is newly signed and in force <=
`max_usd_per_hour`. Dual: worth of one more USD/h on offer [USD]. `commitment_term_fits_limit`: what is signed of one
that is longer than the policy allows <= 0. Dual: USD that one such USD/h would save.
Covered usage is part of `rent`, no capacity beside it. For a given rent, one commitment is best used as vendors bill
it, highest discount first; where several cover the same offer they apply in their order, which an optimum may undercut:
the plan states and pays the vendor's bill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyomo.environ as pyo

from models.calendar import month_number
from models.commitment import Commitment
from models.hardware import Accelerator
from models.policy import VendorShare
from solver.program.entries import Entry, at_end, at_start, is_in_case
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.commitments import is_too_long, may_be_in_force, signed_usd_per_hour, windows


def commitments_of(x: Instance) -> dict[str, Commitment]:
    """Commitments by id."""
    return {c.id: c for c in x.scenario.commitments}


def covers(x: Instance, c: Commitment) -> dict[int, float]:
    """Copies of the offers that it covers -> rate [USD/pack/h]."""
    rates = {rate.offer: rate.usd_per_hour for rate in c.rates}
    return {o: rates[copy.offer.id] for o, copy in enumerate(x.copies) if copy.offer.id in rates}


def accelerators_of(x: Instance, c: Commitment) -> list[Accelerator]:
    """Accelerators of the offers that it covers."""
    offers = {offer.id: offer for offer in x.scenario.offers}
    return [x.accelerators[offers[rate.offer].accelerator] for rate in c.rates]


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `commit[c,u,n]` [USD/h] and `covered[c,o,t,b,k]` [packs]; `m.rent` comes first."""
    commits, covered = [], []
    for c in x.scenario.commitments:
        commits += [(c.id, u, n) for u in windows(x.scenario, c) for n in x.tree.nodes(u)]
        copies, periods = covers(x, c), {t for t in range(x.T) if may_be_in_force(x.scenario, c, t)}
        covered += [(c.id, *key) for key in m.rent if key[0] in copies and key[1] in periods] if periods else []
    most = {c.id: most_usd_per_hour(m, x, c) for c in x.scenario.commitments}
    m.commit = decide(commits, bounds=lambda _, c, *_when: (0, most[c]))
    m.covered = decide(covered, bounds=lambda _, _c, *key: (0, m.rent[key].ub))


def most_usd_per_hour(m: pyo.ConcreteModel, x: Instance, c: Commitment) -> float:
    """What all that may be rented of its offers in a block comes to at its rates: nobody commits more [USD/h]."""
    copies, by_slot = covers(x, c), dict[tuple[int, ...], float]()
    for o, *slot in m.rent:
        if o in copies:
            by_slot[tuple(slot)] = by_slot.get(tuple(slot), 0.0) + copies[o] * m.rent[(o, *slot)].ub
    most = max(by_slot.values(), default=0.0)
    return most if c.max_usd_per_hour is None else min(most, c.max_usd_per_hour)


def in_force(m: pyo.ConcreteModel, x: Instance, c: Commitment, t: int, k: int) -> Terms:
    """What is newly signed and in force in a period of a case [USD/h]."""
    return [(1.0, m.commit[c.id, u, x.tree.node(k, u)]) for u, (s, e) in windows(x.scenario, c).items() if s <= t < e]


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `coverage_fits_rent[o,t,b,k]`, `coverage_fits_commitment[c,t,b,k]`, `commitments_fit_limit[c,t,k]`,
    `commitment_term_fits_limit[c,k]`."""
    all_of, rates = commitments_of(x), {c.id: covers(x, c) for c in x.scenario.commitments}
    cases = range(len(x.tree.cases))

    def coverage_fits_rent(*slot: int) -> Body:
        covered: Terms = [(1.0, m.covered[(c, *slot)]) for c in all_of if (c, *slot) in m.covered]
        return [*covered, (-1.0, m.rent[slot])], None, 0.0

    def coverage_fits_commitment(name: str, t: int, b: int, k: int) -> Body:
        keys = [(name, o, t, b, k) for o in rates[name]]
        used: Terms = [(rates[name][key[1]], m.covered[key]) for key in keys if key in m.covered]
        committed = [(-usd, commit) for usd, commit in in_force(m, x, all_of[name], t, k)]
        return used + committed, None, signed_usd_per_hour(x.scenario, all_of[name], t)

    def commitments_fit_limit(name: str, t: int, k: int) -> Body | None:
        terms = in_force(m, x, all_of[name], t, k)
        return (terms, None, all_of[name].max_usd_per_hour) if terms else None

    def commitment_term_fits_limit(name: str, k: int) -> Body:
        return [(1.0, m.commit[name, u, x.tree.node(k, u)]) for u in windows(x.scenario, all_of[name])], None, 0.0

    limited = [c.id for c in all_of.values() if c.max_usd_per_hour is not None]
    too_long = [c.id for c in all_of.values() if is_too_long(x.scenario, c) and windows(x.scenario, c)]
    slots = dict.fromkeys(key[1:] for key in m.covered)
    used = dict.fromkeys((key[0], *key[2:]) for key in m.covered)
    add_rows(m, "coverage_fits_rent", slots, coverage_fits_rent)
    add_rows(m, "coverage_fits_commitment", used, coverage_fits_commitment)
    add_rows(
        m,
        "commitments_fit_limit",
        [(c, t, k) for c in limited for t in range(x.T) for k in cases],
        commitments_fit_limit,
    )
    add_rows(m, "commitment_term_fits_limit", [(c, k) for c in too_long for k in cases], commitment_term_fits_limit)


# ---- money ----------------------------------------------------------------------------------------------------------


def entries(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """What commitments are paid, and what covered usage is not paid on demand."""
    all_of = commitments_of(x)
    for (name, u, n), commit in m.commit.items():
        yield from _payments(x, all_of[name], u, n, commit)
    for (_, o, t, b, k), covered in m.covered.items():
        offer = x.copies[o].offer
        yield at_end(x, "on_demand", t, covered, -x.hours[t][b] * offer.usd_per_hour, offer.evidence, case=k, copy=o)


def _payments(x: Instance, c: Commitment, u: int, n: int, commit: Any) -> Iterator[Entry]:
    """All that one USD/h signed in a period is paid for."""
    s, e = windows(x.scenario, c)[u]
    by_hour, tail = 1 - c.upfront_share, x.scenario.policy.finance.payment_tail
    ahead = c.upfront_share * hours(x, s, e)
    charged = c.upfront_share * hours(x, s, min(e, x.T)) if tail == "prorate" else ahead
    yield at_start(x, "commitment_upfront", s, commit, charged, ahead, (n, u), None, c.evidence)
    for t in range(s, min(e, x.T)):
        yield at_end(x, "commitment_payments", t, commit, by_hour * x.H[t], c.evidence, node=(n, u))
    if tail == "charge_in_full" and e > x.T:
        usd = by_hour * hours(x, x.T, e)
        discounted = sum(by_hour * x.hours_of(t) * x.discount((t + 1) * x.M) for t in range(x.T, e))
        term = "payments_past_horizon"
        yield Entry(term, x.T, False, commit, (n, u), None, usd, discounted, 0.0, None, c.evidence)


def constants(x: Instance) -> Iterator[Entry]:
    """What commitments in force today are paid."""
    for c in x.scenario.commitments:
        chips = accelerators_of(x, c)
        pilot = chips[0].id if all(chip.is_pilot for chip in chips) else None
        for t in range(x.T):
            entry = at_end(x, "holdings", t, None, signed_usd(x, c, t), c.evidence)
            yield replace(entry, accelerator=pilot, bucket=c.bucket)


def signed_usd(x: Instance, c: Commitment, t: int) -> float:
    """What is paid in a period for what is in force of today's [USD]; what was paid ahead is past."""
    return (1 - c.upfront_share) * signed_usd_per_hour(x.scenario, c, t) * x.H[t]


def hours(x: Instance, first: int, until: int) -> float:
    """Hours of the periods first <= t < until, also past the horizon [h]."""
    return sum(x.hours_of(t) for t in range(first, until))


def outstanding(m: pyo.ConcreteModel, x: Instance, t: int, case: int) -> Iterator[tuple[str, float, Any]]:
    """(payee, USD per unit of a decision, decision): what a period adds to the commitment exposure, all that is signed
    in it, less what is paid in it."""
    for c in x.scenario.commitments:
        for u, (s, e) in windows(x.scenario, c).items():
            usd = hours(x, s, e) * (u == t) - c.upfront_share * hours(x, s, e) * (s == t)
            usd -= (1 - c.upfront_share) * x.hours_of(t) * (s <= t < e)
            yield c.vendor, usd, m.commit[c.id, u, x.tree.node(case, u)]


def signed_outstanding(x: Instance, t: int) -> Iterator[tuple[str, float]]:
    """Payees of commitments in force today with an end, and what they still ask for after period t [USD]."""
    horizon = x.scenario.horizon
    for c in x.scenario.commitments:
        if c.signed_until is not None:
            end = -(-(month_number(c.signed_until) - horizon.first) // x.M)
            yield c.vendor, (1 - c.upfront_share) * c.signed_usd_per_hour * hours(x, t + 1, max(t + 1, end))


def spend(
    m: pyo.ConcreteModel, x: Instance, entries: list[Entry], limit: VendorShare, k: int
) -> Iterator[tuple[bool, Any, float]]:
    """(whether it is the vendor's, decision, USD per unit of it) for a share of spend: as payee all that commitments
    are paid, by silicon what they cover, at their rates."""
    all_of = commitments_of(x)
    for entry in entries if limit.role == "payee" else ():
        if entry.term in ("commitment_upfront", "commitment_payments") and is_in_case(x, entry, k):
            yield all_of[entry.decision.index()[0]].vendor == limit.vendor, entry.decision, entry.paid
    rates = {name: covers(x, c) for name, c in all_of.items()} if limit.role == "silicon" else {}
    for (name, o, t, b, case), covered in m.covered.items() if rates else ():
        if case == k:
            maker = x.pools[x.copies[o].pool].accelerator.vendor
            yield maker == limit.vendor, covered, x.hours[t][b] * rates[name][o]
