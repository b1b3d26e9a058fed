"""Figures that plans have since version 1.1: sites, pools, service and its cost, pairs that do not serve."""

from __future__ import annotations

from models.plan import Plan
from models.plan_versions import SINCE_1_1
from solver.proof.audit.agreement_money import check_agreement_figures
from solver.proof.audit.auditor import Examination
from solver.proof.audit.books import check_book_figures
from solver.proof.audit.carbon import check_carbon_figures
from solver.proof.audit.charges import Charges
from solver.proof.audit.commitment_money import check_commitment_figures
from solver.proof.audit.ending_rows import check_ending_figures
from solver.proof.audit.expansion_rows import check_expansion_figures
from solver.proof.audit.gang_figures import check_gang_figures
from solver.proof.audit.lifecycle import check_lifecycle
from solver.proof.audit.lockin_figures import check_lock_in_figures
from solver.proof.audit.managed import check_endpoints
from solver.proof.audit.matrix import check_matrix
from solver.proof.audit.maturity_figures import check_maturity_figures
from solver.proof.audit.milestones import check_milestones
from solver.proof.audit.notes import Notes
from solver.proof.audit.operating import check_operating_figures
from solver.proof.audit.pair_figures import Book, check_pairs
from solver.proof.audit.place_figures import check_pools, check_sites
from solver.proof.audit.pricing import check_volumes
from solver.proof.audit.queueing import check_queueing_figures
from solver.proof.audit.queues import check_queues
from solver.proof.audit.quota_rows import check_counted_figures
from solver.proof.audit.reasons import check_reasons
from solver.proof.audit.replica_rows import check_replica_figures
from solver.proof.audit.returns import check_returns
from solver.proof.audit.rivals import rivals_of
from solver.proof.audit.scorecard import check_scorecard
from solver.proof.audit.separation import check_separation
from solver.proof.audit.service_figures import check_service
from solver.proof.audit.simplicity import check_simplicity_figures
from solver.proof.audit.unit_economics import check_unit_economics
from solver.proof.audit.use import Use

END_OF_TIME = 2200 * 12
"""Month number from which on an end of service is not written."""


def check_derived(plan: Plan, found: Examination, notes: Notes) -> None:
    """All of them, each computed again from scenario and decisions."""
    use = Use(found.state)
    _check_ends(plan, use, notes)
    check_sites(plan, use, notes)
    check_pools(plan, use, notes)
    check_carbon_figures(plan, use, notes)
    check_lock_in_figures(plan, use, notes)
    check_endpoints(plan, use, notes)
    charges = Charges(use, found.bill)
    check_service(plan, use, charges, notes)
    check_queues(plan, use, notes)
    book = Book(use)
    check_pairs(plan, book, notes)
    rivals = {key: rivals_of(book, key) for key in book.asked} if plan.matrix or plan.scorecard else {}
    check_matrix(plan, book, rivals, notes)
    check_scorecard(plan, book, rivals, notes)
    check_milestones(plan, use, notes)
    check_queueing_figures(plan, found.state, notes)
    check_maturity_figures(plan, found, notes)
    check_book_figures(plan, found.state, found.bill, notes)
    check_separation(plan, use.facts, notes)
    check_expansion_figures(plan, found.state, notes)
    check_ending_figures(plan, found.state, notes)
    check_commitment_figures(plan, found.state, notes)
    check_agreement_figures(plan, found.state, found.bill, notes)
    check_gang_figures(plan, found, notes)
    check_replica_figures(plan, found.state, notes)
    check_simplicity_figures(plan, found.state, notes)
    check_volumes(plan, found.state, notes)
    check_counted_figures(plan, found.state.facts, notes)
    check_operating_figures(plan, found.state, notes)
    check_unit_economics(plan, use, charges, notes)
    check_returns(plan, found, notes)
    check_reasons(plan, use.facts, notes)
    check_lifecycle(plan, book, notes)


def check_nothing_is_derived(plan: Plan, notes: Notes) -> None:
    """A plan of version 1.0 may not state what was never checked in it."""
    for name, part in SINCE_1_1.items():
        rows = getattr(plan, name)
        stated = rows if part is True else [row for row in rows if row.model_fields_set & part["__all__"]]
        if stated:
            notes.sentences.append(f"{name}: a plan of version {plan.schema_version} does not state this")


def _check_ends(plan: Plan, use: Use, notes: Notes) -> None:
    time = use.time
    for n, order in enumerate(plan.orders):
        copy = use.state.copies.get((order.offer, order.dedicated_to or ""))
        period = time.period_of.get(order.order_period, -1)
        if copy is not None and period in copy.terms.services:
            end = copy.terms.services[period].end
            own = time.label(end) if time.horizon.period_start(end) < END_OF_TIME else None
            notes.same(f"orders[{n}] (offer {order.offer}, {order.order_period})", "ends", order.ends, own)
