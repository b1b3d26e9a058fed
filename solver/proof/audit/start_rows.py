"""Start-up: what must first be called and started counts only for the part of a peak's rise that it serves."""

from __future__ import annotations

from collections.abc import Mapping

from solver.proof.audit.facts import Pool
from solver.proof.audit.lanes import called_elsewhere, own_backing
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.on_call import callable_in, peak_slots, taken, used_by_slot, waits_for_start
from solver.proof.audit.placement import Key
from solver.proof.audit.quotas import counted_in, room_in
from solver.proof.audit.service_rows import pool_name
from solver.proof.audit.state import State


def check_start_up(state: State, ledger: Ledger) -> None:
    """Where a start takes credit, what stands there and what is on call each back their own part of what is held."""
    facts, rows = state.facts, _rows_by_pool(state)
    used = used_by_slot(state, {at: [amount for _, amount, _ in parts] for at, parts in rows.items()})
    for (pool, q), parts in rows.items():
        if waits_for_start(facts, pool, facts.time.period(q)):
            _check_pool(state, ledger, pool, q, parts, used[q])
            continue
        for key, _, called in parts:
            if called is not None:
                where = (f"{key[0]}@{key[1]}", pool_name(pool), *facts.time.where(q))
                ledger.require(False, "on_call_is_held", where, "nothing there counts as on call")


Part = tuple[Key, float, float | None]
"""What a workload holds on a pool, and how much of it is stated to be on call [accelerators]."""


def _rows_by_pool(state: State) -> dict[tuple[Pool, int], list[Part]]:
    found: dict[tuple[Pool, int], list[Part]] = {}
    for q in peak_slots(state.facts):
        for key in state.facts.demand:
            for pool, amount in state.hold[key][q].items():
                found.setdefault((pool, q), []).append((key, amount, state.called[key][q].get(pool)))
    return found


def _check_pool(
    state: State, ledger: Ledger, pool: Pool, q: int, parts: list[Part], used: Mapping[Pool, float]
) -> None:
    facts, t, copies = state.facts, state.facts.time.period(q), state.copies_by_pool()
    where = (pool_name(pool), *facts.time.where(q))
    rows = [(key, amount, called or 0.0) for key, amount, called in parts]
    for key, amount, called in rows:
        ledger.at_most("on_call_is_held", (f"{key[0]}@{key[1]}", *where), [called], [amount], "accelerators")
    stands = own_backing(facts, pool, copies, t)
    steady = [part for _, amount, called in rows for part in (amount, -called)]
    ledger.at_most("hold_is_backed", where, steady, stands, "accelerators")
    ledger.limit("hold_is_backed", where[0], frozenset((where[1],)), sum(steady), sum(stands))
    on_call, takes = callable_in(facts, pool, t), [taken(facts, key, pool, called) for key, _, called in rows]
    if on_call is not None or max(takes) == float("inf"):
        ready = [*(on_call or [0.0]), -called_elsewhere(facts, pool, t, used, copies)]
        ledger.at_most("on_call_is_backed", where, takes, [*ready, *counted_in(state, pool, q)], "accelerators")
        ready += room_in(state, pool, q)
        ledger.limit("on_call_is_backed", where[0], frozenset((where[1],)), sum(takes), sum(ready))
