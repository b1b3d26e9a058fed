"""Departure: what it costs to order otherwise than the previous plan said, where a plan is made again.

`departure_follows`: order - more + fewer = what the previous plan meant to order of the copy in the period, where that
is not 0; elsewhere every pack ordered is one more. Firm orders are holdings and have no row.
Dual: USD for one more pack in the previous plan's order.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.lanes import OF_LANE
from solver.program.entries import ASSUMED, Entry, at_start
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows, decide


def earlier(x: Instance) -> dict[tuple[int, int], float]:
    """Packs by copy and order period as the previous plan said, where they can still be ordered so; none at no cost.
    Of copies at several prices the first stands for all.

    Where no lanes are kept apart any more, what was to be ordered for lanes counts for all.
    """
    if x.previous is None or not x.scenario.policy.departure_usd_per_pack:
        return {}
    copies = {
        (copy.offer.id, x.pools[copy.pool].owner, u): o
        for o, copy in reversed(list(enumerate(x.copies)))
        for u in copy.windows
    }
    periods = {x.scenario.horizon.label(t): t for t in range(x.T)}
    found: dict[tuple[int, int], float] = {}
    for row in x.previous.orders:
        owner, u = row.dedicated_to or "", periods.get(row.order_period)
        shared = "" if owner.startswith(OF_LANE) else owner
        o = copies.get((row.offer, owner, u), copies.get((row.offer, shared, u))) if u is not None else None
        if o is not None and u is not None:
            found[o, u] = found.get((o, u), 0.0) + row.packs
    return found


def _same(x: Instance, o: int, u: int) -> list[int]:
    """Copies of an offer in a pool that can be ordered in a period: one for each price."""
    own = x.copies[o].offer.id, x.copies[o].pool
    return [c for c, copy in enumerate(x.copies) if (copy.offer.id, copy.pool) == own and u in copy.windows]


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `more[o,u,n]`, `fewer[o,u,n]`: packs above and below what the previous plan meant to order."""
    planned = earlier(x)
    index = [(o, u, n) for o, u in planned for n in x.tree.nodes(u)]
    m.more = decide(index, domain=pyo.NonNegativeReals)
    m.fewer = decide(index, bounds=lambda _, o, u, *_node: (0, planned[o, u]))


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `departure_follows[o,u,n]`."""
    planned = earlier(x)

    def departure_follows(o: int, u: int, n: int) -> Body:
        orders = [(1.0, m.order[c, u, n]) for c in _same(x, o, u)]
        return [*orders, (-1.0, m.more[o, u, n]), (1.0, m.fewer[o, u, n])], planned[o, u], planned[o, u]

    add_rows(m, "departure_follows", m.more, departure_follows)


def entries(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """The cost of every pack of difference, in the period of the order."""
    usd = x.scenario.policy.departure_usd_per_pack if x.previous is not None else 0.0
    if not usd:
        return
    planned = {(c, u, n) for o, u, n in m.more for c in _same(x, o, u)}
    fresh = ((key, order) for key, order in m.order.items() if key not in planned)
    for (_, u, n), packs in (*m.more.items(), *m.fewer.items(), *fresh):
        yield at_start(x, "departure", u, packs, usd, 0.0, (n, u), None, ASSUMED)
