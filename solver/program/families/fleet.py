"""Fleet: what is in service follows from what was ordered.

`in_service[o,t] = in_service[o,t-1] + orders entering service in t - orders leaving it in t`, a state equation:
shorter rows than a window sum per period, and a tighter relaxation to round. Dual: USD for one more pack in service.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.families.endings import leaving
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `fleet_follows_orders[o,t,n]`."""

    def fleet_follows_orders(o: int, t: int, n: int) -> Body:
        terms: Terms = [(1.0, m.in_service[o, t, n])]
        if (o, t - 1, x.tree.before(n, t)) in m.in_service:
            terms.append((-1.0, m.in_service[o, t - 1, x.tree.before(n, t)]))
        case = next(k for k in range(len(x.tree.cases)) if x.tree.node(k, t) == n)
        for u, (s, e) in x.copies[o].windows.items():
            if s == t:
                terms.append((-1.0, m.order[o, u, x.tree.node(case, u)]))
            elif e == t:
                terms.append((1.0, m.order[o, u, x.tree.node(case, u)]))
        return terms + leaving(m, x, o, t, case), 0.0, 0.0

    add_rows(m, "fleet_follows_orders", m.in_service, fleet_follows_orders)
