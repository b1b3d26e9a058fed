"""Gangs: work in whole runs, each on many accelerators of one pool at once.

`runs_follow_demand`: runs started by the end of a period <= runs due by then. `runs_are_started`: all of them, in the
end, or where none can wait. `runs_start_in_time`: runs that have waited as long as they can have started.
`served_by_runs`: the share served in a block is that of the runs going on, level over the blocks of a period.
`runs_share_accelerators`: runs that start in a period <= runs in a row x runs side by side; `gangs_are_enough` says of
the runs that must start in a window how many whole gangs do them: the tight form, which no integer solution needs.
`gangs_fit_fast_units`: what is confined to a set of offers, by the speed of their fabric and storage, fits their units.
`storage_fits_site`: bandwidth of all runs at a site <= cap.
Duals: USD for one more run; worth of a longer wait; of one more fast accelerator; of one more GB/s of storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pyomo.environ as pyo

from solver.program.families.dispatch import load, supply
from solver.program.gangs import (
    Start,
    gang_of,
    gangs,
    may_start,
    must_have_started,
    must_start_in,
    rounded,
    running,
    side_by_side,
    starts_in_window,
    taken,
    unit_groups,
    usable,
)
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide


def launches(x: Instance) -> Iterator[tuple[Start, int, int]]:
    """Starts, cases and most runs: the index of `launch` with its bound."""
    for r, found in x.starts.items():
        for start in found:
            for k in range(len(x.tree.cases)):
                most = may_start(x, x.arcs[r][0], start.start, k)
                if most:
                    yield start, k, most


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `launch[r,g,t,k]`: runs that start; `side[r,g,t,k]`: runs side by side, where some follow others."""
    found = {(*start.key, k): (start, most) for start, k, most in launches(x)}
    m.launch = decide(found, domain=pyo.NonNegativeIntegers, bounds=lambda _, *key: (0, found[key][1]))
    rows = {key: side_by_side(most, s.in_a_row) for key, (s, most) in found.items() if s.in_a_row > 1}
    m.side = decide(rows, domain=pyo.NonNegativeIntegers, bounds=lambda _, *key: (0, rows[key]))


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `runs_follow_demand[i,t,k]`, `runs_are_started[i,t,k]`, `runs_start_in_time[i,t,k]`,
    `served_by_runs[r,t,b,k]`, `runs_share_accelerators[r,g,t,k]`, `gangs_are_enough[i,t,q,k]`,
    `gangs_fit_fast_units[j,n,t,b,k]`, `storage_fits_site[l,t,k]`; `m.launch` and `m.side` come from the decisions."""
    in_a_row = {start.key: start.in_a_row for found in x.starts.values() for start in found}
    cases = range(len(x.tree.cases))

    def due_by(i: int, t: int, k: int) -> int:
        return sum(x.volumes.runs_due[i, k][: t + 1])

    def runs_follow_demand(i: int, t: int, k: int) -> Body | None:
        due = due_by(i, t, k)
        return (_started(m, x, i, t, k), None, float(due)) if due else None

    def runs_are_started(i: int, t: int, k: int) -> Body | None:
        due, least = due_by(i, t, k), must_have_started(x, i, t, k)
        return (_started(m, x, i, t, k), float(due), None) if due and due == least else None

    def runs_start_in_time(i: int, t: int, k: int) -> Body | None:
        least = must_have_started(x, i, t, k)
        terms: Terms = [(-1.0, launch) for _, launch in _started(m, x, i, t, k)]
        return (terms, None, -float(least)) if 0 < least < due_by(i, t, k) else None

    def served_by_runs(r: int, t: int, b: int, k: int) -> Body:
        whole, share = x.volumes.workable(x.arcs[r][0], t, k), x.hours[t][b] / x.H[t]
        each = gang_of(x, r).run_units * share / whole
        runs: Terms = [(-each * part, launch) for _, part, launch in running(m, x, r, t, k)]
        return [(1.0, m.serve[r, t, b, k]), *runs], 0.0, 0.0

    def runs_share_accelerators(r: int, size: int, t: int, k: int) -> Body:
        row = float(in_a_row[r, size, t])
        return [(1.0, m.launch[r, size, t, k]), (-row, m.side[r, size, t, k])], None, 0.0

    def storage_fits_site(site: str, t: int, k: int) -> Body | None:
        there = (r for r in x.starts if x.arcs[r][2].site.id == site)
        terms = [(gang_of(x, r).storage_gbps * c, v) for r in there for c, v in taken(m, x, r, t, k)]
        used: Terms = [(c, v) for c, v in terms if c]
        return (used, None, x.sites[site].storage_cap_gbps) if used else None

    cells = [(i, t, k) for i in x.volumes.gangs for t in range(x.T) for k in cases]
    add_rows(m, "runs_follow_demand", cells, runs_follow_demand)
    add_rows(m, "runs_are_started", cells, runs_are_started)
    add_rows(m, "runs_start_in_time", cells, runs_start_in_time)
    add_rows(m, "served_by_runs", [key for key in m.serve if key[0] in x.starts], served_by_runs)
    add_rows(m, "runs_share_accelerators", m.side, runs_share_accelerators)
    capped = [s.id for s in x.scenario.sites if s.storage_cap_gbps is not None]
    add_rows(m, "storage_fits_site", [(s, t, k) for s in capped for t in range(x.T) for k in cases], storage_fits_site)
    _add_rounded(m, x)
    _add_fast_units(m, x)


def _add_rounded(m: pyo.ConcreteModel, x: Instance) -> None:
    def gangs_are_enough(i: int, t: int, q: int, k: int) -> Body | None:
        runs = must_start_in(x, i, t, k)
        if runs % q == 0:
            return None
        terms = [(rounded(start.in_a_row, q, runs), gangs(m, start, k)) for start in due[i, t]]
        return terms, float(ceil(runs / q)), None

    due = {(i, t): list(starts_in_window(x, i, t)) for i in x.volumes.gangs for t in range(x.T)}
    rows = {key: sorted({start.in_a_row for start in found} - {1}) for key, found in due.items()}
    index = [(*key, q, k) for key, found in rows.items() for q in found for k in range(len(x.tree.cases))]
    add_rows(m, "gangs_are_enough", index, gangs_are_enough)


def _add_fast_units(m: pyo.ConcreteModel, x: Instance) -> None:
    groups = {j: unit_groups(x, j) for j in range(len(x.pools))}

    def gangs_fit_fast_units(j: int, n: int, t: int, b: int, k: int) -> Body | None:
        group = groups[j][n]
        confined = [r for r in x.arcs_of_pool[j] if usable(x, j, r) <= group]
        used: Terms = [term for r in confined for term in load(m, x, r, t, b, k)]
        units, held = supply(m, x, j, t, b, k, lambda offer: offer.id in group)
        return (used + units, None, held) if used else None

    cells = [(t, b, k) for t in range(x.T) for b in range(len(x.blocks)) for k in range(len(x.tree.cases))]
    index = [(j, n, *cell) for j, found in groups.items() for n in range(len(found)) for cell in cells]
    add_rows(m, "gangs_fit_fast_units", index, gangs_fit_fast_units)


def _started(m: pyo.ConcreteModel, x: Instance, i: int, t: int, k: int) -> Terms:
    """Runs of i that have started by the end of a period."""
    arcs = [r for r in x.arcs_of_work[i] if r in x.starts]
    keys = ((*start.key, k) for r in arcs for start in x.starts[r] if start.start <= t)
    return [(1.0, m.launch[key]) for key in keys if key in m.launch]
