"""Adequacy: headroom above every peak, backed by capacity that can be counted on.

Work whose headroom is sized by queueing has rows of its own (`queueing`) instead of the first.
`headroom_is_held`: sum_j throughput x hold >= peak x (1 + headroom) x (1 - max_miss), in shares of the right side.
`hold_is_backed`: sum_i hold <= sum of capacity credit x capacity. Dual: USD for one more accelerator of headroom. What
is on call has rows of its own (`start_up`) where the start of a replica takes part of its credit.
"""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from models.hardware import Holding
from models.offer import Offer
from solver.program.families.lanes import NOTHING_LOST, called
from solver.program.families.launching import waiting
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.program.standing import callable_now, credited, waits_for_start


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `headroom_is_held[i,t,b,k]`, `hold_is_backed[j,t,b,k]`, both at PEAKS."""
    cells = [(t, b, k) for t in range(x.T) for b in x.peaks for k in range(len(x.tree.cases))]

    def headroom_is_held(i: int, t: int, b: int, k: int) -> Body | None:
        need = x.peak_need[k][i][t][b]
        if need <= 0 or x.works[i].has_queueing:
            return None
        holds = [r for r in x.arcs_of_work[i] if (r, t, b, k) in m.hold]
        held = [(x.throughput(r) / need, m.hold[r, t, b, k]) for r in holds]
        return held + waiting(m, x, i, t, k), 1.0, None

    def hold_is_backed(j: int, t: int, b: int, k: int) -> Body | None:
        holds: Terms = [(1.0, m.hold[r, t, b, k]) for r in x.arcs_of_pool[j] if (r, t, b, k) in m.hold]
        if holds and waits_for_start(x, j, t):  # what is on call counts by rows of its own
            on_call: Terms = [(-1.0, m.on_call[r, t, b, k]) for r in x.arcs_of_pool[j] if (r, t, b, k) in m.on_call]
            units, there = _in_service(m, x, j, t, k)
            return holds + on_call + units, None, there
        backing = firm_side(m, x, j, t, k) if holds else None
        return (
            None if backing is None else (holds + backing[0] + called(m, x, NOTHING_LOST, j, t, b, k), None, backing[1])
        )

    add_rows(m, "headroom_is_held", [(i, *c) for i in range(len(x.works)) for c in cells], headroom_is_held)
    add_rows(m, "hold_is_backed", [(j, *c) for j in range(len(x.pools)) for c in cells], hold_is_backed)


def firm_side(
    m: pyo.ConcreteModel,
    x: Instance,
    j: int,
    t: int,
    k: int,
    is_left: Callable[[Offer | Holding], bool] = lambda _: True,
) -> tuple[Terms, float] | None:
    """What counts towards headroom of all that `is_left` in a pool: decisions with negative sign, and a number.

    None where it is unlimited: a rentable shared offer with credit has no quota. What a lane has on call is not in it.
    """
    ready = callable_now(x, j, t, is_left)
    units, there = _in_service(m, x, j, t, k, is_left)
    return None if ready is None else (units, there + (0.0 if x.pools[j].is_of_lane else ready))


def _in_service(
    m: pyo.ConcreteModel,
    x: Instance,
    j: int,
    t: int,
    k: int,
    is_left: Callable[[Offer | Holding], bool] = lambda _: True,
) -> tuple[Terms, float]:
    """The part of `firm_side` that need not be called."""
    units: Terms = [
        (-x.copies[o].credit * x.copies[o].units, m.in_service[o, t, x.tree.node(k, t)])
        for o in x.copies_of_pool[j]
        if is_left(x.copies[o].offer) and (o, t, x.tree.node(k, t)) in m.in_service and x.copies[o].credit > 0
    ]
    return units, credited(x, x.pools[j], t, is_left)
