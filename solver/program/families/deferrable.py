"""Deferrable work: what arrives is done by its deadline, in the hours allowed, wherever that is cheapest.

`work_is_done`: what is done, missed or left waiting in a period is what arrived in it or waited before it.
`deadline_is_kept`: what waits at the end of a period arrived in it or in the D-1 periods before.
Both are in shares of what they are about (the work that may be done, the work that may wait), so that no coefficient
exceeds one. Duals: USD for one more share of work to do; worth of a longer wait.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `backlog[i,t,k]`, rows `work_is_done[i,t,k]`, `deadline_is_kept[i,t,k]`."""
    v, last = x.volumes, x.T - 1
    others = [i for i in v.joined if i not in v.gangs]  # runs of gangs are counted by rows of their own
    cells = [(i, t, k) for i in others for t in range(x.T) for k in range(len(x.tree.cases))]
    open_ends = [(i, t, k) for i, t, k in cells if t < last and v.waiting(i, t, k) > 0]

    def most(_: pyo.ConcreteModel, i: int, t: int, k: int) -> tuple[float, float]:
        return 0.0, sum(v.arriving[k][i][: t + 1]) / v.waiting(i, t, k)

    m.backlog = decide(open_ends, bounds=most)

    def left(i: int, t: int, k: int) -> Terms:
        """Units that wait at the end of a period."""
        return [(v.waiting(i, t, k), m.backlog[i, t, k])] if (i, t, k) in m.backlog else []

    def missed(i: int, t: int, k: int) -> Terms:
        key = (i, t, v.joined[i][0], k)
        return [(v.arriving[k][i][t], m.miss[key])] if key in m.miss else []

    def work_is_done(i: int, t: int, k: int) -> Body | None:
        whole, arrived = v.workable(i, t, k), v.arriving[k][i][t]
        if whole <= 0:
            return None
        served = [(r, t, b, k) for r in x.arcs_of_work[i] for b in v.joined[i]]
        before = [(-units, decision) for units, decision in left(i, t - 1, k)]
        units = [*missed(i, t, k), *left(i, t, k), *before]
        done: Terms = [(1.0, m.serve[key]) for key in served if key in m.serve]
        return done + _over(whole, units), arrived / whole, arrived / whole

    def deadline_is_kept(i: int, t: int, k: int) -> Body:
        since = range(max(0, t - v.waits[i] + 1), t + 1)
        units = [*left(i, t, k), *(term for u in since for term in missed(i, u, k))]
        return _over(v.waiting(i, t, k), units), None, 1.0

    add_rows(m, "work_is_done", cells, work_is_done)
    add_rows(m, "deadline_is_kept", open_ends, deadline_is_kept)


def _over(whole: float, units: Terms) -> Terms:
    return [(each / whole, decision) for each, decision in units]
