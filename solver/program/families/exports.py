"""Exports: no more accelerators of a kind stand under a jurisdiction than a limit allows.

`export_fits_limit`: accelerators in service, held and rented at sites of its jurisdictions <= most, in every period and
block from `first` on. Dual: worth of one more accelerator there [USD].
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from models.supply import ExportLimit
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `export_fits_limit[limit,t,b,k]`."""
    limits = {limit.id: limit for limit in x.scenario.policy.exports}
    copies = {
        name: [(o, c.units) for o, c in enumerate(x.copies) if counts(x, limit, c.offer) and not x.is_managed(o)]
        for name, limit in limits.items()
    }

    def export_fits_limit(name: str, t: int, b: int, k: int) -> Body:
        node = x.tree.node(k, t)
        there: Terms = [(units, m.in_service[o, t, node]) for o, units in copies[name] if (o, t, node) in m.in_service]
        there += [(units, m.rent[o, t, b, k]) for o, units in copies[name] if (o, t, b, k) in m.rent]
        held = sum(h.accelerators for h in x.scenario.holdings if x.held(h, t) and counts(x, limits[name], h))
        return there, None, limits[name].max_accelerators - held

    cells = [(name, t) for name, limit in limits.items() for t in bound(x, limit)]
    rows = [(*cell, b, k) for cell in cells for b in range(len(x.blocks)) for k in range(len(x.tree.cases))]
    add_rows(m, "export_fits_limit", rows, export_fits_limit)


def bound(x: Instance, limit: ExportLimit) -> list[int]:
    """Periods in which a limit holds."""
    first = month_number(limit.first) if limit.first else 0
    return [t for t in range(x.T) if x.scenario.horizon.period_start(t) >= first]


def counts(x: Instance, limit: ExportLimit, holder: Offer | Holding) -> bool:
    """Whether a limit counts accelerators of an offer or a holding."""
    chip = x.accelerators[holder.accelerator]
    return (
        x.sites[holder.site].jurisdiction in limit.jurisdictions
        and (not limit.accelerators or chip.id in limit.accelerators)
        and (not limit.classes or chip.accelerator_class in limit.classes)
        and (not limit.vendors or chip.vendor in limit.vendors)
    )
