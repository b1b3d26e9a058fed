"""Whole replicas: held as a whole, enough of them, on stacks that are ready, and serving peaks by themselves."""

from __future__ import annotations

from models.plan import Plan
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.notes import Notes
from solver.proof.audit.on_call import peak_slots
from solver.proof.audit.placement import Key
from solver.proof.audit.service_rows import pool_name
from solver.proof.audit.state import State


def check_replicas(state: State, ledger: Ledger) -> None:
    """Every peak of work that is held in whole replicas."""
    for key, demand in state.facts.demand.items():
        for q in peak_slots(state.facts) if demand.workload.has_whole_replicas else ():
            if demand.required[q] > 0:
                _check_held(state, ledger, key, q)
                _check_served(state, ledger, key, q)


def _check_held(state: State, ledger: Ledger, key: Key, q: int) -> None:
    facts, held = state.facts, state.hold[key][q]
    work, workload, when = f"{key[0]}@{key[1]}", facts.workload_id(key), facts.time.where(q)
    replicas = {pool: amount / _span(facts, key, pool) for pool, amount in held.items()}
    for pool, count in replicas.items():
        where, part = (work, pool_name(pool), *when), abs(count - round(count))
        ledger.count("hold_is_whole")
        ledger.require(part == 0, "hold_is_whole", where, f"{count!r} replicas is not a whole number of them", part)
        stack = facts.accelerators[pool[0]].stack
        if stack in facts.needs_port[workload]:
            is_ready = state.ready(workload, stack)[facts.time.period(q)]
            ledger.at_most("replicas_are_ported", where, [count], [count * is_ready], "replicas")
        if pool[1] in sites_to_move_to(facts, workload):
            last = facts.time.period(q) - double_periods(facts)
            is_moved = any(start <= last for start in state.move.get((workload, pool[1]), []))
            ledger.at_most("replicas_are_moved", where, [count], [count * is_moved], "replicas")
    least = facts.streams[key[0]].min_replicas
    if least is not None:
        ledger.at_least("replicas_are_enough", (work, *when), list(replicas.values()), [least], "replicas")
        ledger.limit("replicas_are_enough", work, frozenset((when[0],)), sum(replicas.values()), least)


def _check_served(state: State, ledger: Ledger, key: Key, q: int) -> None:
    facts = state.facts
    for pool, share in state.serve[key][q].items():
        busy = share * facts.demand[key].mean[q] / facts.speed(key, pool[:2])
        where = (f"{key[0]}@{key[1]}", pool_name(pool), *facts.time.where(q))
        ledger.at_most("served_by_replicas", where, [busy], [state.hold[key][q].get(pool, 0.0)], "accelerators")


def _span(facts: Facts, key: Key, pool: Pool) -> int:
    return facts.placement.arcs[key, pool[:2]].span


def check_replica_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Replicas are stated for what is held in whole ones, and are as many as its accelerators make."""
    facts = state.facts
    for row in plan.headroom:
        key, place = (row.workload, row.geography), (row.accelerator, row.site)
        arc = facts.placement.arcs.get((key, place))
        if arc is not None:
            where = f"headroom ({key[0]}@{key[1]}, {place[0]} at {place[1]}, {row.period}, {row.block})"
            is_whole = facts.streams[row.workload].has_whole_replicas
            notes.same(where, "replicas", row.replicas, row.accelerators / arc.span if is_whole else None)
    for pair in plan.capacities:
        arc = facts.placement.arcs.get(((pair.workload, pair.geography), (pair.accelerator, pair.site)))
        if arc is not None:
            where = f"capacities ({pair.workload}@{pair.geography}, {pair.accelerator} at {pair.site})"
            notes.same(where, "accelerators_per_replica", pair.accelerators_per_replica, arc.span)
            notes.figure(where, "on_call_share", pair.on_call_share, arc.on_call_share)
