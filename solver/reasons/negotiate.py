"""What to know before talking to vendors: for each, the plan without it, walk-away prices, and terms to ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from models.negotiation import Instead, Negotiation, Stake, VendorPage
from models.reasons import HELD, BreakEven, TermWorth
from models.scenario import Scenario
from solver.answers.outcome import Outcome
from solver.program.entries import weight
from solver.reasons.base import Base, Numbers
from solver.reasons.break_even import rejected
from solver.reasons.make import HALF, bounds_of, left_out, worths
from solver.reasons.stakes import parts, stake
from solver.reasons.worth import bettered, rents
from solver.search.clock import Clock
from solver.search.matrix import Floats
from solver.search.options import Listener, SearchOptions
from solver.stress.base import Base as Planned
from solver.stress.base import of_plan

CENT = 0.005
"""Payments up to this are rounding [USD]."""


def make_negotiation(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> Negotiation | Outcome:
    """Plan a case and say what each vendor on offer is worth.

    Parameters
    ----------
    options: gap of every plan; the time limit is for all of them together.

    Returns
    -------
    `Negotiation`; the outcome of planning where the case has no plan; `NoPlanInTime` where `on_progress` called it off.
    """

    def say(base: Planned, clock: Clock) -> Negotiation:
        return _negotiation(Base.of(base), clock, document_hash)

    return of_plan(scenario, case, options, on_progress, HALF, say, document_hash=document_hash)


def _negotiation(base: Base, clock: Clock, document_hash: str) -> Negotiation:
    s, x = base.scenario, base.program.instance
    vendor_of = {o.id: o.vendor for o in x.scenario.offers}
    vendors = sorted({*vendor_of.values(), *(c.vendor for c in s.commitments)})
    out, taken = rejected(base), list(parts(base))
    terms = [(offer, term) for offer, term in bettered(base) if term not in HELD]
    left = len(vendors) + len(taken) + len(terms) + 3 * len(out) + 1
    bounds = bounds_of(base, out, clock, left)
    left -= len(out)
    pages = []
    for vendor in vendors:
        pages.append(_page(base, vendor, clock, left))
        left -= 1
    stakes = []
    for part in taken:
        given = None if clock.is_up() else clock.share(left)
        stakes.append(stake(base, part, given, clock.tell(f"without {part.offer.id}")))
        left -= 1
    worth = (*worths(base, terms, clock, left), *rents(base, stakes))
    rows = left_out(base, out, bounds, clock, left - len(terms))
    pages = [_filled(page, vendor_of, stakes, rows, worth) for page in pages]
    return Negotiation(
        scenario=s.name,
        case=base.case,
        scenario_hash=document_hash,
        start=s.horizon.start,
        months=s.horizon.months,
        cost_usd=base.cost_usd,
        bound_usd=base.plan.bound_usd,
        gap=base.solution.asked_gap,
        vendors=tuple(sorted(pages, key=lambda page: (-page.paid_usd, page.vendor))),
        names=x.names,
    )


def _filled(
    page: VendorPage,
    vendor_of: dict[str, str],
    stakes: Iterable[Stake],
    out: Iterable[BreakEven],
    worth: Iterable[TermWorth],
) -> VendorPage:
    """The page of a vendor with what is about its offers."""

    def own(offer: str) -> bool:
        return vendor_of[offer] == page.vendor

    return page.model_copy(
        update={
            "stakes": tuple(row for row in stakes if own(row.offer)),
            "left_out": tuple(row for row in out if own(row.offer)),
            "worth": tuple(row for row in worth if own(row.offer)),
        }
    )


def _page(base: Base, vendor: str, clock: Clock, left: int) -> VendorPage:
    """What a vendor is paid, and the best plan in which nothing new is had of it."""
    paid = paid_by_vendor(base, base.x)
    whole = sum(paid.values())
    row = VendorPage(
        vendor=vendor,
        paid_usd=round(paid.get(vendor, 0.0), 2),
        percent=100 * paid.get(vendor, 0.0) / whole if whole > 0 else 0.0,
        found="not_in_time",
    )
    columns = columns_of_vendor(base, vendor)
    if not np.any(base.x[columns] > base.matrix.low[columns] + 1e-6):
        return row.model_copy(update={"found": None})
    if clock.is_up():
        return row
    other = base.without(columns, clock.share(left), clock.tell(f"without {vendor}"))
    if other.cost_usd is None or other.x is None:
        return row.model_copy(update={"found": other.found})
    then = paid_by_vendor(base, other.x)
    more = {name: usd - paid.get(name, 0.0) for name, usd in then.items() if usd - paid.get(name, 0.0) > CENT}
    return row.model_copy(
        update={
            "found": other.found,
            "without_usd": round(other.cost_usd, 2),
            "extra_usd": round(other.cost_usd - base.cost_usd, 2),
            "at_least_usd": max(0.0, round(other.least_usd - base.cost_usd, 2)),
            "instead": tuple(
                Instead(vendor=name, more_usd=round(usd, 2))
                for name, usd in sorted(more.items(), key=lambda each: (-each[1], each[0]))
            ),
        }
    )


def columns_of_vendor(base: Base, vendor: str) -> Numbers:
    """Columns by which anything new is had of a vendor: orders, rent, commitments, agreements."""
    s, m = base.program.instance.scenario, base.matrix
    offers = [base.columns_of(o.id) for o in s.offers if o.vendor == vendor]
    signed = {c.id for c in s.commitments if c.vendor == vendor} | {a.id for a in s.agreements if a.vendor == vendor}
    papers = [n for n in m.of("commit", "sign") if m.columns[n].index()[0] in signed]
    return np.concatenate([*offers, np.array(papers, dtype=np.int64)]).astype(np.int64)


def paid_by_vendor(base: Base, x: Floats) -> dict[str, float]:
    """Discounted payments to offers and commitments by vendor in a solution [USD]; discounts of agreements apart."""
    s, found = base.program.instance.scenario, defaultdict[str, float](float)
    for o in s.offers:
        if o.id in base.prices:
            found[o.vendor] += float(base.prices[o.id] @ x)
    vendors = {c.id: c.vendor for c in s.commitments}
    number = {id(base.matrix.columns[n]): n for n in base.matrix.of("commit")}
    for entry in base.program.entries:
        if entry.copy is None and id(entry.decision) in number:
            n = number[id(entry.decision)]
            usd = entry.discounted * weight(base.program.instance, entry) * float(x[n])
            found[vendors[base.matrix.columns[n].index()[0]]] += usd
    return dict(found)
