"""Rows about serving: fleet, dispatch, adequacy, adoption."""

from __future__ import annotations

from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.gang_rows import idle_in, load_in
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.on_call import backing_of, peak_slots, used_by_slot, waits_for_start
from solver.proof.audit.placement import Key
from solver.proof.audit.quotas import counted_in, room_in
from solver.proof.audit.state import Copy, State


class Capacity:
    """Terms of the accelerators of a pool that can work, by slot: `total`, and `firm` without spot."""

    def __init__(self, facts: Facts, pool: Pool, copies: list[Copy]) -> None:
        self.total: list[list[float]] = []
        for t in range(facts.time.periods):
            part = facts.open_hours(pool, t) / facts.time.hours[t]
            steady = facts.working(pool, t) + [part * _steady(copy, t) for copy in copies]
            self.total += [[*steady] for _ in facts.time.slots_of(t)]
        for copy in copies:
            for q, packs in copy.run.items():
                self.total[q].append(copy.terms.offer.pack * packs)
        self.firm = [[*terms] for terms in self.total]
        for copy in copies:
            each = copy.terms.offer.pack * copy.terms.availability
            for q, packs in copy.rent.items():
                self.total[q].append(each * packs)
                self.firm[q] += [each * packs] if copy.terms.offer.mode != "spot" else []


def _steady(copy: Copy, period: int) -> float:
    """Accelerators of a firm copy that can work without being run at a price."""
    if copy.terms.has_running_price:
        return 0.0
    return copy.terms.offer.pack * copy.in_service[period] * copy.terms.availability


def check_fleet(state: State, ledger: Ledger) -> None:
    """`fleet_follows_orders`: the balance of packs of every copy that was ordered."""
    for copy in state.copies.values():
        services = [part for u in copy.ordered for part in copy.parts(u)]
        for t in range(state.facts.time.periods) if services else ():
            before = copy.in_service[t - 1] if t else 0.0
            entering = [packs for service, packs in services if service.start == t]
            leaving = [packs for service, packs in services if service.end == t]
            where = (copy.name, state.facts.time.labels[t])
            left, right = [copy.in_service[t], *leaving], [before, *entering]
            ledger.equal("fleet_follows_orders", where, left, right, "packs")


def check_dispatch(state: State, ledger: Ledger) -> None:
    """Demand is met, load fits the pools, running fits the units, single pools stay single."""
    _check_demand(state, ledger)
    copies = state.copies_by_pool()
    for pool in state.busy:
        _check_pool(state, ledger, pool, Capacity(state.facts, pool, copies.get(pool, [])))
    for copy in state.copies.values():
        for q, packs in copy.run.items():
            allowed = copy.terms.availability * copy.in_service[state.facts.time.period(q)]
            where = (copy.name, *state.facts.time.where(q))
            ledger.at_most("run_fits_units", where, [packs], [allowed], "packs")
    for key, demand in state.facts.demand.items():
        if demand.workload.assignment == "single_pool":
            _check_single_pool(state, ledger, key)


def _check_demand(state: State, ledger: Ledger) -> None:
    time = state.facts.time
    for key, demand in state.facts.demand.items():
        for q, mean in enumerate(demand.mean):
            if mean > 0 and demand.workload.deferral is None:
                met = [*state.serve[key][q].values(), state.miss[key][q]]
                where = (f"{key[0]}@{key[1]}", *time.where(q))
                ledger.equal("demand_is_met", where, met, [1.0], "of the demand")


def _check_pool(state: State, ledger: Ledger, pool: Pool, capacity: Capacity) -> None:
    time = state.facts.time
    name = pool_name(pool)
    for q, loads in enumerate(state.busy[pool]):
        where = (name, *time.where(q))
        taken = [*loads, *idle_in(state, pool, q)]
        ledger.at_most("load_fits_pool", where, taken, capacity.total[q], "accelerators")
    if any(terms.offer.mode == "spot" for terms in state.facts.pools[pool]):
        _check_firm_work(state, ledger, pool, capacity)


def _check_firm_work(state: State, ledger: Ledger, pool: Pool, capacity: Capacity) -> None:
    facts = state.facts
    firm_keys = [key for key, demand in facts.demand.items() if not demand.workload.is_interruptible]
    for q in range(facts.time.slots):
        loads = [load_in(state, key, pool, q) for key in firm_keys]
        where = (pool_name(pool), *facts.time.where(q))
        ledger.at_most("firm_work_avoids_spot", where, loads, capacity.firm[q], "accelerators")


def _check_single_pool(state: State, ledger: Ledger, key: Key) -> None:
    """One pool carries the workload: every other pool may serve and hold nothing for it."""
    served, held = _most(state.serve[key]), _most(state.hold[key])
    by_use = served or held
    chosen = max(by_use, key=lambda pool: by_use[pool], default=None)
    for pool, share in served.items():
        where = (f"{key[0]}@{key[1]}", pool_name(pool))
        ledger.at_most("one_pool_is_used", where, [share], [float(pool == chosen)], "of the demand")
    for pool, accelerators in held.items():
        if pool != chosen:
            place = (f"{key[0]}@{key[1]}", pool_name(pool), "held")
            ledger.at_most("one_pool_is_used", place, [accelerators], [0.0], "accelerators")


