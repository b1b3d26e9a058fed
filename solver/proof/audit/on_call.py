"""Capacity that is called when a peak needs it: what counts, who waits for its start, and what lanes take of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.hardware import Holding
from models.offer import Offer
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.lanes import called_elsewhere, own_backing
from solver.proof.audit.offers import OfferTerms
from solver.proof.audit.placement import Key
from solver.proof.audit.quotas import quotas_on
from solver.proof.audit.state import Copy, State

Held = Mapping[tuple[Pool, int], list[float]]
"""Accelerators that count on each pool, by slot."""


def peak_slots(facts: Facts) -> list[int]:
    """Slots of the blocks in which headroom is asked for."""
    return [facts.time.slots_of(t)[b] for t in range(facts.time.periods) for b in facts.time.peaks]


def backing_of(
    facts: Facts,
    pool: Pool,
    copies: Mapping[Pool, list[Copy]],
    period: int,
    is_left: Callable[[Offer | Holding], bool] = lambda _: True,
    *,
    used: Mapping[Pool, float],
    counted: Sequence[float] = (),
) -> list[float] | None:
    """Terms of the capacity that counts towards headroom [accelerators]; None where it is unlimited.

    `used`: what counts on each pool in the block; what other lanes call of the quotas at a place is gone for a lane.
    `counted`: terms of what is counted on there under quotas of the policy.
    """
    called = callable_in(facts, pool, period, is_left)
    if called is None:
        return None
    elsewhere = called_elsewhere(facts, pool, period, used, copies, is_left)
    own = own_backing(facts, pool, copies, period, is_left)
    return [*own, *called, *counted, *([-elsewhere] if elsewhere else ())]


def callable_in(
    facts: Facts, pool: Pool, period: int, is_left: Callable[[Offer | Holding], bool] = lambda _: True
) -> list[float] | None:
    """The part of it that is called when needed, before other lanes take of it, and without what is under quotas of
    the policy [accelerators]; None without limit."""
    found = []
    for terms in _rentable(facts, pool, period):
        offer = terms.offer
        if is_left(offer) and not quotas_on(facts, offer, period):
            if offer.quota_packs is None:
                return None
            found.append(terms.credit * offer.pack * offer.quota_packs)
    return found


def _rentable(facts: Facts, pool: Pool, period: int) -> list[OfferTerms]:
    """Offers in a pool that could be called; copies of a dedicated offer, which share one quota, call nothing."""
    offers = facts.pools[pool] if "@" not in pool[2] else []
    return [terms for terms in offers if terms.is_rentable[period] and terms.offer.credit > 0]


def waits_for_start(facts: Facts, pool: Pool, period: int) -> bool:
    """Whether some work there needs headroom faster than a replica starts, and something could be called."""
    if not any(terms.offer.quota_packs != 0 for terms in _rentable(facts, pool, period)):
        return False
    hurried = (key for key, demand in facts.demand.items() if demand.needs_headroom)
    slow = (key for key in hurried if _is_slow(facts, key, pool))
    return any(pool in facts.pools_for(key, pool[:2]) for key in slow)


def _is_slow(facts: Facts, key: Key, pool: Pool) -> bool:
    """Whether replicas of some work start there too late for a part of what is on call to count."""
    arc = facts.placement.arcs.get((key, pool[:2]))
    return arc is not None and arc.on_call_share < 1


def taken(facts: Facts, key: Key, pool: Pool, called: float) -> float:
    """Accelerators on call that a part of a hold takes, those that start too late included."""
    share = facts.placement.arcs[key, pool[:2]].on_call_share
    return called / share if share else float("inf") if called > 0 else 0.0


def used_by_slot(state: State, held: Held) -> dict[int, dict[Pool, float]]:
    """What counts on each pool, by slot [accelerators]: where replicas are waited for, its own and what it calls."""
    facts, copies, found = state.facts, state.copies_by_pool(), by_slot(held)
    for q, amounts in found.items():
        for pool in amounts:
            if waits_for_start(facts, pool, facts.time.period(q)):
                own = sum(own_backing(facts, pool, copies, facts.time.period(q)))
                called = ((key, state.called[key][q].get(pool) or 0.0) for key in facts.demand)
                amounts[pool] = own + sum(taken(facts, key, pool, part) for key, part in called if part)
    return found


def by_slot(held: Held) -> dict[int, dict[Pool, float]]:
    """Sums of what counts on each pool, by slot."""
    found: dict[int, dict[Pool, float]] = {}
    for (pool, q), terms in held.items():
        found.setdefault(q, {})[pool] = sum(terms)
    return found
