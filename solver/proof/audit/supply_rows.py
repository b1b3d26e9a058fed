"""Limits on what is ordered in a stretch of months, and on what stands under a jurisdiction."""

from __future__ import annotations

from models.supply import ExportLimit, SupplyLimit
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.state import State
from solver.proof.audit.timeline import is_within


def check_supplies_and_exports(state: State, ledger: Ledger) -> None:
    """Every stretch of every limit on supply, every period and block of every limit on export."""
    for supply in state.facts.policy.supplies:
        _check_supply(state, supply, ledger)
    for export in state.facts.policy.exports:
        for t, start in enumerate(state.facts.time.starts):
            if is_within(start, export.first, None):
                _check_export(state, export, t, ledger)


def _check_supply(state: State, rule: SupplyLimit, ledger: Ledger) -> None:
    time = state.facts.time
    periods = [t for t, start in enumerate(time.starts) if is_within(start, rule.first, rule.until)]
    ordered = dict.fromkeys(periods, 0.0)
    for copy in state.copies.values():
        for u, packs in copy.ordered.items():
            if u in ordered and _is_supplied(state.facts, rule, copy.terms.offer.id):
                ordered[u] += packs * copy.terms.offer.pack
    length = len(periods) if rule.months is None else min(len(periods), time.whole(rule.months))
    for n in range(len(periods) - length + 1) if periods else ():
        amounts, label = [ordered[t] for t in periods[n : n + length]], time.labels[periods[n]]
        where = (f"supply {rule.id}", f"{length} periods from {label}")
        ledger.at_most("supply_fits_window", where, amounts, [rule.max_accelerators], "accelerators")
        ledger.limit("supply_fits_window", rule.id, frozenset((label,)), sum(amounts), rule.max_accelerators)


def _is_supplied(facts: Facts, rule: SupplyLimit, offer_id: str) -> bool:
    offer = facts.offers[offer_id].offer
    chip = facts.accelerators[offer.accelerator]
    tests = (
        (rule.vendor, offer.vendor if rule.role == "payee" else chip.vendor),
        (rule.accelerators, chip.id),
        (rule.classes, chip.accelerator_class),
        (rule.modes, offer.mode),
    )
    return all(not asked or own in ((asked,) if isinstance(asked, str) else asked) for asked, own in tests)


def _check_export(state: State, rule: ExportLimit, t: int, ledger: Ledger) -> None:
    facts, time = state.facts, state.facts.time
    label = time.labels[t]
    steady = [
        h.accelerators for h, serves in facts.holdings if serves[t] and _is_there(facts, rule, h.accelerator, h.site)
    ]
    rented: dict[int, list[float]] = {}
    for copy in state.copies.values():
        offer = copy.terms.offer
        if _is_there(facts, rule, offer.accelerator, offer.site):
            steady.append(copy.in_service[t] * offer.pack)
            for q in time.slots_of(t):
                if copy.rent.get(q):
                    rented.setdefault(q, []).append(copy.rent[q] * offer.pack)
    for where, more in (((label,), []), *((time.where(q), amounts) for q, amounts in rented.items())):
        amounts, most = [*steady, *more], rule.max_accelerators
        ledger.at_most("export_fits_limit", (f"export {rule.id}", *where), amounts, [most], "accelerators")
        ledger.limit("export_fits_limit", rule.id, frozenset((label,)), sum(amounts), most)


def _is_there(facts: Facts, rule: ExportLimit, accelerator: str, site: str) -> bool:
    """Whether a limit counts an accelerator at a site; tokens of endpoints stand nowhere."""
    chip = facts.accelerators[accelerator]
    is_meant = not rule.accelerators or chip.id in rule.accelerators
    is_of_class = not rule.classes or chip.accelerator_class in rule.classes
    is_made = not rule.vendors or chip.vendor in rule.vendors
    is_counted = accelerator not in facts.endpoints and facts.sites[site].jurisdiction in rule.jurisdictions
    return is_counted and is_meant and is_of_class and is_made
