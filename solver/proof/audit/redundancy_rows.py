"""Rows about losses: what is left when a site or a vendor is lost keeps a share of the peak of critical work."""

from __future__ import annotations

from typing import NamedTuple

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from models.policy import Redundancy
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.on_call import backing_of, by_slot
from solver.proof.audit.placement import Key
from solver.proof.audit.service_rows import pool_name
from solver.proof.audit.state import State

LAW = "backed_up_where_allowed"


class Loss(NamedTuple):
    """A site or a vendor that is lost, and the rules that ask for each workload and period."""

    kind: str
    name: str
    rules: dict[tuple[Key, int], list[Redundancy]]

    def leaves(self, holder: Offer | Holding) -> bool:
        """Whether an offer or a holding is still there."""
        return self.name != (holder.site if self.kind == "site" else holder.vendor)

    def keep(self, key: Key, period: int) -> float:
        """Share of the peak that must be kept."""
        return max(rule.keep for rule in self.rules[key, period])


def losses_of(facts: Facts) -> list[Loss]:
    """Every loss that a rule speaks of and that takes something which work it keeps could use."""
    found = []
    for kind, names in (("site", facts.sites), ("vendor", {v.id: v for v in facts.scenario.vendors})):
        for name in names:
            loss = Loss(kind, name, {})
            for rule in facts.policy.redundancy:
                if rule.lose == kind and (name in rule.only or not rule.only):
                    for at in _asked(facts, rule):
                        loss.rules.setdefault(at, []).append(rule)
            if any(_touches(facts, loss, key) for key, _ in loss.rules):
                found.append(loss)
    return found


def _asked(facts: Facts, rule: Redundancy) -> list[tuple[Key, int]]:
    """Workloads and periods that a rule keeps."""
    critical = {w.id for w in facts.streams.values() if w.criticality == "mission_critical"}
    wanted = set(rule.workloads) or critical
    named = {key: {key[0], facts.workload_id(key)} for key in facts.demand}
    keys = [key for key, demand in facts.demand.items() if demand.needs_headroom and named[key] & wanted]
    first = month_number(rule.first) if rule.first else facts.time.starts[0]
    return [(key, t) for key in keys for t, start in enumerate(facts.time.starts) if start >= first]


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
    losses = {(loss.kind, loss.name): loss for loss in losses_of(facts)}
    _check_domain(state, ledger, losses)
    for loss in losses.values():
        used: dict[tuple[Pool, int], list[float]] = {}
        for key, t in loss.rules:
            for q in (facts.time.slots_of(t)[b] for b in facts.time.peaks):
                backups = state.backup.get((loss.kind, loss.name, key, q), {})
                _check_kept(state, ledger, loss, key, q, backups)
                for pool, amount in backups.items():
                    used.setdefault((pool, q), []).append(amount)
        _check_backing(state, ledger, loss, used)


def _check_domain(state: State, ledger: Ledger, losses: dict[tuple[str, str], Loss]) -> None:
    """Backups stand where a rule asks for them, and not at a site that is lost."""
    time = state.facts.time
    for (kind, name, key, q), backups in state.backup.items():
        where = (f"without {kind} {name}", f"{key[0]}@{key[1]}", *time.where(q))
        loss = losses.get((kind, name))
        is_asked = loss is not None and (key, time.period(q)) in loss.rules
        is_peak = q - time.slots_of(time.period(q))[0] in time.peaks
        ledger.require(is_asked and is_peak, LAW, where, "no rule of redundancy asks for it")
        gone = [pool_name(pool) for pool in backups if kind == "site" and pool[1] == name]
        ledger.require(not gone, LAW, where, f"it is lost itself: {', '.join(gone)}")


def _check_kept(state: State, ledger: Ledger, loss: Loss, key: Key, q: int, backups: dict[Pool, float]) -> None:
    facts = state.facts
    demand, t = facts.demand[key], facts.time.period(q)
    peak = demand.peak[q] * (1 - demand.workload.max_miss)
    if peak <= 0:
        return
    where = (f"without {loss.kind} {loss.name}", f"{key[0]}@{key[1]}", *facts.time.where(q))
    speeds = {pool: facts.speed(key, pool[:2]) * amount for pool, amount in backups.items()}
    unit = demand.workload.service_unit
    ledger.at_least("loss_is_covered", where, [*speeds.values()], [loss.keep(key, t) * peak], unit)
    for rule in loss.rules[key, t]:
        month = frozenset((facts.time.labels[t],))
        ledger.limit("loss_is_covered", rule.id, month, sum(speeds.values()) / peak, rule.keep)
    for stack in facts.needs_port[facts.workload_id(key)]:
        there = [speed for pool, speed in speeds.items() if facts.accelerators[pool[0]].stack == stack]
        if there:
            allowed = demand.required[q] * state.ready(facts.workload_id(key), stack)[t]
            ledger.at_most("backup_is_ported", (*where, f"stack {stack}"), there, [allowed], unit)


def _check_backing(state: State, ledger: Ledger, loss: Loss, used: dict[tuple[Pool, int], list[float]]) -> None:
    facts, copies, together = state.facts, state.copies_by_pool(), by_slot(used)
    for (pool, q), amounts in used.items():
        backing = backing_of(facts, pool, copies, facts.time.period(q), loss.leaves, used=together[q])
        if backing is not None:
            where = (f"without {loss.kind} {loss.name}", pool_name(pool), *facts.time.where(q))
            ledger.at_most("backup_is_backed", where, amounts, backing, "accelerators")
