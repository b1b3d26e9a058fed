"""Quotas: what a cloud lets run at once of several offers together, by region, vendor and class.

`rent_keeps_quota`: accelerators rented of all offers that a quota counts, and those of dated blocks that it counts, all
at once, <= most, in every block. What headroom counts
on must fit it, too, so that of an offer under a quota it is a decision, `count_on`: `calls_keep_quota`: sum of count_on
<= most, at PEAKS and in every contingency. Dual of both: worth of one more accelerator of quota [USD].
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from solver.program.elements import Copy
from solver.program.families.lanes import NOTHING_LOST, QuotaKey, peak_cells
from solver.program.instance import Instance
from solver.program.quotas import binding, counts, is_under_quota
from solver.program.rows import Body, Terms, add_rows, decide


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """`count_on[c,offer,t,b,k]` [accelerators], c = -1 while nothing is lost: of shared offers under a quota that are
    left and add to headroom, at most their own quota, or what all work of their pools could need."""
    most: dict[QuotaKey, float] = defaultdict(float)
    for copy in (c for c in x.copies if x.scenario.policy.quotas and c.credit > 0 and not c.offer.is_dedicated):
        offered = {t for t in copy.rentable if is_under_quota(x, copy.offer, t)}
        for n, t, b, k in peak_cells(x) if offered else ():
            if t in offered and (n == NOTHING_LOST or x.contingencies[n].leaves(copy.offer)):
                most[n, copy.offer.id, t, b, k] += copy.data_bound * copy.units
    own = {o.id: o.quota_packs * o.pack for o in x.scenario.offers if o.quota_packs is not None}
    m.count_on = decide(most, bounds=lambda _, *key: (0, min(most[key], own.get(key[1], most[key]))))


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `rent_keeps_quota[quota,t,b,k]`, `calls_keep_quota[quota,c,t,b,k]`, c = -1 while nothing is lost."""
    limits = {limit.id: limit for limit in x.scenario.policy.quotas}
    copies: dict[str, list[tuple[int, Copy]]] = {
        name: [(o, copy) for o, copy in enumerate(x.copies) if counts(x, limit, copy.offer)]
        for name, limit in limits.items()
    }

    def rent_keeps_quota(name: str, t: int, b: int, k: int) -> Body | None:
        rented: Terms = [(c.units, m.rent[o, t, b, k]) for o, c in copies[name] if (o, t, b, k) in m.rent]
        dated = [(c.units, (o, t, x.tree.node(k, t))) for o, c in copies[name] if c.offer.is_dated]
        rented += [(units, m.in_service[key]) for units, key in dated if key in m.in_service]
        return (rented, None, limits[name].max_accelerators) if rented else None

    def calls_keep_quota(name: str, n: int, t: int, b: int, k: int) -> Body | None:
        keys = dict.fromkeys((n, c.offer.id, t, b, k) for _, c in copies[name])
        called: Terms = [(1.0, m.count_on[key]) for key in keys if key in m.count_on]
        return (called, None, limits[name].max_accelerators) if called else None

    held = {name: binding(x, limit) for name, limit in limits.items()}
    blocks = [(b, k) for b in range(len(x.blocks)) for k in range(len(x.tree.cases))]
    rows = [(name, t, *cell) for name, periods in held.items() for t in periods for cell in blocks]
    add_rows(m, "rent_keeps_quota", rows, rent_keeps_quota)
    peaks = list(peak_cells(x)) if limits else []
    called = [(name, n, t, b, k) for name, periods in held.items() for n, t, b, k in peaks if t in periods]
    add_rows(m, "calls_keep_quota", called, calls_keep_quota)
