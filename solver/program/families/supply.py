"""Supply: no more packs than the vendor delivers.

`orders_fit_supply`: packs ordered in a period; `orders_fit_total`: over the horizon; `rent_fits_quota`: packs running
in a block. Copies of a dedicated offer count together. Dual: worth of one more pack on offer [USD].
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `orders_fit_supply[offer,u,k]`, `orders_fit_total[offer,k]`, `rent_fits_quota[offer,t,b,k]`."""
    cases = range(len(x.tree.cases))
    offers = {offer.id: offer for offer in x.scenario.offers}
    copies = {name: [o for o, c in enumerate(x.copies) if c.offer.id == name] for name in offers}

    def ordered(name: str, u: int, k: int) -> Iterator[tuple[float, object]]:
        return ((1.0, m.order[o, u, x.tree.node(k, u)]) for o in copies[name] if u in x.copies[o].windows)

    def orders_fit_supply(name: str, u: int, k: int) -> Body | None:
        terms: Terms = list(ordered(name, u, k))
        return (terms, None, offers[name].max_packs_per_period) if terms else None

    def orders_fit_total(name: str, k: int) -> Body | None:
        terms: Terms = [term for u in range(x.T) for term in ordered(name, u, k)]
        return (terms, None, offers[name].max_packs) if terms else None

    def rent_fits_quota(name: str, t: int, b: int, k: int) -> Body | None:
        terms: Terms = [(1.0, m.rent[o, t, b, k]) for o in copies[name] if (o, t, b, k) in m.rent]
        return (terms, None, offers[name].quota_packs) if terms else None

    limited = [o.id for o in offers.values() if o.max_packs_per_period is not None]
    total = [o.id for o in offers.values() if o.max_packs is not None]
    quotas = [o.id for o in offers.values() if o.quota_packs is not None]
    cells = [(t, b, k) for t in range(x.T) for b in range(len(x.blocks)) for k in cases]
    add_rows(m, "orders_fit_supply", [(o, u, k) for o in limited for u in range(x.T) for k in cases], orders_fit_supply)
    add_rows(m, "orders_fit_total", [(o, k) for o in total for k in cases], orders_fit_total)
    add_rows(m, "rent_fits_quota", [(o, *c) for o in quotas for c in cells], rent_fits_quota)
