"""Simplicity: few vendors, sites and contracts, and few pools for a workload.

`vendors_are_few`, `sites_are_few`, `contracts_are_few`: parties of today's fleet + sum of engage <= limit;
`pools_are_few`: sum_j choose <= limit, for each i. An order, a rent, a commitment, an agreement only where engaged:
`ordered_where_engaged`, `rented_where_engaged`, `committed_where_engaged`, `agreed_where_engaged`;
`served_where_engaged` says the same of the work served from pools that one party alone supplies, in shares, on the mean
of the blocks: the tight form, which no integer solution needs. `served_where_chosen`, `held_where_chosen`: only in
pools chosen. Dual of the limits: worth of one more vendor, site, contract, pool [USD].
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.families.agreement import is_signed_in
from solver.program.instance import Instance
from solver.program.parties import KINDS, agreeable, signable
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.commitments import windows

Link = tuple[str, str, int]
"""Kind and name of a party, and a copy of one of its offers."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `engage[kind,name,k]`, `choose[r,k]`, rows `vendors_are_few[kind,k]` and so on, `pools_are_few[i,k]`,
    and rows that tie the decisions to orders, rents, work and holds."""
    cases = range(len(x.tree.cases))
    parties = [(kind, name, k) for kind, all_of in x.census.items() for name in all_of.copies for k in cases]
    m.engage = decide(parties, domain=pyo.Binary)
    m.choose = decide([(r, k) for r in chosen_arcs(x) for k in cases], domain=pyo.Binary)
    _add_counts(m, x)
    _add_engaged(m, x)
    _add_chosen(m, x)


def _add_counts(m: pyo.ConcreteModel, x: Instance) -> None:
    cases, pools = range(len(x.tree.cases)), x.scenario.policy.simplicity.max_pools_per_workload or 0

    def few(kind: str, k: int) -> Body:
        found = x.census[kind]
        return [(1.0, m.engage[kind, name, k]) for name in found.copies], None, float(found.most - len(found.held))

    def pools_are_few(i: int, k: int) -> Body:
        return [(1.0, m.choose[r, k]) for r in x.arcs_of_work[i]], None, float(pools)

    for kind in KINDS:
        add_rows(m, f"{kind}_are_few", [(kind, k) for k in cases if kind in x.census], few)
    works = dict.fromkeys(x.arcs[r][0] for r in chosen_arcs(x))
    add_rows(m, "pools_are_few", [(i, k) for i in works for k in cases], pools_are_few)


def _add_engaged(m: pyo.ConcreteModel, x: Instance) -> None:
    cases, blocks = range(len(x.tree.cases)), range(len(x.blocks))

    def ordered_where_engaged(kind: str, name: str, o: int, u: int, k: int) -> Body:
        order = m.order[o, u, x.tree.node(k, u)]
        return [(1.0, order), (-float(x.copies[o].data_bound), m.engage[kind, name, k])], None, 0.0

    def rented_where_engaged(kind: str, name: str, o: int, t: int, b: int, k: int) -> Body:
        return [(1.0, m.rent[o, t, b, k]), (-float(x.copies[o].data_bound), m.engage[kind, name, k])], None, 0.0

    def served_where_engaged(kind: str, name: str, i: int, t: int, k: int) -> Body | None:
        arcs = [r for r in x.arcs_of_work[i] if _is_alone(x, kind, name, x.arcs[r][1], t)]
        cells = [cell for b in blocks if (cell := x.volumes.cell(i, b))]
        keys = [(r, t, n, k) for cell in cells for n in cell for r in arcs]
        terms: Terms = [(1.0 / len(cells), m.serve[key]) for key in keys if key in m.serve]
        return ([*terms, (-1.0, m.engage[kind, name, k])], None, 0.0) if terms else None

    def committed_where_engaged(kind: str, name: str, c: str, u: int, k: int) -> Body:
        commit = m.commit[c, u, x.tree.node(k, u)]
        return [(1.0, commit), (-commit.ub, m.engage[kind, name, k])], None, 0.0

    def agreed_where_engaged(kind: str, name: str, a: str, k: int) -> Body:
        return [(1.0, is_signed_in(m, x, a, k)), (-1.0, m.engage[kind, name, k])], None, 0.0

    orders = [(*link, u, k) for link in _links(x) for u in x.copies[link[2]].windows for k in cases]
    slots = [(*link, t) for link in _links(x) for t in sorted(x.copies[link[2]].rentable)]
    rents = [(*slot, b, k) for slot in slots for b in blocks for k in cases]
    works = [(i, t) for i in range(len(x.works)) for t in range(x.T)]
    served = [(kind, name, *work, k) for kind, name, k in m.engage for work in works]
    add_rows(m, "ordered_where_engaged", orders, ordered_where_engaged)
    add_rows(m, "rented_where_engaged", rents, rented_where_engaged)
    add_rows(m, "served_where_engaged", served, served_where_engaged)
    times = {c.id: windows(x.scenario, c) for c in x.scenario.commitments}
    commits = [(*party, u, k) for party in _commitments(x) for u in times[party[2]] for k in cases]
    add_rows(m, "committed_where_engaged", commits, committed_where_engaged)
    agreed = [(*party, k) for party in _agreements(x) for k in cases]
    add_rows(m, "agreed_where_engaged", agreed, agreed_where_engaged)


def _links(x: Instance) -> list[Link]:
    return [(kind, name, o) for kind, all_of in x.census.items() for name, own in all_of.copies.items() for o in own]


def _commitments(x: Instance) -> Iterator[tuple[str, str, str]]:
    """Kind and name of a party, and a commitment of it that can be signed."""
    for kind, all_of in x.census.items():
        for name, signed in signable(x, kind).items():
            yield from ((kind, name, c) for c in signed if name in all_of.copies)


def _agreements(x: Instance) -> Iterator[tuple[str, str, str]]:
    """Kind and name of a party, and an agreement of it that is to be decided on."""
    for kind, all_of in x.census.items():
        for name, found in agreeable(x, kind).items():
            yield from ((kind, name, a) for a in found if name in all_of.copies)


def _is_alone(x: Instance, kind: str, name: str, j: int, t: int) -> bool:
    """Whether all that a pool may have in a period comes from a party."""
    own = x.census[kind].copies[name]
    return all(o in own for o in x.copies_of_pool[j]) and not x.holdings_in(x.pools[j], t)


def _add_chosen(m: pyo.ConcreteModel, x: Instance) -> None:
    def served_where_chosen(r: int, t: int, b: int, k: int) -> Body | None:
        blocks = x.volumes.cell(x.arcs[r][0], b) if (r, k) in m.choose else []
        return ([*((1.0, m.serve[r, t, n, k]) for n in blocks), (-1.0, m.choose[r, k])], None, 0.0) if blocks else None

    def held_where_chosen(r: int, t: int, b: int, k: int) -> Body | None:
        most = m.hold[r, t, b, k].ub
        return ([(1.0, m.hold[r, t, b, k]), (-most, m.choose[r, k])], None, 0.0) if (r, k) in m.choose else None

    add_rows(m, "served_where_chosen", m.serve if m.choose else [], served_where_chosen)
    add_rows(m, "held_where_chosen", m.hold if m.choose else [], held_where_chosen)


def chosen_arcs(x: Instance) -> Iterator[int]:
    """Arcs of work that has more pools than it may use; work in a `single_pool` has its own rule."""
    most = x.scenario.policy.simplicity.max_pools_per_workload
    for work, arcs in zip(x.works, x.arcs_of_work, strict=True):
        if most is not None and len(arcs) > most and work.workload.assignment != "single_pool":
            yield from arcs
