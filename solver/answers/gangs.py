"""Runs of gangs as a plan states them, and what they keep busy beyond the work that they get done."""

from __future__ import annotations

import pyomo.environ as pyo

from models.gang import GangRun
from solver.program.build import Program
from solver.program.gangs import Start, extra_hours, gang_of, running, side_by_side
from solver.program.instance import Instance


def gang_runs(program: Program) -> tuple[GangRun, ...]:
    """A row for every size, pool and period in which runs start; `load_values` comes first."""
    m, x = program.model, program.instance
    found = {(*start.key, k): start for rows in x.starts.values() for start in rows for k in range(len(x.tree.cases))}
    return tuple(_row(x, found[key], round(launch.value)) for key, launch in m.launch.items() if launch.value)


def extra_busy(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> float:
    """Accelerators that runs on an arc keep busy in a period beyond those of the share served; 0 of other work."""
    runs = running(m, x, r, t, k) if r in x.starts else ()
    return float(sum(extra_hours(x, start) * part * launch.value for start, part, launch in runs) / x.H[t])


def _row(x: Instance, start: Start, runs: int) -> GangRun:
    _, j, arc = x.arcs[start.arc]
    return GangRun(
        workload=arc.workload.id,
        geography=arc.geography,
        accelerator=arc.accelerator.id,
        site=arc.site.id,
        dedicated=x.pools[j].is_dedicated,
        dated=x.pools[j].days_of or None,
        period=x.scenario.horizon.label(start.start),
        size=start.size.accelerators,
        runs=runs,
        at_once=side_by_side(runs, start.in_a_row),
        hours_per_run=start.size.hours,
        lost_hours_per_run=start.size.lost_hours,
        deadline_hours=gang_of(x, start.arc).deadline_hours,
    )
