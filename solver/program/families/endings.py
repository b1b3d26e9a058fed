"""Endings: packs leave before their end for a fee or are sold, or stay when their term ends, bought or rented on.

Vintages exist at the ages alone at which something may happen: `release[o,u,f,n]` packs of the order of u take exit f,
`extend[o,u,f,n]` packs stay by extension f.
`packs_end_once`: sum of release + sum of extend <= order. Dual: worth of one more pack of the order that may end
otherwise [USD]. The fleet itself takes them off and on (`leaving`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from solver.program.endings import RELEASES, Ending
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `release[o,u,f,n]` and `extend[o,u,f,n]`: packs; f counts the ways of an order, n is known then."""
    keys = [
        (way.kind in RELEASES, (o, u, f, n))
        for (o, u), ways in x.endings.items()
        for f, way in enumerate(ways)
        for n in x.tree.nodes(way.period)
    ]

    def domain(_: pyo.ConcreteModel, o: int, *_way: int) -> object:
        return pyo.NonNegativeReals if x.copies[o].offer.orders == "fractional" else pyo.NonNegativeIntegers

    def most(_: pyo.ConcreteModel, o: int, *_way: int) -> tuple[float, float]:
        return 0, float(x.copies[o].data_bound)

    m.release = decide([key for is_release, key in keys if is_release], domain=domain, bounds=most)
    m.extend = decide([key for is_release, key in keys if not is_release], domain=domain, bounds=most)


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `packs_end_once[o,u,k]`; the decisions come first."""

    def packs_end_once(o: int, u: int, k: int) -> Body:
        order = m.order[o, u, x.tree.node(k, u)]
        return [*((1.0, decision) for _, decision in ended(m, x, o, u, k)), (-1.0, order)], None, 0.0

    add_rows(m, "packs_end_once", [(*key, k) for key in x.endings for k in range(len(x.tree.cases))], packs_end_once)


def ended(m: pyo.ConcreteModel, x: Instance, o: int, u: int, case: int) -> Iterator[tuple[Ending, Any]]:
    """The ways in which packs of an order may end otherwise, each with its decision in a case."""
    for f, way in enumerate(x.endings.get((o, u), ())):
        of_kind = m.release if way.kind in RELEASES else m.extend
        yield way, of_kind[o, u, f, x.tree.node(case, way.period)]


def leaving(m: pyo.ConcreteModel, x: Instance, o: int, t: int, case: int) -> Terms:
    """What endings add to the packs of a copy that leave service at the start of a period, and take off from those that
    leave then by their term."""
    terms: Terms = []
    for u, (_, e) in x.copies[o].windows.items() if x.copies[o].offer.may_end_otherwise else ():
        for way, decision in ended(m, x, o, u, case):
            net = float(way.until == t) - float(e == t)
            terms += [(net, decision)] if net else []
    return terms
