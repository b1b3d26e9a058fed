"""Redundancy: what is left when a site, a vendor or a stack is lost carries a share of the peak of critical work.

`loss_is_covered`: sum over the pools left of throughput x backup >= keep x peak x (1 - max_miss), in shares of the
right side: the reserve that headroom pays for is there to be used, so the peak counts without it.
`backup_is_backed`: sum_i backup <= the firm side of `hold_is_backed` without what is lost; other work may be displaced.
`backup_is_ported`: sum of backup over the pools of a stack <= what is asked x ready. Where `single_pool` work runs
otherwise does not bind it here: it moves as a whole or in parts. Where a rule gives time to leave a stack, more counts
as ready and as there (`exit_ramp`). Dual of `backup_is_backed`: USD for one more
accelerator that survives the loss; of `loss_is_covered`: USD for the whole share asked.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.families.adequacy import firm_side
from solver.program.families.adoption import arcs_on
from solver.program.families.exit_ramp import not_ready_in_time, rushed
from solver.program.families.lanes import called
from solver.program.families.launching import waiting
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `backup[c,r,t,b,k]` [accelerators], rows `loss_is_covered[c,i,t,b,k]`, `backup_is_backed[c,j,t,b,k]`,
    `backup_is_ported[c,i,s,t,b,k]`."""
    needs = {(n, *cell): need for n, c in enumerate(x.contingencies) for cell, need in c.need.items()}
    index = [
        (n, r, t, b, k)
        for n, i, t, b, k in needs
        for r in x.arcs_of_work[i]
        if t >= x.arcs[r][2].opens and _is_left(x, n, x.arcs[r][1], t)
    ]

    def most(_: pyo.ConcreteModel, n: int, r: int, t: int, b: int, k: int) -> tuple[float, float]:
        return 0, needs[n, x.arcs[r][0], t, b, k] / x.throughput(r)

    m.backup = decide(index, bounds=most)

    def loss_is_covered(n: int, i: int, t: int, b: int, k: int) -> Body:
        return carried(n, x.arcs_of_work[i], t, b, k) + waiting(m, x, i, t, k), 1.0, None

    def carried(n: int, arcs: list[int], t: int, b: int, k: int) -> Terms:
        """Shares of what is asked."""
        return [
            (x.throughput(r) / needs[n, x.arcs[r][0], t, b, k], m.backup[n, r, t, b, k])
            for r in arcs
            if (n, r, t, b, k) in m.backup
        ]

    def backup_is_backed(n: int, j: int, t: int, b: int, k: int) -> Body | None:
        backups: Terms = [(1.0, m.backup[n, r, t, b, k]) for r in x.arcs_of_pool[j] if (n, r, t, b, k) in m.backup]
        backing = firm_side(m, x, j, t, k, x.contingencies[n].leaves) if backups else None
        ordered = rushed(m, x, n, j, t, k) if backing else None
        if backing is None or ordered is None:
            return None
        return backups + backing[0] + ordered + called(m, x, n, j, t, b, k), None, backing[1]

    def backup_is_ported(n: int, i: int, s: str, t: int, b: int, k: int) -> Body | None:
        shares = carried(n, arcs_on(x, i, s), t, b, k)
        ports = not_ready_in_time(m, x, n, i, s, t, k) if shares else None
        return None if ports is None else (shares + ports, None, 0.0)

    cells = list(dict.fromkeys((n, t, b, k) for n, _, t, b, k in needs))
    pools = [(n, j, t, b, k) for n, t, b, k in cells for j in range(len(x.pools))]
    stacks = [(n, i, s, t, b, k) for n, i, t, b, k in needs for w, s in x.ports if w == x.works[i].workload.workload_id]
    add_rows(m, "loss_is_covered", needs, loss_is_covered)
    add_rows(m, "backup_is_backed", pools, backup_is_backed)
    add_rows(m, "backup_is_ported", stacks, backup_is_ported)


def _is_left(x: Instance, n: int, j: int, t: int) -> bool:
    """Whether anything of a pool may be there when c is lost."""
    left = x.contingencies[n].leaves
    copies = (x.copies[o].offer for o in x.copies_of_pool[j])
    return any(map(left, copies)) or any(map(left, x.holdings_in(x.pools[j], t)))
