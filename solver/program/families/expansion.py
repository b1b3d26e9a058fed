"""Expansion: modules of power, racks, floor and cooling enlarge a site; ordered ahead, they stay once in service.

`modules_fit_site`: sum_u expand <= `max_modules`. Dual: worth of one more module [USD].
The limits of a site themselves count what is in service (`enlarged`): load - sum of size x expand <= cap, so that no
other bound ties the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyomo.environ as pyo

from models.calendar import month_number
from models.expansion import Expansion
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.demand import periods_of

SIZES: dict[str, Callable[[Expansion], float]] = {
    "power_fits_site": lambda module: module.kw,
    "racks_fit_site": lambda module: module.racks,
    "floor_fits_site": lambda module: module.m2,
    "heat_fits_site": lambda module: module.cooling_kw,
}
"""Row that limits a site -> what one module adds to the limit."""


class Payment(NamedTuple):
    """A payment for one module."""

    term: str
    period: int
    """T for the end of the horizon."""
    is_at_start: bool
    usd: float


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `modules_fit_site[l,e,k]`; `m.expand` comes from the decisions."""

    def modules_fit_site(site: str, name: str, k: int) -> Body:
        orders = [(1.0, m.expand[site, name, u, x.tree.node(k, u)]) for u in services(x, modules[site, name])]
        return orders, None, float(modules[site, name].max_modules)

    modules = modules_of(x)
    index = [(*key, k) for key in modules if services(x, modules[key]) for k in range(len(x.tree.cases))]
    add_rows(m, "modules_fit_site", index, modules_fit_site)


def modules_of(x: Instance) -> dict[tuple[str, str], Expansion]:
    """Modules by site and id."""
    return {(site.id, module.id): module for site in x.scenario.sites for module in site.expansions}


def services(x: Instance, module: Expansion) -> dict[int, int]:
    """PERIODS u in which a module can be ordered -> the period from which it is in service."""
    lead, horizon = periods_of(module.lead_months, x.scenario), x.scenario.horizon
    first = month_number(module.order_from) if module.order_from else 0
    return {u: u + lead for u in range(x.T - lead) if horizon.period_start(u) >= first}


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `expand[l,e,u,n]`: modules ordered."""
    modules = modules_of(x)
    orders = [(*key, u, n) for key in modules for u in services(x, modules[key]) for n in x.tree.nodes(u)]
    most = {key: module.max_modules for key, module in modules.items()}
    m.expand = decide(orders, domain=pyo.NonNegativeIntegers, bounds=lambda _, *key: (0, most[key[:2]]))


def enlarged(m: pyo.ConcreteModel, x: Instance, row: str, site: str, t: int, k: int) -> Terms:
    """Less what the modules in service add to a limit of a site."""
    return [
        (-SIZES[row](module), m.expand[at, name, u, x.tree.node(k, u)])
        for (at, name), module in modules_of(x).items()
        if at == site and SIZES[row](module)
        for u, s in services(x, module).items()
        if s <= t
    ]


def payments(x: Instance, module: Expansion, u: int) -> Iterator[Payment]:
    """All that one module ordered in a period is paid for: price, upkeep, less its value at the end."""
    s = services(x, module)[u]
    yield Payment("site_expansion", s, True, module.upfront_usd)
    yield from (Payment("site_expansion_upkeep", t, False, module.usd_per_month * x.M) for t in range(s, x.T))
    if module.life_months and x.scenario.policy.finance.end_value == "straight_line":
        left = max(0.0, 1 - (x.T - s) * x.M / module.life_months)
        yield Payment("end_value", x.T, False, -module.upfront_usd * left)


def committed(m: pyo.ConcreteModel, x: Instance, t: int, case: int) -> Terms:
    """What a period adds to the commitment: prices of modules ordered in it, less those paid at its start [USD]."""
    return [
        (module.upfront_usd * ((u == t) - (s == t)), m.expand[(*key, u, x.tree.node(case, u))])
        for key, module in modules_of(x).items()
        for u, s in services(x, module).items()
    ]
