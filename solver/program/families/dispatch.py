"""Dispatch: every block's demand is served or missed, within what each pool can carry.

`demand_is_met`: sum_j serve + miss = 1. `load_fits_pool`: sum_i load x serve <= availability x (units + rented) + run,
with what runs of gangs keep in place of their load; an equation at endpoints, which are called for work done alone.
`firm_work_avoids_spot`: work that cannot be interrupted fits without spot.
Duals: USD for one more accelerator in the block.
"""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from models.offer import Offer
from solver.program.families.launching import waiting
from solver.program.gangs import taken
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.program.standing import working


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `demand_is_met[i,t,b,k]`, `load_fits_pool[j,t,b,k]`, `firm_work_avoids_spot[j,t,b,k]`, `run_fits_units`,
    `one_pool_is_used[i]`, `served_where_used[r,t,b,k]`."""
    cases, blocks = range(len(x.tree.cases)), range(len(x.blocks))
    cells = [(t, b, k) for t in range(x.T) for b in blocks for k in cases]

    def demand_is_met(i: int, t: int, b: int, k: int) -> Body | None:
        if x.demand[k][i][t][b] <= 0 or i in x.volumes.joined:
            return None
        terms: Terms = [(1.0, m.serve[r, t, b, k]) for r in x.arcs_of_work[i] if (r, t, b, k) in m.serve]
        if (i, t, b, k) in m.miss:
            terms.append((1.0, m.miss[i, t, b, k]))
        return terms + waiting(m, x, i, t, k), 1.0, 1.0

    def load_fits_pool(j: int, t: int, b: int, k: int) -> Body | None:
        load = _load(m, x, j, t, b, k, firm_only=False)
        units, held = supply(m, x, j, t, b, k, lambda _: True)
        least = 0.0 if x.pools[j].accelerator.is_managed else None
        return (load + units, least, held) if load else None

    def firm_work_avoids_spot(j: int, t: int, b: int, k: int) -> Body | None:
        if not any(x.copies[o].offer.mode == "spot" for o in x.copies_of_pool[j]):
            return None
        load = _load(m, x, j, t, b, k, firm_only=True)
        units, held = supply(m, x, j, t, b, k, lambda offer: offer.mode != "spot")
        return (load + units, None, held) if load else None

    def run_fits_units(o: int, t: int, b: int, k: int) -> Body:
        active = m.in_service[o, t, x.tree.node(k, t)]
        return [(1.0, m.run[o, t, b, k]), (-x.copies[o].availability, active)], None, 0.0

    add_rows(m, "demand_is_met", [(i, *c) for i in range(len(x.works)) for c in cells], demand_is_met)
    add_rows(m, "load_fits_pool", [(j, *c) for j in range(len(x.pools)) for c in cells], load_fits_pool)
    add_rows(m, "firm_work_avoids_spot", [(j, *c) for j in range(len(x.pools)) for c in cells], firm_work_avoids_spot)
    add_rows(m, "run_fits_units", m.run, run_fits_units)
    _add_single_pool(m, x)


def _load(m: pyo.ConcreteModel, x: Instance, j: int, t: int, b: int, k: int, *, firm_only: bool) -> Terms:
    arcs = [r for r in x.arcs_of_pool[j] if not (firm_only and x.works[x.arcs[r][0]].workload.is_interruptible)]
    return [term for r in arcs for term in load(m, x, r, t, b, k)]


def load(m: pyo.ConcreteModel, x: Instance, r: int, t: int, b: int, k: int) -> Terms:
    """Accelerators that an arc takes in a block: busy with what it serves or runs double, of gangs what runs keep; of
    dated blocks in the mean over the period."""
    if r in x.starts:
        part = x.pools[x.arcs[r][1]].part(x.H[t])
        return [(part * size, gangs) for size, gangs in taken(m, x, r, t, k)] if x.hours[t][b] else []
    return [(x.load(r, t, b, k), ran[r, t, b, k]) for ran in (m.serve, m.double) if (r, t, b, k) in ran]


def supply(
    m: pyo.ConcreteModel, x: Instance, j: int, t: int, b: int, k: int, is_usable: Callable[[Offer], bool]
) -> tuple[Terms, float]:
    """Accelerators of a pool that can work in a block: decisions with negative sign, and holdings as a number; dated
    blocks in the mean over the period."""
    terms: Terms = []
    part = x.pools[j].part(x.H[t])
    for o in x.copies_of_pool[j]:
        copy = x.copies[o]
        if not is_usable(copy.offer):
            continue
        up = part * copy.units * copy.availability
        if (o, t, b, k) in m.run:
            terms.append((-copy.units, m.run[o, t, b, k]))
        elif (o, t, x.tree.node(k, t)) in m.in_service:
            terms.append((-up, m.in_service[o, t, x.tree.node(k, t)]))
        elif (o, t, b, k) in m.rent:
            terms.append((-up, m.rent[o, t, b, k]))
    return terms, working(x, x.pools[j], t)


def _add_single_pool(m: pyo.ConcreteModel, x: Instance) -> None:
    def one_pool_is_used(i: int) -> Body | None:
        terms: Terms = [(1.0, m.use[r]) for r in x.arcs_of_work[i]]
        return (terms, 1.0, 1.0) if terms else None  # without an arc, `demand_is_met` says all there is to say

    def served_where_used(r: int, t: int, b: int, k: int) -> Body | None:
        blocks = x.volumes.cell(x.arcs[r][0], b) if r in m.use else []
        return ([*((1.0, m.serve[r, t, n, k]) for n in blocks), (-1.0, m.use[r])], None, 0.0) if blocks else None

    def held_where_used(r: int, t: int, b: int, k: int) -> Body | None:
        most = m.hold[r, t, b, k].ub
        return ([(1.0, m.hold[r, t, b, k]), (-most, m.use[r])], None, 0.0) if r in m.use else None

    single = [i for i, w in enumerate(x.works) if w.workload.assignment == "single_pool"]
    add_rows(m, "one_pool_is_used", single, one_pool_is_used)
    add_rows(m, "served_where_used", m.serve if single else [], served_where_used)
    add_rows(m, "held_where_used", m.hold if single else [], held_where_used)
