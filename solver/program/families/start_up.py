"""Start-up: what is on demand and must first be started backs less of a peak that builds up fast.

Where the start of a replica takes part of the credit of what is on call in a pool, `hold_is_backed` counts only what is
there, and each hold says how much of it is on call instead. `on_call_is_held`: on_call <= hold. `on_call_is_backed`:
sum_i on_call / share <= credit x pack x quota of what can be called (in a pool of lanes: what it calls of that). Dual:
USD for one more accelerator on call.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.families.lanes import NOTHING_LOST, called
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.program.standing import callable_now


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `on_call_is_held[r,t,b,k]`, `on_call_is_backed[j,t,b,k]`; `m.on_call` comes from the decisions."""

    def on_call_is_held(r: int, t: int, b: int, k: int) -> Body:
        return [(1.0, m.on_call[r, t, b, k]), (-1.0, m.hold[r, t, b, k])], None, 0.0

    def on_call_is_backed(j: int, t: int, b: int, k: int) -> Body | None:
        most = callable_now(x, j, t)
        arcs = [r for r in x.arcs_of_pool[j] if (r, t, b, k) in m.on_call]
        terms: Terms = [(1 / x.arcs[r][2].on_call_share, m.on_call[r, t, b, k]) for r in arcs]
        terms += called(m, x, NOTHING_LOST, j, t, b, k)
        return None if most is None else (terms, None, 0.0 if x.pools[j].is_of_lane else most)

    pools = dict.fromkeys((x.arcs[r][1], t, b, k) for r, t, b, k in m.on_call)
    add_rows(m, "on_call_is_held", m.on_call, on_call_is_held)
    add_rows(m, "on_call_is_backed", pools, on_call_is_backed)