def _most(slots: list[dict[Pool, float]]) -> dict[Pool, float]:
    """The largest amount of each pool over all slots."""
    most: dict[Pool, float] = {}
    for amounts in slots:
        for pool, amount in amounts.items():
            most[pool] = max(amount, most.get(pool, 0.0))
    return most


def check_adequacy(state: State, ledger: Ledger) -> None:
    """Headroom is held at every peak, and backed by firm or callable capacity."""
    facts = state.facts
    held: dict[tuple[Pool, int], list[float]] = {}
    for key, demand in facts.demand.items():
        for q in peak_slots(facts) if demand.needs_headroom else ():
            speeds = [facts.speed(key, pool[:2]) * amount for pool, amount in state.hold[key][q].items()]
            where = (f"{key[0]}@{key[1]}", *facts.time.where(q))
            if not demand.workload.has_queueing:
                ledger.at_least("headroom_is_held", where, speeds, [demand.required[q]], demand.workload.service_unit)
            for pool, amount in state.hold[key][q].items():
                held.setdefault((pool, q), []).append(amount)
    copies, used = state.copies_by_pool(), used_by_slot(state, held)
    for (pool, q), amounts in held.items():
        if waits_for_start(facts, pool, facts.time.period(q)):
            continue  # its capacity on call counts by rows of its own
        counted, t = counted_in(state, pool, q), facts.time.period(q)
        backing = backing_of(facts, pool, copies, t, used=used[q], counted=counted)
        if backing is not None:
            where = (pool_name(pool), *facts.time.where(q))
            ledger.at_most("hold_is_backed", where, amounts, backing, "accelerators")
            backing = [*backing, -sum(counted), *room_in(state, pool, q)]
            each = facts.said_each(pool[0])
            ledger.limit("hold_is_backed", where[0], frozenset((where[1],)), each * sum(amounts), each * sum(backing))


def check_adoption(state: State, ledger: Ledger) -> None:
    """Nothing is served or held on a stack before it is ready; ports are few."""
    facts = state.facts
    for workload, stacks in facts.needs_port.items():
        ready = {stack: state.ready(workload, stack) for stack in stacks}
        for stack in sorted(stacks):
            starts = len(state.port.get((workload, stack), ()))
            ledger.at_most("ported_once", (workload, f"stack {stack}"), [1.0] * starts, [1.0], "ports")
        for key in facts.demand:
            if facts.workload_id(key) == workload and stacks:
                _check_ready(state, ledger, key, ready)
        _check_stack_count(state, ledger, workload)


def _check_ready(state: State, ledger: Ledger, key: Key, ready: dict[str, list[int]]) -> None:
    facts = state.facts
    demand = facts.demand[key]
    if demand.workload.deferral is not None:
        _check_ready_for_volumes(state, ledger, key, ready)
        return
    for q in range(facts.time.slots):
        served = _by_stack(facts, state.serve[key][q])
        speeds = {pool: facts.speed(key, pool[:2]) * amount for pool, amount in state.hold[key][q].items()}
        is_said_elsewhere = demand.workload.has_queueing or demand.workload.has_whole_replicas
        held = {} if is_said_elsewhere else _by_stack(facts, speeds)
        carried = _by_stack(facts, state.carried[key][q])
        for stack, at in ready.items():
            where = (f"{key[0]}@{key[1]}", f"stack {stack}", *facts.time.where(q))
            is_ready = at[facts.time.period(q)]
            if stack in served:
                ledger.at_most("ported_before_served", where, served[stack], [is_ready], "of the demand")
            if stack in carried:
                ledger.at_most("ported_before_carried", where, carried[stack], [is_ready], "of the peak")
            if stack in held:
                allowed, unit = demand.required[q] * is_ready, demand.workload.service_unit
                ledger.at_most("ported_before_held", where, held[stack], [allowed], unit)


def _check_ready_for_volumes(state: State, ledger: Ledger, key: Key, ready: dict[str, list[int]]) -> None:
    """Of deferrable work the shares of a period add up over its blocks; nothing is held."""
    time = state.facts.time
    for t, label in enumerate(time.labels):
        blocks = [_by_stack(state.facts, state.serve[key][q]) for q in time.slots_of(t)]
        for stack, at in ready.items():
            done = [share for served in blocks for share in served.get(stack, [])]
            if done:
                where = (f"{key[0]}@{key[1]}", f"stack {stack}", label)
                ledger.at_most("ported_before_served", where, done, [at[t]], "of the work that may be done")


def _by_stack(facts: Facts, amounts: dict[Pool, float]) -> dict[str, list[float]]:
    terms: dict[str, list[float]] = {}
    for pool, amount in amounts.items():
        terms.setdefault(facts.accelerators[pool[0]].stack, []).append(amount)
    return terms


def _check_stack_count(state: State, ledger: Ledger, workload: str) -> None:
    most = state.facts.policy.max_stacks_per_workload
    if most is not None:
        own = len(set(state.facts.workloads[workload].incumbent_stacks))
        ports = sum(len(starts) for (w, _), starts in state.port.items() if w == workload)
        ledger.at_most("stacks_are_few", (workload,), [own, ports], [most], "stacks")
        ledger.limit("stacks_are_few", workload, frozenset((None,)), own + ports, most)


def pool_name(pool: Pool) -> str:
    """A pool in words."""
    return f"{pool[0]} at {pool[1]}" + (f" for {pool[2]}" if pool[2] else "")
