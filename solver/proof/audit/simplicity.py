"""Simplicity as the audit reads it: parties counted, slivers refused, and what a plan says of both."""

from __future__ import annotations

from collections.abc import Iterator

from models.plan import Plan
from solver.proof.audit.agreement_rows import newly_agreed
from solver.proof.audit.commitment_rows import signed_terms, terms_of
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import CENT, CENT_SLACK, Notes
from solver.proof.audit.placement import Key
from solver.proof.audit.state import Copy, State

LEAST = 1e-6
"""Packs, accelerators and shares up to this are rounding: nobody is paid for them."""
BOUND_SLACK = 1e-8
"""Share of the cost by which a bound may seem above what the search first found."""
HORIZON: frozenset[str | None] = frozenset((None,))


def check_simplicity(state: State, ledger: Ledger) -> None:
    """Vendors, sites, contracts and pools are few; no order and no share of a pool is a sliver."""
    rules = state.facts.policy.simplicity
    for row, most, found, unit in (
        ("vendors_are_few", rules.max_vendors, vendors(state), "vendors"),
        ("sites_are_few", rules.max_sites, sites(state), "sites"),
        ("contracts_are_few", rules.max_contracts, contracts(state), "contracts"),
    ):
        if most is not None:
            ledger.at_most(row, (", ".join(sorted(found)),), [float(len(found))], [float(most)], unit)
            ledger.limit(row, unit, HORIZON, len(found), most)
    for key in state.facts.demand:
        _check_pools(state, ledger, key)
        _check_shares(state, ledger, key)
    _check_orders(state, ledger)


def contracts(state: State) -> set[str]:
    """Offers that are ordered from or rented, commitments and agreements signed."""
    signed = signed_terms(state).keys() | {terms.id for terms in newly_agreed(state)}
    return {copy.terms.offer.id for copy in _in_use(state)} | signed


def vendors(state: State) -> set[str]:
    """Vendors paid for orders, rent, commitments, agreements or today's fleet."""
    fleet = {h.vendor for h, serves in state.facts.holdings if any(serves)}
    fleet |= {terms.vendor for terms in signed_terms(state).values()}
    fleet |= {terms.vendor for terms in newly_agreed(state)}
    return fleet | {copy.terms.offer.vendor for copy in _in_use(state)}


def sites(state: State) -> set[str]:
    """Sites at which anything is ordered, rented or stands today."""
    fleet = {h.site for h, serves in state.facts.holdings if any(serves)}
    return fleet | {copy.terms.offer.site for copy in _in_use(state)}


def orders(state: State) -> int:
    """Orders of every copy of an offer and period."""
    return sum(packs > LEAST for copy in state.copies.values() for packs in copy.ordered.values())


def _in_use(state: State) -> Iterator[Copy]:
    for copy in state.copies.values():
        if any(packs > LEAST for packs in (*copy.ordered.values(), *copy.rent.values())):
            yield copy


def _check_pools(state: State, ledger: Ledger, key: Key) -> None:
    most = state.facts.policy.simplicity.max_pools_per_workload
    if most is None:
        return
    slots = (*state.serve[key], *state.hold[key])
    found = {pool for amounts in slots for pool, amount in amounts.items() if amount > LEAST}
    name = f"{key[0]}@{key[1]}"
    ledger.at_most("pools_are_few", (name,), [float(len(found))], [float(most)], "pools")
    ledger.limit("pools_are_few", name, HORIZON, len(found), most)


def _check_shares(state: State, ledger: Ledger, key: Key) -> None:
    """Of the units that arrive in a period, the share that a pool serves in it."""
    least, time, demand = state.facts.policy.simplicity.min_share or 0.0, state.facts.time, state.facts.demand[key]
    name = f"{key[0]}@{key[1]}"
    for t, label in enumerate(time.labels) if least else ():
        asked = sum(demand.arriving[q] for q in time.slots_of(t))
        served: dict[tuple[str, str, str], float] = {}
        for q in time.slots_of(t):
            for pool, share in state.serve[key][q].items():
                served[pool] = served.get(pool, 0.0) + share * demand.units[q]
        for pool, units in served.items() if asked else ():
            if units > LEAST * asked:
                where = (name, f"{pool[0]} at {pool[1]}", label)
                ledger.at_least("share_is_worthwhile", where, [units / asked], [least], "of the demand")
                ledger.limit("share_is_worthwhile", name, frozenset((label,)), units / asked, least)


def _check_orders(state: State, ledger: Ledger) -> None:
    """All copies of an offer are ordered together: as much as the policy asks for, and the offer itself."""
    packs: dict[tuple[str, int], float] = {}
    for (offer, _), copy in state.copies.items():
        for period, ordered in copy.ordered.items():
            packs[offer, period] = packs.get((offer, period), 0.0) + ordered
    for (offer, period), ordered in packs.items():
        rules = (state.facts.policy.simplicity.min_order_packs, state.facts.offers[offer].offer.min_packs_per_order)
        least = float(max((rule for rule in rules if rule is not None), default=0))
        if ordered > LEAST and least:
            label = state.facts.time.labels[period]
            ledger.at_least("order_is_worthwhile", (f"offer {offer}", label), [ordered], [least], "packs")
            ledger.limit("order_is_worthwhile", offer, frozenset((label,)), ordered, least)


def check_simplicity_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Counts follow from the decisions, what was left out is not there, and simplicity cost no more than the gap."""
    stated = plan.simplicity
    if stated is None:
        notes.sentences.append("simplicity: the plan does not state it")
        return
    own = {"contracts": len(contracts(state)), "vendors": len(vendors(state)), "sites": len(sites(state))}
    for field, count in (own | {"orders": orders(state)}).items():
        notes.same("simplicity", field, getattr(stated, field), count)
    agreements = {terms.id for terms in state.facts.scenario.agreements}
    known = (state.facts.offers.keys() | terms_of(state.facts).keys() | agreements) - contracts(state)
    for name in stated.left_out:
        if name not in known:
            notes.sentences.append(f"simplicity: left_out names {name!r}, which is used, or is no offer")
    above = plan.objective_usd - plan.bound_usd
    # This cost, the plan's total and its constant are rounded to cents, and a search knows its bound to nine digits.
    if not stated.cost_usd <= above + 3 * CENT / 2 + CENT_SLACK + BOUND_SLACK * abs(plan.objective_usd):
        text = f"{stated.cost_usd:.2f} USD is more than the {above:.2f} USD that the plan costs above its bound"
        notes.sentences.append(f"simplicity: cost_usd of {text}")
