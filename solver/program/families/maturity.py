"""Maturity: until a workload is validated on it, silicon of one vendor, and of one class, carries little of it.

`unproven_vendor_is_capped`: sum of serve over arcs to a vendor's unproven silicon <= share (of deferrable work: <=
share x all that is done in the period); `unproven_class_is_capped` likewise. At PEAKS `unproven_vendor_hold_is_capped`,
`unproven_class_hold_is_capped`: sum of throughput x hold <= share x need, in shares of the need; for work sized by
queueing sum of carry <= share. Dual: USD for one more unit of share; a hundredth of it for one more percent of the
workload on unproven silicon. That pilots wait for their validation is no row: arcs exist from `Arc.opens` on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from solver.program.families.adoption import ready_ports
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows

Groups = dict[tuple[int, str], list[tuple[int, int]]]
"""Unproven arcs by workload number and name of the vendor (or class): (arc, first period in which it is proven)."""
SLACK = 1e-9
"""A share above the limit by no more than this is rounding."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `unproven_vendor_is_capped[i,v,t,b,k]`, `unproven_class_is_capped[i,c,t,b,k]`, and of holds."""
    cases, blocks = range(len(x.tree.cases)), range(len(x.blocks))
    for kind, groups in (("vendor", by_vendor(x)), ("class", by_class(x))):
        index = [(i, name, t, b, k) for i, name in groups for t in range(x.T) for b in blocks for k in cases]

        def served(i: int, name: str, t: int, b: int, k: int, groups: Groups = groups) -> Body | None:
            terms = _served(m, x, i, t, b, k)
            new = {r for r in _unproven(groups[i, name], t) if r in terms}
            if not new:
                return None
            if i in x.volumes.joined:
                return [(float(r in new) - _share(x), v) for r in terms for _, v in terms[r]], None, 0.0
            return _capped(m, x, {r: terms[r] for r in new}, t, k)

        def held(i: int, name: str, t: int, b: int, k: int, groups: Groups = groups) -> Body | None:
            terms = _held(m, x, i, t, b, k)
            new = {r: terms[r] for r in _unproven(groups[i, name], t) if r in terms}
            return _capped(m, x, new, t, k) if new else None

        add_rows(m, f"unproven_{kind}_is_capped", index, served)
        add_rows(m, f"unproven_{kind}_hold_is_capped", [key for key in index if key[3] in x.peaks], held)


def by_vendor(x: Instance) -> Groups:
    """Unproven arcs by the maker of the silicon."""
    return _grouped(x, lambda r: x.arcs[r][2].accelerator.vendor)


def by_class(x: Instance) -> Groups:
    """Unproven arcs by accelerator class, without classes whose arcs are exactly those of one vendor."""
    vendors = by_vendor(x)
    said = {(i, tuple(arcs)) for (i, _), arcs in vendors.items()}
    groups = _grouped(x, lambda r: x.arcs[r][2].accelerator.accelerator_class)
    return {key: arcs for key, arcs in groups.items() if (key[0], tuple(arcs)) not in said}


def used_share(m: pyo.ConcreteModel, x: Instance, row: str, key: tuple[Any, ...]) -> float:
    """What of a workload is on unproven silicon, by a row, at the values of the decisions."""
    i, name, t, b, k = key
    groups = by_vendor(x) if "vendor" in row else by_class(x)
    terms = (_held if "hold" in row else _served)(m, x, i, t, b, k)
    amounts = {r: sum(c * v.value for c, v in found) for r, found in terms.items()}
    whole = sum(amounts.values()) if i in x.volumes.joined else 1.0
    return float(sum(amounts.get(r, 0.0) for r in _unproven(groups[i, name], t)) / whole) if whole else 0.0


def may_hold(x: Instance, i: int, t: int, shares: Mapping[int, float]) -> bool:
    """Whether shares of a need, by arc, keep within the limits of unproven silicon."""
    if x.scenario.policy.maturity.unvalidated_share is None:
        return True
    groups = [arcs for found in (by_vendor(x), by_class(x)) for (n, _), arcs in found.items() if n == i]
    return all(sum(shares.get(r, 0.0) for r in _unproven(arcs, t)) <= _share(x) + SLACK for arcs in groups)


def _share(x: Instance) -> float:
    return x.scenario.policy.maturity.unvalidated_share or 0.0


def _unproven(arcs: list[tuple[int, int]], t: int) -> Iterator[int]:
    return (r for r, until in arcs if t < until)


def _grouped(x: Instance, name_of: Callable[[int], str]) -> Groups:
    groups: Groups = defaultdict(list)
    for r, (i, _, arc) in enumerate(x.arcs):
        if arc.proven > arc.opens:
            groups[i, name_of(r)].append((r, arc.proven))
    return dict(groups)


def _served(m: pyo.ConcreteModel, x: Instance, i: int, t: int, b: int, k: int) -> dict[int, Terms]:
    """Shares served by arc in a block; of deferrable work in all its blocks, at the first."""
    found = {
        r: [(1.0, m.serve[r, t, n, k]) for n in x.volumes.cell(i, b) if (r, t, n, k) in m.serve]
        for r in x.arcs_of_work[i]
    }
    return {r: terms for r, terms in found.items() if terms}


def _held(m: pyo.ConcreteModel, x: Instance, i: int, t: int, b: int, k: int) -> dict[int, Terms]:
    """Shares of the need at a peak by arc, or of the peak itself where queueing sizes the headroom."""
    arcs, need = [r for r in x.arcs_of_work[i] if (r, t, b, k) in m.hold], x.peak_need[k][i][t][b]
    if x.works[i].has_queueing:
        return {r: [(1.0, m.carry[r, t, b, k])] for r in arcs}
    return {r: [(x.throughput(r) / need, m.hold[r, t, b, k])] for r in arcs}


def _capped(m: pyo.ConcreteModel, x: Instance, new: dict[int, Terms], t: int, k: int) -> Body:
    """At most the share on these arcs; times `ready` where all of them need the same port.

    Shares on a stack are at most `ready`, so that cuts off no plan, but much of the relaxation.
    """
    terms: Terms = [term for found in new.values() for term in found]
    workload = x.arcs[next(iter(new))][2].workload
    stack, *others = {x.arcs[r][2].accelerator.stack for r in new}
    if others or not x.needs_port(workload, stack):
        return terms, None, _share(x)
    ports = [m.port[workload.workload_id, stack, u, x.tree.node(k, u)] for u in ready_ports(x, stack, t)]
    return terms + [(-_share(x), port) for port in ports], None, 0.0
