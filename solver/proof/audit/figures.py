"""Figures of a plan that follow from its decisions: fleets, dates, accelerators, units."""

from __future__ import annotations

from decimal import Decimal

from models.decisions import Order
from models.plan import Plan
from models.policy import ACCOUNTING_WORDS
from solver.proof.audit.arc_figures import check_arcs
from solver.proof.audit.auditor import Examination
from solver.proof.audit.demand import allowed_slots
from solver.proof.audit.engineers import check_engineer_uses, port_effort
from solver.proof.audit.gang_rows import serving_in
from solver.proof.audit.launching import check_launch_figures
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.limit_figures import check_limit_uses
from solver.proof.audit.moving import check_moves
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.placement import Place
from solver.proof.audit.ports import port_usd, ports_of
from solver.proof.audit.state import Copy
from solver.proof.audit.timeline import FOREVER

FleetKey = tuple[bool, str, str, str]
"""Whether it is a holding, offer or holding, owner, period."""
FleetFigures = tuple[Place, str, float, float]
"""Place, mode, packs, accelerators."""


def check_figures(plan: Plan, found: Examination, case_id: str, notes: Notes) -> None:
    """All derived figures of a plan but money."""
    notes.same("provenance", "case", plan.provenance.case, case_id)
    levels = {w.id for w in found.state.facts.streams.values() if w.is_level}
    notes.same("level_loads", "set of workloads", sorted(plan.level_loads), sorted(levels))
    _check_deferrable(plan, found, notes)
    _check_accounting(plan, found, notes)
    _check_periods(plan, found, notes)
    _check_orders(plan, found, notes)
    _check_fleet(plan, found, notes)
    _check_rent(plan, found, notes)
    _check_service(plan, found, notes)
    _check_ports(plan, found, notes)
    check_engineer_uses(plan, found.state, notes)
    check_moves(plan, found.state, notes)
    check_launch_figures(plan, found.state, notes)
    check_arcs(plan, found, notes)
    check_limit_uses(plan, found, notes)


def _check_deferrable(plan: Plan, found: Examination, notes: Notes) -> None:
    """Workloads whose work may wait; plans of version 1.0 know none, and list none."""
    time, own = found.state.facts.time, []
    for w in found.state.facts.streams.values():
        if w.deferral is not None:
            blocks = [time.where(q)[1] for q in allowed_slots(w.deferral, time, 0)]
            own.append((w.id, time.whole(w.deferral.within_months), blocks))
    stated = [(row.workload, row.wait_periods, list(row.blocks)) for row in plan.deferrable]
    notes.same("deferrable", "list of workloads", stated, own)


def _check_accounting(plan: Plan, found: Examination, notes: Notes) -> None:
    """The plan names no other accounting rule than the scenario's; free sentences are not judged."""
    finance = found.state.facts.policy.finance
    for rule, own in (("end_value", finance.end_value), ("payment_tail", finance.payment_tail)):
        stated = plan.accounting.get(rule, own)
        others = {word for name, words in ACCOUNTING_WORDS.items() if name != own for word in (name, words)}
        if stated in others:
            notes.same("accounting", rule, stated, own)


def _check_periods(plan: Plan, found: Examination, notes: Notes) -> None:
    time = found.state.facts.time
    notes.same("periods", "list of months", [row.period for row in plan.periods], time.labels)
    for row in plan.periods:
        if row.period in time.period_of:
            own = {time.where(q)[1]: time.slot_hours[q] for q in time.slots_of(time.period_of[row.period])}
            notes.same(f"periods ({row.period})", "months", row.months, time.months)
            notes.same(f"periods ({row.period})", "blocks", sorted(row.hours), sorted(own))
            for block, hours in own.items():
                notes.close(f"periods ({row.period}, block {block})", "hours", row.hours.get(block, hours), hours)


def _check_orders(plan: Plan, found: Examination, notes: Notes) -> None:
    time = found.state.facts.time
    for n, order in enumerate(plan.orders):
        copy = found.state.copies.get((order.offer, order.dedicated_to or ""))
        u = time.period_of.get(order.order_period, -1)
        if copy is not None and u in copy.terms.services:
            where = f"orders[{n}] (offer {order.offer}, {order.order_period})"
            _check_order(order, copy, u, where, notes)


def _check_order(order: Order, copy: Copy, period: int, where: str, notes: Notes) -> None:
    terms, time = copy.terms, copy.terms.time
    service = terms.services[period]
    for field in ("accelerator", "site", "vendor", "mode", "days"):
        notes.same(where, field, getattr(order, field), getattr(terms.offer, field))
    notes.same(where, "in_service_period", order.in_service_period, time.labels[service.start])
    until = None if service.end == FOREVER else time.label(service.end)
    if service.end < time.periods or order.service_until is not None:
        notes.same(where, "service_until", order.service_until, until)
    notes.close(where, "accelerators", order.accelerators, order.packs * terms.offer.pack)
    share = copy.price_share.get(period, Decimal(1))
    notes.figure(where, "price_share", order.price_share, float(share))
    notes.usd(where, "cost_usd", order.cost_usd, float(exact(order.packs) * terms.order_cost(service, share)))


