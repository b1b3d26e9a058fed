"""Rows about lock-in: shares of the capacity of a period, and the longest term."""

from __future__ import annotations

from collections.abc import Iterator

from models.hardware import Holding
from models.lockin import CapacityShare
from models.offer import Offer
from solver.proof.audit.agreement_rows import newly_agreed
from solver.proof.audit.commitment_rows import signed_terms
from solver.proof.audit.ending_rows import renewed_months
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.placement import Place
from solver.proof.audit.state import State
from solver.proof.audit.timeline import is_within

LEAST = 1e-6
"""Packs up to this are rounding."""


def check_lock_in(state: State, ledger: Ledger) -> None:
    """Every rule in every period it holds in, and every contract."""
    for rule in state.facts.policy.capacity_shares:
        for t, start in enumerate(state.facts.time.starts):
            if is_within(start, rule.first, None):
                _check_share(state, rule, t, ledger)
    _check_terms(state, ledger)


def _check_share(state: State, rule: CapacityShare, t: int, ledger: Ledger) -> None:
    counted, label = counted_sizes(state, rule, t), state.facts.time.labels[t]
    own = [size for is_own, size in counted if is_own]
    allowed = [rule.max_share * size for _, size in counted]
    ledger.at_most("capacity_share_is_kept", (f"capacity share {rule.id}", label), own, allowed, "accelerators")
    total = sum(size for _, size in counted)
    share = sum(own) / total if total else 0.0
    ledger.limit("capacity_share_is_kept", rule.id, frozenset((label,)), share, rule.max_share)


def counted_sizes(state: State, rule: CapacityShare, t: int) -> list[tuple[bool, float]]:
    """All that counts in a period: whether it belongs to what the rule limits, and its accelerators."""
    facts = state.facts
    return [
        (_is_own(facts, rule, chip, payees), size)
        for chip, payees, size in (_served(state, t) if rule.measure == "served" else _there(state, t))
        if not rule.among or facts.accelerators[chip].accelerator_class in rule.among
    ]


Sized = tuple[str, frozenset[str], float]
"""Accelerator, payees, accelerators in the mean over the hours of the period."""


def _there(state: State, t: int) -> Iterator[Sized]:
    """Accelerators in service, rented and held, busy or not."""
    time = state.facts.time
    for copy in (copy for copy in state.copies.values() if not copy.terms.accelerator.is_managed):
        rented = sum(copy.rent.get(q, 0.0) * time.slot_hours[q] for q in time.slots_of(t))
        offer, standing = copy.terms.offer, copy.in_service[t] * state.facts.open_hours(copy.pool, t)
        yield offer.accelerator, frozenset((offer.vendor,)), offer.pack * (standing + rented) / time.hours[t]
    for holding, serves in state.facts.holdings:
        yield holding.accelerator, frozenset((holding.vendor,)), holding.accelerators if serves[t] else 0.0


def _served(state: State, t: int) -> Iterator[Sized]:
    """Work served, in accelerators of the fastest place of each workload; paid to all that may be paid at its place."""
    facts, time = state.facts, state.facts.time
    payees: dict[Place, set[str]] = {}
    holders: tuple[Offer | Holding, ...] = (*facts.scenario.offers, *facts.scenario.holdings)
    for holder in holders:
        payees.setdefault((holder.accelerator, holder.site), set()).add(holder.vendor)
    for key, by_slot in state.serve.items():
        places = [place for other, place in facts.placement.arcs if other == key and place[0] not in facts.endpoints]
        speeds = [facts.speed(key, place) for place in places]
        for q in time.slots_of(t) if speeds else ():
            part = time.slot_hours[q] / time.hours[t]
            for pool, share in by_slot[q].items():
                yield pool[0], frozenset(payees[pool[:2]]), share * facts.demand[key].mean[q] / max(speeds) * part


def _is_own(facts: Facts, rule: CapacityShare, chip: str, payees: frozenset[str]) -> bool:
    """Whether it belongs to what the rule limits."""
    accelerator = facts.accelerators[chip]
    match rule.of:
        case "payee":
            return not payees.isdisjoint(rule.names)
        case "silicon":
            return accelerator.vendor in rule.names
        case "stack":
            return accelerator.stack in rule.names
        case "class":
            return accelerator.accelerator_class in rule.names
        case "proprietary":
            return facts.stacks[accelerator.stack].is_proprietary


def _check_terms(state: State, ledger: Ledger) -> None:
    most = state.facts.policy.max_term_months
    if most is None:
        return
    signed: dict[str, float] = {}
    for (name, _), copy in state.copies.items():
        signed[name] = signed.get(name, 0.0) + sum(copy.ordered.values())
    longest = renewed_months(state)
    for name, packs in signed.items():
        offer = state.facts.offers[name].offer
        if exceeds_term(offer, most):
            ledger.at_most("term_fits_limit", (f"offer {name}",), [packs], [0.0], "packs")
        if offer.mode in ("lease", "reserve") and packs > LEAST:
            longest = max(longest, offer.term_months or 0)
    longest = max([longest, *(terms.term_months for terms in signed_terms(state).values())])
    longest = max([longest, *(terms.term_months for terms in newly_agreed(state))])
    ledger.limit("term_fits_limit", "longest term", frozenset((None,)), longest, most)


def exceeds_term(offer: Offer, most: int | None) -> bool:
    """Whether an offer binds for longer than so many months; units that are bought do not."""
    return most is not None and offer.mode in ("lease", "reserve") and (offer.term_months or 0) > most
