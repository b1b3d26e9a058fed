"""Money of the lines of operating cost that a scenario states: per accelerator, replica, unit, site, stack and model
family by decisions, per workload and FTE, and of what stands there today, as constants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pyomo.environ as pyo

from models.hardware import Holding
from models.operations import OperatingLine
from models.units import HOURS_PER_TIME
from solver.program.entries import Entry, at_end
from solver.program.families.adoption import ready_ports
from solver.program.families.edge import is_held_open
from solver.program.families.tooling import is_paid_for, pairs_of
from solver.program.instance import Instance


class Constant(NamedTuple):
    """What a line costs in a period whatever is decided, and for whom: a workload, a site, a holding, or all work."""

    line: OperatingLine
    period: int
    usd: float
    workload: str | None = None
    site: str | None = None
    holding: Holding | None = None


def entries(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """What decisions change of all lines."""
    for line in x.scenario.policy.operating_costs:
        yield from of_line(m, x, line)


def of_line(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    """What decisions change of a line."""
    by = {
        "accelerator": _accelerators,
        "replica": _replicas,
        "unit": _units,
        "site": _sites,
        "stack": _stacks,
        "model_family": _families,
    }
    if line.driver in by:
        yield from by[line.driver](m, x, line)


def constant_entries(x: Instance) -> Iterator[Entry]:
    """What no decision changes of all lines, with who pays it."""
    workloads = {w.id: w for w in x.scenario.workloads}
    for each in constants(x):
        held = each.holding
        payer = held or workloads.get(each.workload or "") or x.sites.get(each.site or "")
        entry = at_end(x, each.line.term, each.period, None, each.usd, each.line.evidence)
        yield replace(entry, bucket=payer.bucket if payer else None, accelerator=held.accelerator if held else None)


def constants(x: Instance) -> Iterator[Constant]:
    """What no decision changes: workloads, people, today's fleet, and sites that it keeps in use."""
    for line in x.scenario.policy.operating_costs:
        for t in range(x.T):
            yield from _constants(x, line, t)


def _constants(x: Instance, line: OperatingLine, t: int) -> Iterator[Constant]:
    usd = line.usd * x.M
    if line.driver == "workload" or (line.driver == "fte" and line.workloads):
        for w in x.scenario.workloads:
            if line.counts(workload=w.id):
                yield Constant(line, t, (line.fte or 1.0) * usd, workload=w.id)
    elif line.driver == "fte":
        yield Constant(line, t, (line.fte or 1.0) * usd)
    elif line.driver in ("accelerator", "site"):
        yield from _of_today(x, line, t)


def _of_today(x: Instance, line: OperatingLine, t: int) -> Iterator[Constant]:
    """What today's fleet, and the sites that it keeps in use, cost in a period."""
    usd = line.usd * x.M
    for h in x.scenario.holdings if line.driver == "accelerator" else ():
        kind = x.accelerators[h.accelerator].accelerator_class
        if x.held(h, t) and line.counts(site=h.site, kind=kind):
            yield Constant(line, t, h.accelerators * usd, holding=h)
    for site in x.scenario.sites if line.driver == "site" else ():
        if line.counts(site=site.id) and is_held_open(x, site, t):
            yield Constant(line, t, usd, site=site.id)


def _is_paid_for(x: Instance, line: OperatingLine, o: int) -> bool:
    """Whether a line is paid for the accelerators of a copy; endpoints are none."""
    pool = x.pools[x.copies[o].pool]
    kind = pool.accelerator.accelerator_class
    return not pool.accelerator.is_managed and line.counts(site=pool.site.id, kind=kind)


def _accelerators(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    for (o, t, n), active in m.in_service.items():
        if _is_paid_for(x, line, o):
            usd = x.copies[o].units * line.usd * x.M
            yield at_end(x, line.term, t, active, usd, line.evidence, node=(n, t))
    for (o, t, b, k), rent in m.rent.items():
        if _is_paid_for(x, line, o):
            usd = x.copies[o].units * line.usd * x.hours[t][b] / HOURS_PER_TIME["month"]
            yield at_end(x, line.term, t, rent, usd, line.evidence, case=k)


def _replicas(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    for (r, t, k), kept in m.kept.items():
        if is_paid_for(x, line, r):
            yield at_end(x, line.term, t, kept, line.usd * x.M, line.evidence, case=k)


def _families(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    pairs = pairs_of(x, line)
    for (family, stack, t, k), tooled in m.tooled.items():
        if (family, stack) in pairs:
            yield at_end(x, line.term, t, tooled, line.usd * x.M, line.evidence, case=k)


def _units(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    for (r, t, b, k), serve in m.serve.items():
        i, _, arc = x.arcs[r]
        kind = arc.accelerator.accelerator_class
        if line.counts(workload=arc.workload.workload_id, site=arc.site.id, kind=kind):
            usd = line.usd / 1000 * x.volumes.units(i, t, b, k)
            yield at_end(x, line.term, t, serve, usd, line.evidence, case=k)


def _sites(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    for (name, t, k), is_open in m.open.items():
        if line.counts(site=name):
            yield at_end(x, line.term, t, is_open, line.usd * x.M, line.evidence, case=k)


def _stacks(m: pyo.ConcreteModel, x: Instance, line: OperatingLine) -> Iterator[Entry]:
    for (w, s, u, n), port in m.port.items():
        if line.counts(workload=w, stack=s):
            for t in range(x.T):
                if u in ready_ports(x, s, t):
                    yield at_end(x, line.term, t, port, line.usd * x.M, line.evidence, node=(n, u))
