"""Slivers: what is too little to be worth an order, or a pool of its own.

`order_is_worthwhile`: packs of an offer ordered in a period >= least x place; `ordered_where_placed`: an order only
where one is placed. `share_is_worthwhile`: units of i served in j in a period >= `min_share` x units asked x partake,
in shares of the units asked; `served_where_partaking`: serve <= partake, the tight form.
Dual: worth of one pack less, of one more unit of share, in what counts as too little [USD].
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.parties import least_packs
from solver.program.rows import Body, Terms, add_rows, decide


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `place[offer,u,n]`, `partake[r,t,k]` and their rows."""
    _add_orders(m, x)
    _add_shares(m, x)


def _add_orders(m: pyo.ConcreteModel, x: Instance) -> None:
    least = {offer.id: least_packs(x.scenario.policy, offer) for offer in x.scenario.offers}
    limited = [(o, u, n) for o, u, n in m.order if least[x.copies[o].offer.id]]
    packs: dict[tuple[str, int, int], Terms] = {}
    for o, u, n in limited:
        packs.setdefault((x.copies[o].offer.id, u, n), []).append((1.0, m.order[o, u, n]))
    m.place = decide(packs, domain=pyo.Binary)

    def order_is_worthwhile(name: str, u: int, n: int) -> Body:
        return [*packs[name, u, n], (-float(least[name]), m.place[name, u, n])], 0.0, None

    def ordered_where_placed(o: int, u: int, n: int) -> Body:
        copy = x.copies[o]
        return [(1.0, m.order[o, u, n]), (-float(copy.data_bound), m.place[copy.offer.id, u, n])], None, 0.0

    add_rows(m, "order_is_worthwhile", packs, order_is_worthwhile)
    add_rows(m, "ordered_where_placed", limited, ordered_where_placed)


def _add_shares(m: pyo.ConcreteModel, x: Instance) -> None:
    least = x.scenario.policy.simplicity.min_share or 0.0
    cells = dict.fromkeys((r, t, k) for r, t, _, k in m.serve if least and _may_be_little(x, r, t, k))
    m.partake = decide(cells, domain=pyo.Binary)

    def share_is_worthwhile(r: int, t: int, k: int) -> Body:
        return [*served_share(m, x, r, t, k), (-least, m.partake[r, t, k])], 0.0, None

    def served_where_partaking(r: int, t: int, b: int, k: int) -> Body | None:
        blocks = x.volumes.cell(x.arcs[r][0], b) if (r, t, k) in m.partake else []
        parts = [(1.0, m.serve[r, t, n, k]) for n in blocks]
        return ([*parts, (-1.0, m.partake[r, t, k])], None, 0.0) if parts else None

    add_rows(m, "share_is_worthwhile", cells, share_is_worthwhile)
    add_rows(m, "served_where_partaking", m.serve if cells else [], served_where_partaking)


def served_share(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> Terms:
    """Units of a workload served in a pool in a period, in shares of the units that it asks for then."""
    i = x.arcs[r][0]
    asked, blocks = x.volumes.arriving[k][i][t], range(len(x.blocks))
    return [(x.volumes.units(i, t, b, k) / asked, m.serve[r, t, b, k]) for b in blocks if (r, t, b, k) in m.serve]


def _may_be_little(x: Instance, r: int, t: int, k: int) -> bool:
    """Whether a pool may serve a part of a workload that asks for something: not where one pool must serve it all."""
    i = x.arcs[r][0]
    work = x.works[i].workload
    must = work.max_miss == 0 and work.deferral is None and work.workload_id not in x.optional
    is_whole = work.assignment == "single_pool" and must
    return x.volumes.arriving[k][i][t] > 0 and not is_whole
