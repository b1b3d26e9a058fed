"""Supplies: no more accelerators are ordered in any stretch of months than a limit allows.

`supply_fits_window`: accelerators ordered in periods u..u+W-1 of all firm offers that a limit counts <= most, W the
stretch rounded up to periods. Dual: worth of one more accelerator in the stretch that begins in u [USD].
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.calendar import month_number
from models.offer import Offer
from models.supply import SupplyLimit
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows
from solver.sizing.demand import periods_of


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `supply_fits_window[limit,u,k]`, u the first period of the stretch."""
    limits = {limit.id: limit for limit in x.scenario.policy.supplies}

    def supply_fits_window(name: str, u: int, k: int) -> Body:
        limit = limits[name]
        ordered = [
            (copy.units, m.order[o, v, x.tree.node(k, v)])
            for o, copy in enumerate(x.copies)
            if counts(x, limit, copy.offer)
            for v in stretches(x, limit)[u]
            if v in copy.windows
        ]
        return ordered, None, limit.max_accelerators

    cells = [(name, u, k) for name in limits for u in stretches(x, limits[name]) for k in range(len(x.tree.cases))]
    add_rows(m, "supply_fits_window", cells, supply_fits_window)


def stretches(x: Instance, limit: SupplyLimit) -> dict[int, range]:
    """Periods of every stretch by its first; a stretch that would reach past the last period that counts is part of
    an earlier one, but where none is as long."""
    first = month_number(limit.first) if limit.first else 0
    until = month_number(limit.until) if limit.until else 10**9
    bound = [t for t in range(x.T) if first <= x.scenario.horizon.period_start(t) < until]
    length = min(len(bound), periods_of(limit.months, x.scenario) if limit.months else len(bound))
    return {t: range(t, t + length) for t in bound[: len(bound) - length + 1]} if bound else {}


def counts(x: Instance, limit: SupplyLimit, offer: Offer) -> bool:
    """Whether a limit counts what is ordered of an offer."""
    chip = x.accelerators[offer.accelerator]
    vendor = offer.vendor if limit.role == "payee" else chip.vendor
    return (
        offer.is_firm
        and limit.vendor in (None, vendor)
        and (not limit.accelerators or chip.id in limit.accelerators)
        and (not limit.classes or chip.accelerator_class in limit.classes)
        and (not limit.modes or offer.mode in limit.modes)
    )
