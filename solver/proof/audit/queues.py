"""Queues of workloads: what each pays of what the workload pays for, and the figures a plan states of it."""

from __future__ import annotations

from decimal import Decimal

from models.plan import Plan
from models.queue import QueueUse
from models.streams import Stream
from solver.proof.audit.facts import Facts
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.placement import Key
from solver.proof.audit.use import Use


def queues_of(facts: Facts, workload: str) -> list[Stream]:
    """The queues of a workload; empty where it has none."""
    return [s for s in facts.streams.values() if isinstance(s, Stream) and s.of == workload]


def queue_parts(use: Use, workload: str, period: int, *, stack: str, site: str) -> dict[str, Decimal]:
    """Part of a cost of a stack (or of a site) by queue: by busy accelerator-hours there, by demand where none are."""
    busy = {queue.id: _busy_hours(use, queue.id, period, stack, site) for queue in queues_of(use.facts, workload)}
    total = sum(busy.values())
    if total:
        return {name: exact(hours) / exact(total) for name, hours in busy.items()}
    asked = {queue.id: exact(queue.share) for queue in queues_of(use.facts, workload)}
    return {name: share / sum(asked.values()) for name, share in asked.items()} or {workload: Decimal(1)}


def _busy_hours(use: Use, stream: str, period: int, stack: str, site: str) -> float:
    pools = [(pool, hours) for key in use.keys(stream) for pool, hours in use.hours[key, period].items()]
    return sum(hours for pool, hours in pools if site == pool[1] or use.facts.accelerators[pool[0]].stack == stack)


def check_queues(plan: Plan, use: Use, notes: Notes) -> None:
    """Every queue in every period; its cost is that of its row in `service`, which is judged there."""
    known = {(s.of, s.queue): s for s in use.facts.streams.values() if isinstance(s, Stream)}
    stated = {(row.workload, row.period): row.cost_usd for row in plan.service}
    missing = {(*queue, label) for queue in known for label in use.time.labels}
    notes.once("queues", ((row.workload, row.queue, row.period) for row in plan.queues))
    for row in plan.queues:
        where = f"queues ({row.workload}, {row.queue}, {row.period})"
        if (row.workload, row.queue, row.period) not in missing:
            notes.sentences.append(f"{where}: there is no such queue or period, or it is listed before")
            continue
        missing.discard((row.workload, row.queue, row.period))
        stream = known[row.workload, row.queue]
        notes.usd(where, "cost_usd", row.cost_usd, stated.get((stream.id, row.period), 0.0))
        _check_row(row, use, stream, where, notes)
    for workload, queue, label in sorted(missing):
        notes.sentences.append(f"queues ({workload}, {queue}, {label}): the row is missing")


def _check_row(row: QueueUse, use: Use, stream: Stream, where: str, notes: Notes) -> None:
    period = use.time.period_of[row.period]
    classes = _classes(use, use.keys(stream.id), period)
    served = sum(classes.values())
    whole = sum(_classes(use, use.keys(stream.of), period).values())
    asked = sum(use.units_asked(key, period) for key in use.keys(stream.id))
    notes.figure(where, "units_asked", row.units_asked, asked)
    notes.figure(where, "units_served", row.units_served, served)
    notes.figure(where, "share_of_served", row.share_of_served, served / whole if whole else None)
    notes.figure(where, "usd_per_unit", row.usd_per_unit, row.cost_usd / served if served else None)
    notes.same(where, "classes", sorted(row.classes), sorted(classes))
    for name in row.classes.keys() & classes.keys():
        notes.figure(where, f"share of units served on {name}", row.classes[name], classes[name] / served)


def _classes(use: Use, keys: list[Key], period: int) -> dict[str, float]:
    """Units served by class of accelerator."""
    found: dict[str, float] = {}
    for key in keys:
        for pool in use.serving[key, period]:
            name = use.facts.accelerators[pool[0]].accelerator_class
            found[name] = found.get(name, 0.0) + use.units_from(key, period, pool)
    return found
