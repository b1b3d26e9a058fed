"""What a plan states of its runs beyond where and when they start: time, loss, deadline, runs side by side."""

from __future__ import annotations

from models.plan import Plan
from solver.proof.audit.auditor import Examination
from solver.proof.audit.gang_rows import going, run_of
from solver.proof.audit.notes import Notes
from solver.proof.audit.state import GangStart


def check_gang_figures(plan: Plan, found: Examination, notes: Notes) -> None:
    """Every row whose runs the scenario knows; the others have failed as decisions."""
    state = found.state
    for row in plan.gangs:
        key, where = (row.workload, row.geography), f"gangs ({row.workload}@{row.geography}, {row.period}, {row.size})"
        place = row.accelerator, row.site
        pool = state.facts.pool_of_row(key, place, dedicated=row.dedicated, dated=row.dated)
        start = GangStart(pool, state.facts.time.period_of.get(row.period, -1), row.size, row.runs)
        gang = state.facts.streams[row.workload].gang if row.workload in state.facts.streams else None
        if gang is None or start not in state.gangs.get(key, ()):
            continue
        run = run_of(state.facts, key, start)
        notes.figure(where, "hours_per_run", row.hours_per_run, run.hours)
        notes.near(where, "lost_hours_per_run [h]", row.lost_hours_per_run, run.lost, 1e-6 * run.hours)
        notes.figure(where, "deadline_hours", row.deadline_hours, gang.deadline_hours)
        side_by_side = round(going(state, key, start)[start.period].kept / run.size)
        notes.same(where, "at_once", row.at_once, side_by_side)
