"""Removed arcs, capacities and evidence as a plan states them."""

from __future__ import annotations

from models.plan import Plan
from solver.proof.audit.auditor import Examination
from solver.proof.audit.gang_rows import serving_in
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import Notes
from solver.proof.audit.placement import Key, Place


def check_arcs(plan: Plan, found: Examination, notes: Notes) -> None:
    """Arcs removed and kept, their throughput, and the evidence all rests on, as the scenario gives them."""
    _check_removed(plan, found, notes)
    _check_capacities(plan, found, notes)
    _check_evidence(plan, found, notes)


def _check_removed(plan: Plan, found: Examination, notes: Notes) -> None:
    own = dict(found.state.facts.placement.removed)
    stated = {((r.workload, r.geography), (r.accelerator, r.site)): r.reason for r in plan.removed_arcs}
    notes.once("removed_arcs", (((r.workload, r.geography), (r.accelerator, r.site)) for r in plan.removed_arcs))
    for pair in own | stated:
        reason, said = own.get(pair, "no reason: it is an arc or no pool"), stated.get(pair, "not removed")
        notes.same(f"removed_arcs ({_arc_name(*pair)})", "reason", said, reason)


def _arc_name(key: Key, place: Place) -> str:
    return f"{'@'.join(key)}, {' at '.join(place)}"


def _check_capacities(plan: Plan, found: Examination, notes: Notes) -> None:
    facts = found.state.facts
    grades = {b.id: b.evidence.grade for b in facts.scenario.benchmarks}
    missing = set(facts.placement.arcs)
    notes.once("capacities", (((r.workload, r.geography), (r.accelerator, r.site)) for r in plan.capacities))
    for row in plan.capacities:
        pair = (row.workload, row.geography), (row.accelerator, row.site)
        where = f"capacities ({_arc_name(*pair)})"
        missing.discard(pair)
        arc = facts.placement.arcs.get(pair)
        if arc is None:
            notes.sentences.append(f"{where}: there is no such arc")
            continue
        unit = facts.streams[row.workload].service_unit
        notes.near(where, f"throughput [{unit}]", row.throughput, arc.throughput, ROW_TOLERANCE * arc.throughput)
        notes.same(where, "unit", row.unit, unit)
        own_class = facts.accelerators[row.accelerator].accelerator_class
        notes.same(where, "accelerator_class", row.accelerator_class, own_class)
        benchmark = row.benchmark if row.benchmark in arc.origins else min(arc.origins)
        notes.same(where, "benchmark", row.benchmark, benchmark)
        notes.same(where, "grade", row.grade, grades[benchmark])
        if row.bottleneck not in arc.origins[benchmark]:
            notes.same(where, "bottleneck", row.bottleneck, min(arc.origins[benchmark]))
    for pair in missing:
        notes.sentences.append(f"capacities ({_arc_name(*pair)}): the arc is missing")


def _check_evidence(plan: Plan, found: Examination, notes: Notes) -> None:
    rows = plan.evidence.by_grade
    notes.once("evidence", (row.grade for row in rows))
    total = sum(row.usd for row in rows)
    if rows:
        notes.close("evidence", "sum of shares", sum(row.share for row in rows), 1.0)
    elif any(found.bill.paid.values()):
        notes.sentences.append("evidence: the plan pays for offers, but no grade of evidence is listed")
    for row in rows:
        where = f"evidence (grade {row.grade})"
        notes.close(where, "share", row.share, row.usd / total if total else row.share)
        if not 0 <= row.older_than_90_days_share <= 1 + ROW_TOLERANCE:
            notes.sentences.append(f"{where}: {row.older_than_90_days_share} is no share")
    own = _hours_by_grade(plan, found)
    for grade in own | plan.evidence.capacity_by_grade:
        stated = plan.evidence.capacity_by_grade.get(grade, 0.0)
        notes.close("evidence", f"capacity_by_grade {grade}", stated, own.get(grade, 0.0))


def _hours_by_grade(plan: Plan, found: Examination) -> dict[str, float]:
    """Share of the accelerator-hours served, by the grade of the benchmark behind each arc."""
    facts = found.state.facts
    grades = {b.id: str(b.evidence.grade) for b in facts.scenario.benchmarks}
    named = {((c.workload, c.geography), (c.accelerator, c.site)): c.benchmark for c in plan.capacities}
    hours: dict[str, float] = {}
    for key, slots in found.state.serve.items():
        for q, shares in enumerate(slots):
            for pool in (pool for pool in shares if pool[0] not in facts.endpoints):
                arc = facts.placement.arcs[key, pool[:2]]
                stated = named.get((key, pool[:2]), "")
                grade = grades[stated if stated in arc.origins else min(arc.origins)]
                used = serving_in(found.state, key, pool, q) * facts.time.slot_hours[q]
                hours[grade] = hours.get(grade, 0.0) + used
    total = sum(hours.values())
    return {grade: h / total for grade, h in hours.items()} if total else {}
