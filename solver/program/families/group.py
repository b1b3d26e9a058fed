"""Group limits: accelerators over a set of offers, in service and rented, in every period and block.

`group_fits_limit`: units + rented <= maximum; `group_reaches_minimum`: units in service >= minimum, dated blocks left
out, which are gone for most of the time. A group that names no offer counts all of them, and all holdings.
Dual: worth of one more accelerator in the group [USD].
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.policy import GroupLimit
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `group_fits_limit[group,t,b,k]`, `group_reaches_minimum[group,t,k]`."""
    groups = {g.id: g for g in x.scenario.policy.groups}
    cases = range(len(x.tree.cases))

    def units(group: GroupLimit, t: int, k: int, *, steady: bool = False) -> Terms:
        return [
            (c.units, m.in_service[o, t, x.tree.node(k, t)])
            for o, c in enumerate(x.copies)
            if group.counts(c.offer.id) and (o, t, x.tree.node(k, t)) in m.in_service
            if not (steady and c.offer.is_dated)
        ]

    def held(group: GroupLimit, t: int) -> float:
        return sum(h.accelerators for h in x.scenario.holdings if group.counts(h.offer) and x.held(h, t))

    def group_fits_limit(name: str, t: int, b: int, k: int) -> Body:
        group = groups[name]
        rented: Terms = [
            (c.units, m.rent[o, t, b, k])
            for o, c in enumerate(x.copies)
            if group.counts(c.offer.id) and (o, t, b, k) in m.rent and not x.is_managed(o)
        ]
        return units(group, t, k) + rented, None, (group.max_accelerators or 0.0) - held(group, t)

    def group_reaches_minimum(name: str, t: int, k: int) -> Body:
        group = groups[name]
        return units(group, t, k, steady=True), (group.min_accelerators or 0.0) - held(group, t), None

    most = [g.id for g in groups.values() if g.max_accelerators is not None]
    least = [g.id for g in groups.values() if g.min_accelerators is not None]
    cells = [(t, b, k) for t in range(x.T) for b in range(len(x.blocks)) for k in cases]
    add_rows(m, "group_fits_limit", [(g, *c) for g in most for c in cells], group_fits_limit)
    add_rows(
        m, "group_reaches_minimum", [(g, t, k) for g in least for t in range(x.T) for k in cases], group_reaches_minimum
    )
