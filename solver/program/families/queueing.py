"""Queueing: peaks find free slots with an allowed probability, wherever they are carried.

`peak_is_carried`: sum_j carry = 1. `carried_where_spread`: carry <= spread. `hold_covers_waiting`: hold >= the tangent
of the Erlang C inverse at the whole peak, per pool: slope x load x carry + intercept x spread. `hold_covers_ratio`:
hold >= (1 + headroom) x load x carry. `ported_before_carried`: sum of carry over the pools of s <= ready. Dual: USD for
one more accelerator that keeps waiting rare.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from solver.program.families.adoption import arcs_on, not_ready
from solver.program.families.launching import waiting
from solver.program.instance import Instance
from solver.program.peaks import hold_for_peak
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `peak_is_carried[i,t,b,k]`; `carried_where_spread`, `hold_covers_waiting`, `hold_covers_ratio` [r,t,b,k];
    `ported_before_carried[i,s,t,b,k]`."""
    works = [i for i, work in enumerate(x.works) if work.has_queueing]
    cells = [(t, b, k) for t in range(x.T) for b in x.peaks for k in range(len(x.tree.cases))]

    def peak_is_carried(i: int, t: int, b: int, k: int) -> Body | None:
        if x.peak_need[k][i][t][b] <= 0:
            return None
        carried = [(1.0, m.carry[r, t, b, k]) for r in x.arcs_of_work[i] if (r, t, b, k) in m.carry]
        return carried + waiting(m, x, i, t, k), 1.0, 1.0

    def carried_where_spread(r: int, t: int, b: int, k: int) -> Body:
        return [(1.0, m.carry[r, t, b, k]), (-1.0, spread(m, r, t, k))], None, 0.0

    def hold_covers_waiting(r: int, t: int, b: int, k: int) -> Body:
        need = hold_for_peak(x, r, t, b, k)
        terms: Terms = [(1.0, m.hold[r, t, b, k]), (-need.by_line - need.added, m.carry[r, t, b, k])]
        return [*terms, (-need.fixed, spread(m, r, t, k))], 0.0, None

    def hold_covers_ratio(r: int, t: int, b: int, k: int) -> Body | None:
        by_ratio = hold_for_peak(x, r, t, b, k).by_ratio
        return ([(1.0, m.hold[r, t, b, k]), (-by_ratio, m.carry[r, t, b, k])], 0.0, None) if by_ratio else None

    def ported_before_carried(i: int, s: str, t: int, b: int, k: int) -> Body | None:
        terms: Terms = [(1.0, m.carry[r, t, b, k]) for r in arcs_on(x, i, s) if (r, t, b, k) in m.carry]
        return (terms + not_ready(m, x, i, s, t, k), None, 0.0) if terms else None

    stacks = [(i, s, *c) for i in works for w, s in x.ports if w == x.works[i].workload.workload_id for c in cells]
    add_rows(m, "peak_is_carried", [(i, *c) for i in works for c in cells], peak_is_carried)
    add_rows(m, "carried_where_spread", m.carry, carried_where_spread)
    add_rows(m, "hold_covers_waiting", m.carry, hold_covers_waiting)
    add_rows(m, "hold_covers_ratio", m.carry, hold_covers_ratio)
    add_rows(m, "ported_before_carried", stacks, ported_before_carried)


def spread(m: pyo.ConcreteModel, r: int, t: int, k: int) -> Any:
    """The yes/no decision whether an arc carries peaks: that of a single pool holds for the whole horizon."""
    return m.use[r] if r in m.use else m.spread[r, t, k]
