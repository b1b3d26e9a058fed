"""Rows about losses: what is left when a site, a vendor or a stack is lost keeps a share of the peak of critical
work."""

from __future__ import annotations

from models.hardware import Holding
from models.offer import Offer
from models.policy import Redundancy
from solver.proof.audit.exit_ramp import Loss, backing_in_time, ready_in_time
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.on_call import by_slot
from solver.proof.audit.placement import Key
from solver.proof.audit.quotas import counted_in
from solver.proof.audit.service_rows import pool_name
from solver.proof.audit.state import LossKey, State
from solver.proof.audit.timeline import is_within

LAW = "backed_up_where_allowed"


def losses_of(facts: Facts) -> list[Loss]:
    """Every loss that a rule speaks of and that takes something which work it keeps could use."""
    names = {"site": list(facts.sites), "vendor": [v.id for v in facts.scenario.vendors], "stack": list(facts.stacks)}
    losses: dict[LossKey, Loss] = {}
    for rule in facts.policy.redundancy:
        for name in rule.only or names[rule.lose]:
            silicon = (a.id for a in facts.accelerators.values() if rule.lose == "stack" and a.stack == name)
            key = LossKey(rule.lose, name, rule.within_months)
            loss = losses.setdefault(key, Loss(key, frozenset(silicon), {}))
            for at in _asked(facts, rule):
                loss.rules.setdefault(at, []).append(rule)
    return [loss for loss in losses.values() if any(_touches(facts, loss, key) for key, _ in loss.rules)]


def _asked(facts: Facts, rule: Redundancy) -> list[tuple[Key, int]]:
    """Workloads and periods that a rule keeps."""
    critical = {w.id for w in facts.streams.values() if w.criticality == "mission_critical"}
    wanted = set(rule.workloads) or critical
    named = {key: {key[0], facts.workload_id(key)} for key in facts.demand}
    keys = [key for key, demand in facts.demand.items() if demand.needs_headroom and named[key] & wanted]
    periods = [t for t, start in enumerate(facts.time.starts) if is_within(start, rule.first, rule.until)]
    return [(key, t) for key in keys for t in periods]


def _touches(facts: Facts, loss: Loss, key: Key) -> bool:
    """Whether the loss takes an offer or a holding from a place where the workload can run."""
    holders: list[Offer | Holding] = [
        *(terms.offer for terms in facts.offers.values()),
        *(h for h, _ in facts.holdings),
    ]
    taken = {(h.accelerator, h.site) for h in holders if not loss.leaves(h)}
    return any((key, place) in facts.placement.arcs for place in taken)


def check_redundancy(state: State, ledger: Ledger) -> None:
    """Every loss is covered, by capacity that is left, on stacks that are ready."""
    facts = state.facts
    losses = {loss.key: loss for loss in losses_of(facts)}
    _check_domain(state, ledger, losses)
    for loss in losses.values():
        used: dict[tuple[Pool, int], list[float]] = {}
        for key, t in loss.rules:
            for q in (facts.time.slots_of(t)[b] for b in facts.time.peaks):
                backups = state.backup.get((loss.key, key, q), {})
                _check_kept(state, ledger, loss, key, q, backups)
                for pool, amount in backups.items():
                    used.setdefault((pool, q), []).append(amount)
        _check_backing(state, ledger, loss, used)


def _check_domain(state: State, ledger: Ledger, losses: dict[LossKey, Loss]) -> None:
    """Backups stand where a rule asks for them, and not where all is lost."""
    time = state.facts.time
    for (lost, key, q), backups in state.backup.items():
        where = (lost.words, f"{key[0]}@{key[1]}", *time.where(q))
        loss = losses.get(lost)
        is_asked = loss is not None and (key, time.period(q)) in loss.rules
        is_peak = q - time.slots_of(time.period(q))[0] in time.peaks
        ledger.require(is_asked and is_peak, LAW, where, "no rule of redundancy asks for it")
        gone = [pool_name(pool) for pool in backups if loss is not None and loss.takes_pool(pool)]
        ledger.require(not gone, LAW, where, f"it is lost itself: {', '.join(gone)}")


def _check_kept(state: State, ledger: Ledger, loss: Loss, key: Key, q: int, backups: dict[Pool, float]) -> None:
    facts = state.facts
    demand, t = facts.demand[key], facts.time.period(q)
    peak = demand.peak[q] * (1 - demand.workload.max_miss)
    if peak <= 0:
        return
    where = (loss.key.words, f"{key[0]}@{key[1]}", *facts.time.where(q))
    speeds = {pool: facts.speed(key, pool[:2]) * amount for pool, amount in backups.items()}
    unit = demand.workload.service_unit
    ledger.at_least("loss_is_covered", where, [*speeds.values()], [loss.keep(key, t) * peak], unit)
    for rule in loss.rules[key, t]:
        month = frozenset((facts.time.labels[t],))
        ledger.limit("loss_is_covered", rule.id, month, sum(speeds.values()) / peak, rule.keep)
    for stack in facts.needs_port[facts.workload_id(key)]:
        there = [speed for pool, speed in speeds.items() if facts.accelerators[pool[0]].stack == stack]
        if there:
            allowed = demand.required[q] * ready_in_time(state, loss, facts.workload_id(key), stack, t)
            ledger.at_most("backup_is_ported", (*where, f"stack {stack}"), there, [allowed], unit)


def _check_backing(state: State, ledger: Ledger, loss: Loss, used: dict[tuple[Pool, int], list[float]]) -> None:
    facts, copies, together = state.facts, state.copies_by_pool(), by_slot(used)
    for (pool, q), amounts in used.items():
        counted = counted_in(state, pool, q, loss.key)
        backing = backing_in_time(state, loss, pool, copies, facts.time.period(q), together[q], counted)
        if backing is not None:
            where = (loss.key.words, pool_name(pool), *facts.time.where(q))
            ledger.at_most("backup_is_backed", where, amounts, backing, "accelerators")
