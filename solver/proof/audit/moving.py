"""Rows about moving: nothing is served, held or run away from home before its data are there and it ran there."""

from __future__ import annotations

from collections.abc import Mapping

from models.plan import Plan
from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.moves import double_periods, move_usd, sites_to_move_to
from solver.proof.audit.notes import Notes
from solver.proof.audit.placement import Key
from solver.proof.audit.state import State

UNIT = "of the demand"


def check_moving(state: State, ledger: Ledger) -> None:
    """Every workload with a home site, at every site it would have to be moved to."""
    for workload in state.facts.workloads:
        for site in sorted(sites_to_move_to(state.facts, workload)):
            starts = state.move.get((workload, site), [])
            ledger.at_most("moved_once", (workload, f"site {site}"), [1.0] * len(starts), [1.0], "moves")
            for key in state.facts.demand:
                if state.facts.workload_id(key) == workload:
                    check = _check_site if state.facts.demand[key].workload.deferral is None else _check_volumes
                    check(state, ledger, key, site, starts)
    for (loss, key, q), amounts in state.backup.items():
        for site in sorted(sites_to_move_to(state.facts, state.facts.workload_id(key)) & {pool[1] for pool in amounts}):
            _check_backup(state, ledger, (key, q, site), amounts, loss.words)


def _check_site(state: State, ledger: Ledger, key: Key, site: str, starts: list[int]) -> None:
    time, demand, delay = state.facts.time, state.facts.demand[key], double_periods(state.facts)
    for q in range(time.slots):
        t, where = time.period(q), (f"{key[0]}@{key[1]}", f"site {site}", *time.where(q))
        served, doubled = _at(state.serve[key][q], site), _at(state.double[key][q], site)
        speeds = {pool: state.facts.speed(key, pool[:2]) * held for pool, held in state.hold[key][q].items()}
        is_said_elsewhere = demand.workload.has_queueing or demand.workload.has_whole_replicas
        held = [] if is_said_elsewhere else _at(speeds, site)
        ready, begun = (float(sum(u + wait <= t for u in starts)) for wait in (delay, 0))
        if served:
            ledger.at_most("moved_before_served", where, served, [ready], UNIT)
        if carried := _at(state.carried[key][q], site):
            ledger.at_most("moved_before_carried", where, carried, [ready], "of the peak")
        if held:
            unit = demand.workload.service_unit
            ledger.at_most("moved_before_held", where, held, [demand.required[q] * ready], unit)
        if doubled:
            ledger.at_most("run_once_moving", where, served + doubled, [begun], UNIT)
        for d in range(1, min(delay, t) + 1) if served else ():
            then = q - d * len(time.blocks)
            if demand.mean[then] > 0:
                ran = _at(state.serve[key][then], site) + _at(state.double[key][then], site)
                ledger.at_most("run_before_served", (*where, f"in {time.labels[t - d]}"), served, ran, UNIT)


def _check_volumes(state: State, ledger: Ledger, key: Key, site: str, starts: list[int]) -> None:
    """Of deferrable work the shares of a period add up over its blocks; it need not run twice, nothing is held."""
    time, delay = state.facts.time, double_periods(state.facts)
    for t, label in enumerate(time.labels):
        where = (f"{key[0]}@{key[1]}", f"site {site}", label)
        done = [share for q in time.slots_of(t) for share in _at(state.serve[key][q], site)]
        ready = float(sum(u + delay <= t for u in starts))
        ledger.at_most("moved_before_served", where, done, [ready], "of the work that may be done")
        doubled = [share for q in time.slots_of(t) for share in _at(state.double[key][q], site)]
        ledger.at_most("run_once_moving", where, doubled, [0.0], UNIT)


def _check_backup(
    state: State, ledger: Ledger, at: tuple[Key, int, str], amounts: Mapping[Pool, float], loss: str
) -> None:
    """Nothing stands in at a site where its data are not."""
    (key, q, site), facts = at, state.facts
    demand, t = facts.demand[key], facts.time.period(q)
    ready = sum(u + double_periods(facts) <= t for u in state.move.get((facts.workload_id(key), site), ()))
    speeds = {pool: facts.speed(key, pool[:2]) * amount for pool, amount in amounts.items()}
    where = (loss, f"{key[0]}@{key[1]}", f"site {site}", *facts.time.where(q))
    unit = demand.workload.service_unit
    ledger.at_most("moved_before_backup", where, _at(speeds, site), [demand.required[q] * ready], unit)


def _at(amounts: Mapping[Pool, float], site: str) -> list[float]:
    return [amount for pool, amount in amounts.items() if pool[1] == site]


def check_moves(plan: Plan, state: State, notes: Notes) -> None:
    """Dates and prices of moves, accelerators that run double."""
    facts, time = state.facts, state.facts.time
    for row in plan.moves:
        if row.start_period in time.period_of and row.site in sites_to_move_to(facts, row.workload):
            where = f"moves ({row.workload}, site {row.site}, {row.start_period})"
            ready = time.label(time.period_of[row.start_period] + double_periods(facts))
            notes.same(where, "ready_period", row.ready_period, ready)
            notes.close(where, "data_tb", row.data_tb, facts.workloads[row.workload].data_tb)
            notes.usd(where, "cost_usd", row.cost_usd, float(move_usd(facts, row.workload)))
    for run in plan.double_running:
        key, place = (run.workload, run.geography), (run.accelerator, run.site)
        is_known = run.period in time.period_of and run.block in time.block_of
        if is_known and (key, place) in facts.placement.arcs:
            slot = time.slots_of(time.period_of[run.period])[time.block_of[run.block]]
            is_ours = place[0] not in facts.endpoints
            busy = is_ours * run.share * facts.demand[key].mean[slot] / facts.speed(key, place)
            where = f"double_running ({'@'.join(key)}, {' at '.join(place)}, {run.period}, block {run.block})"
            notes.close(where, "accelerators", run.accelerators, busy)
