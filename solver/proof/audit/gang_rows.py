"""Rows about gangs: runs start when they are due, shares follow from runs, and runs keep what they need."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import ceil, floor
from typing import NamedTuple

from models.offer import Offer
from models.workload import Workload
from solver.proof.audit.decisions import GangRow
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.gang_sizes import ROUNDING, Run, due, gives
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.placement import Key
from solver.proof.audit.state import GangStart, State


class Going(NamedTuple):
    """What the runs of a start are in one period: work done [units], accelerators kept, accelerator-hours busy."""

    units: float
    kept: float
    busy_hours: float


class OfPeriod:
    """Runs that start in a period, as a row of a block of it."""

    def __init__(self, row: GangRow, block: str) -> None:
        self.workload, self.geography = row.workload, row.geography
        self.accelerator, self.site = row.accelerator, row.site
        self.dedicated, self.dated = row.dedicated, row.dated
        self.period, self.block, self.size, self.runs = row.period, block, row.size, row.runs


def going(state: State, key: Key, start: GangStart) -> dict[int, Going]:
    """Runs that start together, by the periods in which they go on; what lies past the horizon is left out."""
    time, run = state.facts.time, run_of(state.facts, key, start)
    gang = state.facts.streams[key[0]].gang
    units = gang.run_units if gang else 0.0
    found: dict[int, Going] = {}
    left = run.hours
    for t in range(start.period, time.periods):
        part = min(left, time.hours[t]) / run.hours
        fitting = floor(state.facts.open_hours(start.pool, t) / run.hours + ROUNDING)
        in_a_row = max(1, fitting) if t == start.period else 1
        kept = ceil(start.runs / in_a_row) * run.size
        found[t] = Going(units * part * start.runs, kept, run.taken * part * start.runs)
        left -= time.hours[t]
        if left <= run.hours * ROUNDING:
            break
    return found


def run_of(facts: Facts, key: Key, start: GangStart) -> Run:
    """Time and size of a run."""
    return facts.placement.arcs[key, start.pool[:2]].runs[start.size]


def kept(state: State, key: Key, pool: Pool, period: int) -> float:
    """Accelerators of a pool that the runs of a workload keep in a period."""
    return sum(now.kept for now in _in(state, key, pool, period))


def extra_busy(state: State, key: Key, pool: Pool, period: int) -> float:
    """Accelerators that its runs keep busy beyond those that its share of the work needs at the speed of the arc."""
    useful = units = 0.0
    for now in _in(state, key, pool, period):
        useful, units = useful + now.busy_hours, units + now.units
    if not units:
        return 0.0
    workload, hours = state.facts.streams[key[0]], state.facts.time.hours[period]
    fewest = min(run.taken for run in state.facts.placement.arcs[key, pool[:2]].runs.values())
    return (useful - units / (workload.gang.run_units if workload.gang else 1.0) * fewest) / hours


def lost_in(state: State) -> Iterator[tuple[Pool, int, float]]:
    """Accelerators that runs keep busy beyond their share of the work, by pool and slot."""
    for key, starts in state.gangs.items():
        for pool in dict.fromkeys(start.pool for start in starts):
            for q, hours in enumerate(state.facts.time.slot_hours):
                if hours:
                    yield pool, q, extra_busy(state, key, pool, state.facts.time.period(q))


def _in(state: State, key: Key, pool: Pool, period: int) -> Iterator[Going]:
    for start in state.gangs.get(key, ()):
        now = going(state, key, start).get(period) if start.pool == pool else None
        if now is not None:
            yield now


def serving_in(state: State, key: Key, pool: Pool, slot: int) -> float:
    """Accelerators that a workload keeps busy in a slot with what is served, and of gangs with all that they lose."""
    extra = state.facts.time.slot_hours[slot] and state.gangs.get(key)
    busy = _load(state, key, pool, slot, state.serve[key][slot].get(pool, 0.0))
    return busy + (extra_busy(state, key, pool, state.facts.time.period(slot)) if extra else 0.0)


def _load(state: State, key: Key, pool: Pool, slot: int, share: float) -> float:
    return share * state.facts.demand[key].mean[slot] / state.facts.speed(key, pool[:2]) if share else 0.0


def load_in(state: State, key: Key, pool: Pool, slot: int) -> float:
    """Accelerators that a workload takes of a pool in a slot: kept by its runs, else busy with what it does there; of
    dated blocks in the mean over the period."""
    facts = state.facts
    if facts.streams[key[0]].gang is not None:
        t = facts.time.period(slot)
        part = facts.open_hours(pool, t) / facts.time.hours[t]
        return part * kept(state, key, pool, t) if facts.time.slot_hours[slot] else 0.0
    shares = state.serve[key][slot].get(pool, 0.0), state.double[key][slot].get(pool, 0.0)
    return sum(_load(state, key, pool, slot, share) for share in shares)


def idle_in(state: State, pool: Pool, slot: int) -> list[float]:
    """Accelerators of a pool that runs keep without being busy, by workload."""
    gangs = [key for key in state.gangs if state.facts.time.slot_hours[slot]]
    return [load_in(state, key, pool, slot) - serving_in(state, key, pool, slot) for key in gangs]


def check_gangs(state: State, ledger: Ledger) -> None:
    """Every row of section 5 about gangs but those of the whole pool."""
    for key, demand in state.facts.demand.items():
        if demand.workload.gang is not None:
            _check_starts(state, ledger, key)
            _check_shares(state, ledger, key)
    _check_storage(state, ledger)
    for pool in state.facts.pools:
        _check_units(state, ledger, pool)


def _check_starts(state: State, ledger: Ledger, key: Key) -> None:
    """Runs start after they fall due, before they have waited too long, and all of them inside the horizon."""
    facts, demand = state.facts, state.facts.demand[key]
    gang, deferral, time = demand.workload.gang, demand.workload.deferral, facts.time
    if gang is None or deferral is None:
        return
    volumes = [sum(demand.arriving[q] for q in time.slots_of(t)) for t in range(time.periods)]
    falling, wait = due(gang, volumes), time.whole(deferral.within_months)
    name = f"{key[0]}@{key[1]}"
    for t, label in enumerate(time.labels):
        started = sum(start.runs for start in state.gangs.get(key, ()) if start.period <= t)
        all_due, is_last = sum(falling[: t + 1]), t == time.periods - 1
        must = all_due if is_last else sum(falling[: max(0, t - wait + 1)])
        ledger.at_most("runs_follow_demand", (name, label), [started], [all_due], "runs")
        row = "runs_are_started" if must == all_due else "runs_start_in_time"
        ledger.at_least(row, (name, label), [started], [must], "runs")
        if 0 < must < all_due:
            ledger.limit("runs_start_in_time", name, frozenset((label,)), all_due - started, all_due - must)


def _check_shares(state: State, ledger: Ledger, key: Key) -> None:
    """What is served in a slot is what the runs get done in it, level over the hours of the period."""
    time, demand = state.facts.time, state.facts.demand[key]
    for t in range(time.periods):
        done: dict[Pool, float] = {}
        for start in state.gangs.get(key, ()):
            now = going(state, key, start).get(t)
            done[start.pool] = done.get(start.pool, 0.0) + (now.units if now else 0.0)
        for q in time.slots_of(t):
            for pool in {**done, **state.serve[key][q]} if demand.units[q] else ():
                share = done.get(pool, 0.0) / demand.units[q] * time.slot_hours[q] / time.hours[t]
                where = (f"{key[0]}@{key[1]}", " at ".join(pool[:2]), *time.where(q))
                stated = state.serve[key][q].get(pool, 0.0)
                ledger.equal("served_by_runs", where, [stated], [share], "of the work that may be done")


def _check_storage(state: State, ledger: Ledger) -> None:
    """All runs at a site read and write no faster than its storage."""
    facts = state.facts
    for site in facts.sites.values():
        cap = site.storage_cap_gbps
        pools = [pool for pool in facts.pools if pool[1] == site.id]
        needs = {key: d.workload.gang.storage_gbps for key, d in facts.demand.items() if d.workload.gang}
        could = any(need and (key, pool[:2]) in facts.placement.arcs for key, need in needs.items() for pool in pools)
        for t, label in enumerate(facts.time.labels) if cap is not None and could else ():
            used = [need * kept(state, key, pool, t) for key, need in needs.items() for pool in pools]
            ledger.at_most("storage_fits_site", (f"site {site.id}", label), used, [cap or 0.0], "GB/s")
            ledger.limit("storage_fits_site", site.id, frozenset((label,)), sum(used), cap or 0.0)


def _check_units(state: State, ledger: Ledger, pool: Pool) -> None:
    """Work that only some offers of a pool can carry fits their units, with any other work confined to them."""
    facts = state.facts
    there = [key for key in facts.demand if (key, pool[:2]) in facts.placement.arcs]
    keys = [key for key in there if pool in facts.pools_for(key, pool[:2])]
    if not any(facts.streams[key[0]].gang for key in keys):
        return
    offers = [terms.offer for terms in facts.pools[pool]]
    own = {key: frozenset(o.id for o in offers if _takes(facts.streams[key[0]], o)) for key in keys}
    everything, firm = frozenset(o.id for o in offers), frozenset(o.id for o in offers if o.mode != "spot")
    for group in _unions(set(own.values())) - {everything, firm}:  # dispatch has rows for these two
        confined = [key for key in keys if own[key] <= group]
        place = (f"{pool[0]} at {pool[1]}", f"offers {', '.join(sorted(group)) or 'none'}")
        for q in range(facts.time.slots):
            loads = [load_in(state, key, pool, q) for key in confined]
            if any(loads):
                where, room = (*place, *facts.time.where(q)), _capacity(state, pool, group, q)
                ledger.at_most("gangs_fit_fast_units", where, loads, room, "accelerators")


def _unions(kinds: set[frozenset[str]]) -> set[frozenset[str]]:
    """Every union of some of the sets."""
    picks = (some for count in range(1, len(kinds) + 1) for some in combinations(kinds, count))
    return {frozenset(name for kind in some for name in kind) for some in picks}


def _takes(workload: Workload, offer: Offer) -> bool:
    gang = workload.gang
    is_steady = offer.mode != "spot" or workload.is_interruptible
    needs = (gang.fabric_gbps, gang.storage_gbps) if gang else (0.0, 0.0)
    return is_steady and gives(offer.fabric_gbps, needs[0]) and gives(offer.storage_gbps, needs[1])


def _capacity(state: State, pool: Pool, offers: frozenset[str], slot: int) -> list[float]:
    """Accelerators of some offers of a pool, and of today's fleet, that can work in a slot."""
    period = state.facts.time.period(slot)
    found = state.facts.working(pool, period)
    for copy in state.copies.values():
        if copy.pool == pool and copy.terms.offer.id in offers:
            terms, pack = copy.terms, copy.terms.offer.pack
            part = state.facts.open_hours(pool, period) / state.facts.time.hours[period]
            steady = 0.0 if terms.has_running_price else copy.in_service[period] * terms.availability
            found += [
                part * pack * steady,
                pack * copy.run.get(slot, 0.0),
                pack * terms.availability * copy.rent.get(slot, 0.0),
            ]
    return found
