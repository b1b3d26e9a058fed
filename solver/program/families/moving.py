"""Moving: work is served away from the home of its data only after they were copied and it ran there already.

`moved_before_served`, `moved_before_held` (`moved_before_carried` where queueing sizes it), `moved_before_backup`:
shares against moves, as in adoption. `run_before_served`: a share served at a new site ran there, serving or double, in
each of the D periods before; so every growth of the share is run twice first, but for deferrable work, which answers
nobody while it runs. `run_once_moving`: nothing runs there before the move starts. Dual: USD for having the data there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from solver.program.families.launching import waiting
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.sizing.moving import double_periods

Link = tuple[int, str, int, int, int]
"""A workload and geography i, a site l that it would be moved to, period, block, case."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `moved_before_served`, `moved_before_held`, `moved_before_carried` [i,l,t,b,k], `moved_once[w,l,k]`,
    `moved_before_backup[c,i,l,t,b,k]`, `run_once_moving[i,l,t,b,k]`, `run_before_served[i,l,t,b,k,d]`.

    The families `queueing` and `redundancy` come first.
    """
    cases = range(len(x.tree.cases))
    cells = [(t, b, k) for t in range(x.T) for b in range(len(x.blocks)) for k in cases]
    sites = [(i, site) for i, work in enumerate(x.works) for w, site in x.moves if w == work.workload.workload_id]
    links: list[Link] = [(*pair, *cell) for pair in sites for cell in cells]

    def moved_once(w: str, site: str, k: int) -> Body:
        return [(1.0, m.move[w, site, u, x.tree.node(k, u)]) for u in x.port_periods], None, 1.0

    _add_readiness(m, x, links)
    _add_double(m, x, links)
    add_rows(m, "moved_once", [(*pair, k) for pair in x.moves for k in cases], moved_once)


def _add_readiness(m: pyo.ConcreteModel, x: Instance, links: list[Link]) -> None:
    """Nothing is served, set aside, carried or kept in reserve where the data are not."""

    def moved(terms: Terms, link: Link) -> Body | None:
        return (terms + _begun(m, x, link, double_periods(x.scenario)), None, 0.0) if terms else None

    def moved_before_served(i: int, site: str, t: int, b: int, k: int) -> Body | None:
        blocks = [(i, site, t, n, k) for n in x.volumes.cell(i, b)]
        return moved([term for link in blocks for term in _at(m.serve, x, link)], (i, site, t, b, k))

    def moved_before_held(*link: Any) -> Body | None:
        i, _, t, b, k = link
        if x.works[i].has_queueing or x.works[i].has_whole_replicas:
            return None
        need = x.peak_need[k][i][t][b]
        return moved([(x.throughput(hold.index()[0]) / need, hold) for _, hold in _at(m.hold, x, link)], link)

    def moved_before_carried(*link: Any) -> Body | None:
        return moved(_at(m.carry, x, link), link)

    def moved_before_backup(n: int, *link: Any) -> Body | None:
        i, _, t, b, k = link
        need, keys = x.contingencies[n].need[i, t, b, k], [(n, r, t, b, k) for r in _arcs(x, link)]
        return moved([(x.throughput(key[1]) / need, m.backup[key]) for key in keys if key in m.backup], link)

    peaks = [link for link in links if link[3] in x.peaks]
    kept = [(n, *link) for n, c in enumerate(x.contingencies) for link in peaks if (link[0], *link[2:]) in c.need]
    add_rows(m, "moved_before_served", links, moved_before_served)
    add_rows(m, "moved_before_held", peaks, moved_before_held)
    add_rows(m, "moved_before_carried", peaks if m.carry else [], moved_before_carried)
    add_rows(m, "moved_before_backup", kept, moved_before_backup)


def _add_double(m: pyo.ConcreteModel, x: Instance, links: list[Link]) -> None:
    """A share served in a period ran there before; it may run double once the move has started."""

    def run_once_moving(*link: Any) -> Body | None:
        double = _at(m.double, x, link)
        return (_at(m.serve, x, link) + double + _begun(m, x, link, 0), None, 0.0) if double else None

    def run_before_served(i: int, site: str, t: int, b: int, k: int, d: int) -> Body | None:
        served, before = _at(m.serve, x, (i, site, t, b, k)), (i, site, t - d, b, k)
        if not served or x.demand[k][i][t - d][b] <= 0:
            return None
        ran = _at(m.serve, x, before) + _at(m.double, x, before)
        free = waiting(m, x, before[0], before[2], before[4], -1.0)  # nothing ran before the launch, nor was asked for
        return served + [(-share, decision) for share, decision in ran] + free, None, 0.0

    answered = [link for link in links if link[0] not in x.volumes.joined]
    earlier = [(*link, d) for link in answered for d in range(1, min(double_periods(x.scenario), link[2]) + 1)]
    add_rows(m, "run_once_moving", links if m.double else [], run_once_moving)
    add_rows(m, "run_before_served", earlier, run_before_served)


def _at(decisions: pyo.Var, x: Instance, link: Link) -> Terms:
    """Decisions of i at the site in a block."""
    keys = ((r, *link[2:]) for r in _arcs(x, link))
    return [(1.0, decisions[key]) for key in keys if key in decisions]


def _begun(m: pyo.ConcreteModel, x: Instance, link: Link, wait: int) -> Terms:
    """Less the moves that started at least so many periods before."""
    i, site, t, _, k = link
    w = x.works[i].workload.workload_id
    return [(-1.0, m.move[w, site, u, x.tree.node(k, u)]) for u in x.port_periods if u + wait <= t]


def _arcs(x: Instance, link: Link) -> list[int]:
    return [r for r in x.arcs_of_work[link[0]] if x.arcs[r][2].site.id == link[1]]


def double_arcs(x: Instance) -> Iterable[int]:
    """Arcs on which work may run double: those of divisible work that cannot wait, at sites it would be moved to."""
    if not double_periods(x.scenario):
        return []
    moves = set(x.moves)
    return [
        r
        for r, (i, _, arc) in enumerate(x.arcs)
        if (arc.workload.workload_id, arc.site.id) in moves
        and arc.workload.assignment == "divisible"
        and i not in x.volumes.joined
    ]


def not_moved(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> Terms | None:
    """Less the moves that let an arc be used in a period; None where its data need none."""
    i, _, arc = x.arcs[r]
    if (arc.workload.id, arc.site.id) not in x.moves:
        return None
    return _begun(m, x, (i, arc.site.id, t, 0, k), double_periods(x.scenario))


def is_moved(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> bool:
    """Whether the data of an arc's workload are where it may use them in a period; the decisions have their values."""
    pair = x.arcs[r][2].workload.workload_id, x.arcs[r][2].site.id
    begun = [u for u in x.port_periods if u + double_periods(x.scenario) <= t]
    return pair not in x.moves or any(m.move[(*pair, u, x.tree.node(k, u))].value > 0.5 for u in begun)