def _check_fleet(plan: Plan, found: Examination, notes: Notes) -> None:
    """Fleet rows are what orders and holdings give, none missing."""
    own = _own_fleet(found)
    notes.once("fleet", ((r.mode == "holding", r.offer, r.dedicated_to, r.period) for r in plan.fleet))
    for row in plan.fleet:
        where = f"fleet (offer {row.offer}, {row.dedicated_to or 'shared'}, {row.period})"
        key = (row.mode == "holding", row.offer, row.dedicated_to or "", row.period)
        place, mode, packs, accelerators = own.pop(key, ((row.accelerator, row.site), row.mode, 0.0, 0.0))
        notes.same(where, "accelerator, site", (row.accelerator, row.site), place)
        notes.same(where, "mode", row.mode, mode)
        days = None if row.mode == "holding" else found.state.facts.days.get(row.offer)
        notes.same(where, "days", row.days, days)
        if row.mode != "holding":  # a holding is counted in accelerators
            notes.close(where, "packs", row.packs, packs)
        notes.close(where, "accelerators", row.accelerators, accelerators)
    for (_, offer, owner, period), (_, _, packs, _) in own.items():
        if packs > ROW_TOLERANCE:
            notes.sentences.append(
                f"fleet (offer {offer}, {owner or 'shared'}, {period}): {packs:.6g} packs are missing"
            )


def _own_fleet(found: Examination) -> dict[FleetKey, FleetFigures]:
    facts = found.state.facts
    own: dict[FleetKey, FleetFigures] = {}
    for holding, serves in facts.holdings:
        for label, is_there in zip(facts.time.labels, serves, strict=True):
            if is_there:
                size = holding.accelerators
                own[True, holding.id, facts.pool_of(holding)[2], label] = (
                    (holding.accelerator, holding.site),
                    "holding",
                    size,
                    size,
                )
    for (offer, owner), copy in found.state.copies.items():
        for label, packs in zip(facts.time.labels, copy.in_service, strict=True):
            if packs:
                size = packs * copy.terms.offer.pack
                own[False, offer, owner, label] = copy.terms.place, copy.terms.offer.mode, packs, size
    return own


def _check_rent(plan: Plan, found: Examination, notes: Notes) -> None:
    for row in plan.rent:
        terms = found.state.facts.offers.get(row.offer)
        if terms is not None:
            where = f"rent (offer {row.offer}, {row.period}, block {row.block})"
            for field in ("accelerator", "site", "mode"):
                notes.same(where, field, getattr(row, field), getattr(terms.offer, field))
            notes.close(where, "accelerators", row.accelerators, row.packs * terms.offer.pack)


def _check_service(plan: Plan, found: Examination, notes: Notes) -> None:
    """Accelerators kept busy, and units missed."""
    facts = found.state.facts
    for row in plan.dispatch:
        key, place = (row.workload, row.geography), (row.accelerator, row.site)
        slot = _slot(found, row.period, row.block)
        if slot is not None and (key, place) in facts.placement.arcs:
            where = f"dispatch ({'@'.join(key)}, {' at '.join(place)}, {row.period}, block {row.block})"
            pool = facts.pool_of_row(key, place, dedicated=row.dedicated, dated=row.dated)
            own = 0.0 if place[0] in facts.endpoints else serving_in(found.state, key, pool, slot)
            notes.close(where, "accelerators", row.accelerators, own)
    for miss in plan.misses:
        key = miss.workload, miss.geography
        slot = _slot(found, miss.period, miss.block)
        if slot is not None and key in facts.demand:
            where = f"misses ({'@'.join(key)}, {miss.period}, block {miss.block})"
            notes.close(where, "units", miss.units, miss.share * facts.demand[key].arriving[slot])


def _slot(found: Examination, period: str, block: str) -> int | None:
    time = found.state.facts.time
    if period not in time.period_of or block not in time.block_of:
        return None
    return time.slots_of(time.period_of[period])[time.block_of[block]]


def _check_ports(plan: Plan, found: Examination, notes: Notes) -> None:
    facts = found.state.facts
    for row in plan.ports:
        if row.stack in facts.stacks and row.start_period in facts.time.period_of:
            where = f"ports ({row.workload}, stack {row.stack}, {row.start_period})"
            ready = facts.port_ready(row.stack, facts.time.period_of[row.start_period])
            notes.same(where, "ready_period", row.ready_period, facts.time.label(ready))
            port = row.workload, row.stack, facts.time.period_of[row.start_period]
            if port in ports_of(found.state):
                notes.usd(where, "cost_usd", row.cost_usd, float(port_usd(found.state, port)))
                effort = port_effort(found.state, port)
                notes.close(where, "engineer_months", row.engineer_months, effort)
