"""Money of work: power and egress of what is served, moves, gangs, what is missed, ports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from solver.program import energy
from solver.program.energy import mean_price
from solver.program.entries import ASSUMED, Entry, at_end, at_start
from solver.program.families.adoption import ready_ports
from solver.program.gangs import running
from solver.program.instance import Instance
from solver.sizing.demand import changes_per_quarter, periods_of, value_per_unit
from solver.sizing.moving import move_usd
from solver.sizing.porting import change_usd, port_usd


def service(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Busy power and egress of work served."""
    for (r, t, b, k), serve in m.serve.items():
        i, _, arc = x.arcs[r]
        site = arc.site
        yield from _busy_power(x, r, t, b, k, serve)
        if site.egress_usd_per_gb and arc.workload.gb_per_unit:
            gb = arc.workload.gb_per_unit * x.volumes.units(i, t, b, k)
            yield at_end(x, "egress", t, serve, gb * site.egress_usd_per_gb, site.evidence, case=k)


def moves(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Copies of data when moves start, and the busy power of work that runs double."""
    workloads = {w.id: w for w in x.scenario.workloads}
    for (w, _, u, n), move in m.move.items():
        usd = move_usd(x.scenario, workloads[w])
        yield at_start(x, "moving", u, move, usd, usd, (n, u), None, ASSUMED)
    for (r, t, b, k), double in m.double.items():
        yield from _busy_power(x, r, t, b, k, double)


def _busy_power(x: Instance, r: int, t: int, b: int, k: int, decision: Any) -> Iterator[Entry]:
    """Electricity of a share of i on an arc above what idle units draw."""
    site = x.arcs[r][2].site
    usd = energy.busy(x, r, t, b, k, site.electricity_in(x.blocks[b].id))
    if usd:
        yield at_end(x, "electricity", t, decision, usd, site.evidence, case=k)


def launches(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Busy power of what larger gangs take beyond the size that takes fewest accelerator-hours for a run."""
    for r in x.starts:
        site, a = x.arcs[r][2].site, x.arcs[r][2].accelerator
        for t in range(x.T) if a.busy_kw > a.idle_kw else ():
            for k in range(len(x.tree.cases)):
                for start, part, launch in running(m, x, r, t, k):
                    usd = energy.surplus(x, start, part, mean_price(x, site, t))
                    yield at_end(x, "electricity", t, launch, usd, site.evidence, case=k)


def misses(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Penalty and lost value of units not served."""
    for (i, t, b, k), miss in m.miss.items():
        w = x.works[i].workload
        each = w.miss_penalty_usd_per_unit + value_per_unit(x.scenario, w, t)
        yield at_end(x, "sla_penalty", t, miss, each * x.volumes.missable(i, t, b, k), ASSUMED, case=k)


def ports(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Porting when it starts, the first to a stack at its full price; upkeep in every period in which it is ready."""
    workloads = {w.id: w for w in x.scenario.workloads}
    for (w, s, u, n), port in m.port.items():
        stack = x.stacks[s]
        usd = port_usd(x.scenario, stack) * (stack.learning if s in x.learned else 1.0)
        yield at_start(x, "porting", u, port, usd, usd, (n, u), None, stack.evidence)
        for t in range(u + periods_of(stack.port_months, x.scenario), x.T):
            if u in ready_ports(x, s, t):
                changes = changes_per_quarter(x.scenario, workloads[w], t) * x.M / 3
                each = change_usd(x.scenario, stack)
                yield at_end(x, "upkeep", t, port, each * changes, stack.evidence, node=(n, u))
    for (s, u, n), first in m.first.items():
        stack = x.stacks[s]
        usd = port_usd(x.scenario, stack) * (1 - stack.learning)
        yield at_start(x, "porting", u, first, usd, usd, (n, u), None, stack.evidence)
