"""Tooling: what costs money by the replica, and once for every stack that serves a family of models.

`kept` [replicas] of an arc in a period: `held_in_kept` span x kept >= hold, at peaks; `busy_in_kept` span x kept >=
what work takes there, in every block. `tooled` of a model family and a stack in a period: `served_where_tooled` sum
of serve over the pools of the stack <= tooled (of deferrable work over its blocks too). Dual of the last: worth of
having the tools there [USD]. Only lines of operating cost by these drivers bring the decisions.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.operations import OperatingLine
from solver.program.families.adoption import arcs_on
from solver.program.families.dispatch import load
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide

Pair = tuple[str, str]
"""A model family and a stack."""


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `kept[r,t,k]`, `tooled[f,s,t,k]`; those of service and gangs come first."""
    arcs = {r for line in _lines(x, "replica") for r in range(len(x.arcs)) if is_paid_for(x, line, r)}
    pairs = sorted({pair for line in _lines(x, "model_family") for pair in pairs_of(x, line)})
    cells = [(t, k) for t in range(x.T) for k in range(len(x.tree.cases))]
    m.kept = decide([(r, *cell) for r in sorted(arcs) for cell in cells], domain=pyo.NonNegativeReals)
    m.tooled = decide([(*pair, *cell) for pair in pairs for cell in cells], domain=pyo.Binary)


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `held_in_kept`, `busy_in_kept` [r,t,b,k], `served_where_tooled[i,s,t,b,k]`."""
    cells = [(r, t, b, k) for r, t, k in m.kept for b in range(len(x.blocks))]

    def held_in_kept(r: int, t: int, b: int, k: int) -> Body | None:
        return _within(m, x, [(1.0, m.hold[r, t, b, k])], r, t, k) if (r, t, b, k) in m.hold else None

    def busy_in_kept(r: int, t: int, b: int, k: int) -> Body | None:
        return _within(m, x, load(m, x, r, t, b, k), r, t, k)

    def served_where_tooled(i: int, s: str, t: int, b: int, k: int) -> Body | None:
        blocks = x.volumes.cell(i, b)
        keys = [(r, t, n, k) for r in arcs_on(x, i, s) for n in blocks]
        terms: Terms = [(1.0, m.serve[key]) for key in keys if key in m.serve]
        return ([*terms, (-1.0, m.tooled[family_of(x, i), s, t, k])], None, 0.0) if terms else None

    add_rows(m, "held_in_kept", cells, held_in_kept)
    add_rows(m, "busy_in_kept", cells, busy_in_kept)
    works = [(i, s, t, b, k) for f, s, t, k in m.tooled for i in works_of(x, f) for b in range(len(x.blocks))]
    add_rows(m, "served_where_tooled", works, served_where_tooled)


def _within(m: pyo.ConcreteModel, x: Instance, taken: Terms, r: int, t: int, k: int) -> Body | None:
    """What is taken of an arc, within the replicas kept there."""
    return ([*taken, (-float(x.arcs[r][2].span), m.kept[r, t, k])], None, 0.0) if taken else None


def _lines(x: Instance, driver: str) -> Iterator[OperatingLine]:
    return (line for line in x.scenario.policy.operating_costs if line.driver == driver)


def is_paid_for(x: Instance, line: OperatingLine, r: int) -> bool:
    """Whether a line by replica is paid for those of an arc; endpoints have none of ours."""
    arc = x.arcs[r][2]
    kind = arc.accelerator.accelerator_class
    is_named = line.counts(workload=arc.workload.workload_id, site=arc.site.id, kind=kind)
    return is_named and not arc.accelerator.is_managed


def pairs_of(x: Instance, line: OperatingLine) -> set[Pair]:
    """Families and stacks that a line by model family is paid for, where an arc of theirs leads."""
    families = {w.family for w in x.scenario.workloads if line.counts(workload=w.id)}
    found = {(arc.workload.family, arc.accelerator.stack) for _, _, arc in x.arcs}
    return {(f, s) for f, s in found if f in families and line.counts(stack=s)}


def family_of(x: Instance, i: int) -> str:
    """Model family of i."""
    return x.works[i].workload.family


def works_of(x: Instance, family: str) -> list[int]:
    """Work of a model family."""
    return [i for i in range(len(x.works)) if family_of(x, i) == family]
