"""Re-planning as the audit reads it: firm orders are kept as they were, and every departure has its price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from models.calendar import month_number
from models.cases import in_case
from models.hardware import Holding
from models.lanes import OF_LANE
from models.plan import Plan
from models.replanning import FirmOrder
from models.scenario import Scenario
from solver.proof.audit.auditor import Examination
from solver.proof.audit.changes import check_changes
from solver.proof.audit.facts import Facts
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import OfferTerms, exact


def check_replan(scenario: Scenario, case_id: str, plan: Plan, found: Examination, notes: Notes) -> None:
    """All of them; a plan without a previous one states no changes.

    Parameters
    ----------
    scenario: as it was given, without firm orders and what the case changes.
    """
    previous = plan.previous
    if previous is None:
        notes.same("changes", "number, without a previous plan", len(plan.changes), 0)
        return
    facts = found.state.facts
    signed = facts.offers if not scenario.case(case_id).changes else Facts(scenario, case_id).offers
    file_holds = {h.id for h in in_case(scenario, case_id).holdings}
    border = max(previous.firm_until, facts.time.labels[0])
    notes.same("previous", "firm_until", previous.firm_until, border)
    covers = facts.time.labels[0] <= previous.first and previous.until <= facts.time.label(facts.time.periods)
    if not covers:
        notes.sentences.append("previous: first, until: the time that both plans cover is not inside the horizon")
    notes.once("previous.firm", (order.id for order in previous.firm))
    for order in previous.firm:
        if order.id not in file_holds:
            _check_firm(facts, signed.get(order.offer), order, border, notes)
    for row in previous.orders:
        if row.order_period < border:
            notes.sentences.append(f"previous.orders (offer {row.offer}, {row.order_period}): it is firm")
    for placed in plan.orders:
        if placed.order_period < border:
            where = f"orders (offer {placed.offer}, {placed.order_period})"
            notes.sentences.append(f"{where}: what is ordered before {border} is firm")
    check_changes(plan, previous, notes)


def _check_firm(facts: Facts, terms: OfferTerms | None, order: FirmOrder, border: str, notes: Notes) -> None:
    """A firm order stands among the holdings, as large and as long as ordered, on the terms of its offer."""
    where = f"previous.firm ({order.id})"
    held = {h.id: h for h, _ in facts.holdings}.get(order.id)
    if terms is None or held is None or not terms.offer.is_firm:
        notes.sentences.append(f"{where}: it is no holding, or the scenario has no such offer")
        return
    if order.ordered >= border:
        notes.sentences.append(f"{where}: orders from {border} on are not firm")
    notes.same(where, "place", (held.accelerator, held.site, held.vendor), (*terms.place, terms.offer.vendor))
    due = order.ordered if order.ordered >= facts.time.labels[0] else None
    dated = held.ordered, held.since, held.until, held.mode
    notes.same(where, "time", dated, (due, order.since, order.until, terms.offer.mode))
    owner = order.dedicated_to or ""
    notes.same(where, "owner", facts.pool_of(held)[2], owner if facts.lanes.apart or not _is_lane(owner) else "")
    notes.close(where, "accelerators", held.accelerators, order.packs * terms.offer.pack)
    notes.close(where, "capacity credit", held.credit, terms.offer.credit)
    notes.close(where, "availability", held.availability, terms.offer.availability)
    for field, own in _terms(terms).items():
        notes.usd(where, field, getattr(held, field) * held.accelerators, float(own * exact(order.packs)))
    _check_term(order, held, terms, where, notes)


def _is_lane(owner: str) -> bool:
    return owner.startswith(OF_LANE)


def _terms(terms: OfferTerms) -> Mapping[str, Decimal]:
    """Prices of a pack as those of its accelerators."""
    offer, months = terms.offer, terms.time.months
    return {
        "upfront_usd": terms.upfront,
        "monthly_usd": exact(offer.monthly_usd) + terms.support / months,
        "committed_usd_per_hour": exact(offer.committed_usd_per_hour),
        "beside_usd_per_month": (terms.software + sum(terms.beside.values())) / months,
    }


def _check_term(order: FirmOrder, held: Holding, terms: OfferTerms, where: str, notes: Notes) -> None:
    """A contract ends with its term in whole periods of the plan that signed it; bought units have a book life."""
    notes.same(where, "life_months", held.life_months, terms.offer.life_months)
    if terms.offer.term_months is None:
        return
    length = None if order.until is None else month_number(order.until) - month_number(order.since)
    if length is None or length < terms.offer.term_months:
        notes.sentences.append(f"{where}: it serves for {length} months, its term is {terms.offer.term_months}")
