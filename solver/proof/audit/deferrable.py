"""Deferrable work as the audit reads it: volumes that arrive, the hours in which they may be done, their deadlines."""

from __future__ import annotations

from typing import NamedTuple

from solver.proof.audit.demand import KeyDemand
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.placement import Key
from solver.proof.audit.state import State
from solver.proof.audit.timeline import Timeline


class Curves(NamedTuple):
    """What of a deferrable workload in a geography must be done and is done by the end of each period [units]."""

    kept: list[float]
    """Arrived by then, less what is missed."""
    due: list[float]
    """Of this, what must be done by then; at the end of the horizon everything."""
    done: list[float]


def curves(state: State, key: Key) -> Curves:
    """Running sums over the horizon."""
    time, demand = state.facts.time, state.facts.demand[key]
    found = Curves([], [], [])
    kept = done = 0.0
    for t in range(time.periods):
        for q in time.slots_of(t):
            kept += demand.arriving[q] * (1 - state.miss[key][q])
            done += demand.units[q] * sum(state.serve[key][q].values())
        found.kept.append(kept)
        found.done.append(done)
    wait, last = waits(time, demand), time.periods - 1
    for t in range(time.periods):
        found.due.append(kept if t == last else found.kept[t - wait] if t >= wait else 0.0)
    return found


def waits(time: Timeline, demand: KeyDemand) -> int:
    """Most periods that work waits after the one it arrives in."""
    return time.whole(demand.workload.deferral.within_months) if demand.workload.deferral else 0


def backlogs(state: State) -> dict[tuple[Key, int], float]:
    """Units of deferrable work that wait at the end of each period."""
    found: dict[tuple[Key, int], float] = {}
    for key, demand in state.facts.demand.items():
        if demand.workload.deferral is not None:
            own = curves(state, key)
            ends = zip(own.kept, own.done, strict=True)
            found |= {(key, t): max(0.0, kept - done) for t, (kept, done) in enumerate(ends)}
    return found


def check_deferrable(state: State, ledger: Ledger) -> None:
    """Work is done after it arrives and before its deadline, and none is left at the end of the horizon; that of gangs
    is counted in runs, by rows of their own."""
    for key, demand in state.facts.demand.items():
        if demand.workload.deferral is not None and demand.workload.gang is None:
            _check_key(state, ledger, key, demand)


def _check_key(state: State, ledger: Ledger, key: Key, demand: KeyDemand) -> None:
    """Rows in shares of the work that may be done in the period."""
    time, own = state.facts.time, curves(state, key)
    arrived = [sum(demand.arriving[q] for q in time.slots_of(t)) for t in range(time.periods)]
    name, wait, unit = f"{key[0]}@{key[1]}", waits(time, demand), "of the work that may be done"
    for t, label in enumerate(time.labels):
        workable = sum(arrived[max(0, t - wait) : t + 1])
        if workable > 0:
            done, kept, due = (curve[t] / workable for curve in (own.done, own.kept, own.due))
            ledger.at_most("work_is_done", (name, label), [done], [kept], unit)
            is_end = not wait or t == time.periods - 1
            ledger.at_least("work_is_done" if is_end else "deadline_is_kept", (name, label), [done], [due], unit)
        since = range(max(0, t - wait + 1), t + 1)
        waiting = sum(arrived[u] for u in since)
        if waiting > 0 and t < time.periods - 1:
            missed = sum(demand.arriving[q] * state.miss[key][q] for u in since for q in time.slots_of(u))
            used = (own.kept[t] - own.done[t] + missed) / waiting
            ledger.limit("deadline_is_kept", name, frozenset((label,)), used, 1.0)
