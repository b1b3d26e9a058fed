"""What it costs to order otherwise than the previous plan said, from the orders that a plan states of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from models.lanes import OF_LANE
from models.replanning import Previous
from solver.proof.audit.bill import Bill
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State


def price_departure(state: State, bill: Bill) -> None:
    """Books the price of every pack ordered in another period, or not at all, or on top, in the period of the order."""
    for period, usd in departure_usd(state).items():
        bill.at_start("departure", period, usd)


def departure_usd(state: State) -> dict[int, Decimal]:
    """Price of the packs of difference by period [USD]; what could not be ordered then any more is no difference."""
    usd = exact(state.facts.policy.departure_usd_per_pack)
    if state.previous is None or not usd:
        return {}
    facts, packs = state.facts, _planned(state, state.previous)
    for (offer, owner), copy in state.copies.items():
        for period, ordered in copy.ordered.items():
            packs[offer, owner, period] = ordered - packs.get((offer, owner, period), 0.0)
    found: dict[int, float] = defaultdict(float)
    for (_, _, period), off in packs.items():
        found[period] += abs(off)
    return {t: usd * exact(found[t]) for t in range(facts.time.periods) if found[t]}


def _planned(state: State, previous: Previous) -> dict[tuple[str, str, int], float]:
    """Packs of the previous plan by offer, owner and period; where lanes are not kept apart, all own those of lanes."""
    facts = state.facts
    found: dict[tuple[str, str, int], float] = {}
    for row in previous.orders:
        owners, owner = facts.owners.get(row.offer, frozenset()), row.dedicated_to or ""
        if owner.startswith(OF_LANE) and owner not in owners:
            owner = ""
        period = facts.time.period_of.get(row.order_period, -1)
        if owner in owners and period in facts.offers[row.offer].services:
            found[row.offer, owner, period] = found.get((row.offer, owner, period), 0.0) + row.packs
    return found
