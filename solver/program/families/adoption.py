"""Adoption: work runs only on stacks it has been ported to.

`ported_before_served`: sum of serve over the pools of s <= ready, shares against shares: the tight form; of
deferrable work over its blocks too.
`ported_before_held` likewise for headroom. `ported_once`, `stacks_are_few`. Dual: USD for being ready.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.sizing.demand import periods_of


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `ported_before_served` and `ported_before_held` [i,s,t,b,k], `ported_once[w,s,k]`, `stacks_are_few[w,k]`."""
    cases = range(len(x.tree.cases))
    links = [
        (i, s, t, b, k)
        for i, work in enumerate(x.works)
        for w, s in x.ports
        if w == work.workload.workload_id
        for t in range(x.T)
        for b in range(len(x.blocks))
        for k in cases
    ]

    def ported_before_served(i: int, s: str, t: int, b: int, k: int) -> Body | None:
        cells = [(r, t, n, k) for n in x.volumes.cell(i, b) for r in arcs_on(x, i, s)]
        terms: Terms = [(1.0, m.serve[cell]) for cell in cells if cell in m.serve]
        return (terms + not_ready(m, x, i, s, t, k), None, 0.0) if terms else None

    def ported_before_held(i: int, s: str, t: int, b: int, k: int) -> Body | None:
        is_said_elsewhere = x.works[i].has_queueing or x.works[i].has_whole_replicas
        holds = [r for r in arcs_on(x, i, s) if (r, t, b, k) in m.hold and not is_said_elsewhere]
        need = x.peak_need[k][i][t][b]
        terms: Terms = [(x.throughput(r) / need, m.hold[r, t, b, k]) for r in holds]
        return (terms + not_ready(m, x, i, s, t, k), None, 0.0) if terms else None

    def ported_once(w: str, s: str, k: int) -> Body:
        return [(1.0, m.port[w, s, u, x.tree.node(k, u)]) for u in x.port_periods], None, 1.0

    def stacks_are_few(w: str, k: int) -> Body | None:
        most = x.scenario.policy.max_stacks_per_workload
        workload = next(v for v in x.scenario.workloads if v.id == w)
        terms = [(1.0, m.port[w, s, u, x.tree.node(k, u)]) for v, s in x.ports if v == w for u in x.port_periods]
        return None if most is None else (terms, None, float(most - len(set(workload.incumbent_stacks))))

    add_rows(m, "ported_before_served", links, ported_before_served)
    add_rows(m, "ported_before_held", [key for key in links if key[3] in x.peaks], ported_before_held)
    add_rows(m, "ported_once", [(w, s, k) for w, s in x.ports for k in cases], ported_once)
    add_rows(m, "stacks_are_few", [(w.id, k) for w in x.scenario.workloads for k in cases], stacks_are_few)


def arcs_on(x: Instance, i: int, stack: str) -> list[int]:
    """Arc numbers of i on a stack."""
    return [r for r in x.arcs_of_work[i] if x.arcs[r][2].accelerator.stack == stack]


def ready_ports(x: Instance, stack: str, t: int, early_months: int = 0) -> list[int]:
    """Start periods whose port has made a stack ready by t, or so many months later."""
    delay = periods_of(max(0, x.stacks[stack].port_months - early_months), x.scenario)
    return [u for u in x.port_periods if u + delay <= t]


def not_ready(m: pyo.ConcreteModel, x: Instance, i: int, s: str, t: int, k: int, early_months: int = 0) -> Terms:
    """- ready[w,s,t], for rows that let i use a stack only once it is ready, or so many months earlier."""
    w = x.works[i].workload.workload_id
    return [(-1.0, m.port[w, s, u, x.tree.node(k, u)]) for u in ready_ports(x, s, t, early_months)]
