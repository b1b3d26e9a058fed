"""Modules of sites in a solution: what is ordered, what limits become by it, what it costs, inputs without effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyomo.environ as pyo

from models.expansion import Expansion, ExpansionOrder
from models.site import Site
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.families.expansion import SIZES, enlarged, modules_of, payments, services
from solver.program.instance import Instance

LIMITS: dict[str, tuple[str, Callable[[Site], float | None]]] = {
    "power_fits_site": ("kw", lambda site: site.power_cap_kw),
    "racks_fit_site": ("racks", lambda site: site.rack_cap),
    "floor_fits_site": ("m2", lambda site: site.floor_cap_m2),
    "heat_fits_site": ("cooling_kw", lambda site: site.heat_cap_kw),
}
"""Row that limits a site -> what of a module enlarges it, and the limit as the user wrote it."""


class Caps(NamedTuple):
    """Limits of a site in a period, modules in service included; None: no limit."""

    power_kw: float | None
    racks: float | None
    floor_m2: float | None
    heat_kw: float | None


def caps(use: Use, site: Site, t: int) -> Caps:
    """The limits of a site in a period."""
    modules = modules_of(use.x)
    there = [
        (modules[at, name], number)
        for (at, name, u), number in use.expanded.items()
        if at == site.id and services(use.x, modules[at, name])[u] <= t
    ]
    found = []
    for row, (_, cap_of) in LIMITS.items():
        cap = cap_of(site)
        found.append(None if cap is None else cap + sum(SIZES[row](module) * number for module, number in there))
    return Caps(*found)


def room(m: pyo.ConcreteModel, x: Instance, row: str, site: str, t: int, k: int) -> float:
    """What modules in service add to a limit of a site; the decisions have their values."""
    return -float(sum(size * expand.value for size, expand in enlarged(m, x, row, site, t, k)))


def expansion_orders(m: pyo.ConcreteModel, x: Instance) -> tuple[ExpansionOrder, ...]:
    """Every order of modules."""
    modules, label = modules_of(x), x.scenario.horizon.label
    return tuple(
        _order(x, site, modules[site, name], u, round(expand.value), label)
        for (site, name, u, _), expand in m.expand.items()
        if round(expand.value)
    )


def _order(
    x: Instance, site: str, module: Expansion, u: int, number: int, label: Callable[[int], str]
) -> ExpansionOrder:
    return ExpansionOrder(
        site=site,
        module=module.id,
        order_period=label(u),
        in_service_period=label(services(x, module)[u]),
        modules=number,
        kw=number * module.kw,
        racks=number * module.racks,
        m2=number * module.m2,
        cooling_kw=number * module.cooling_kw,
        cost_usd=number * sum(paid.usd for paid in payments(x, module, u) if paid.term != "end_value"),
    )


def expansion_usd(program: Program) -> dict[tuple[str, int], float]:
    """Nominal cost of modules by site and period [USD]: all of an order, spread evenly over its periods in service."""
    x, found = program.instance, defaultdict[tuple[str, int], float](float)
    modules = modules_of(x)
    for (site, name, u, _), expand in program.model.expand.items():
        served = range(services(x, modules[site, name])[u], x.T) if expand.value else ()
        usd = sum(paid.usd for paid in payments(x, modules[site, name], u)) if served else 0.0
        for t in served:
            found[site, t] += expand.value * usd / len(served)
    return found


def unused_expansions(x: Instance) -> Iterator[str]:
    """Modules that come too late, or add to what has no limit; floor of racks where floor has none."""
    for site in x.scenario.sites:
        if site.m2_per_rack and site.floor_cap_m2 is None:
            yield f"sites.{site.id}.m2_per_rack: the site has no `floor_cap_m2`"
        for module in site.expansions:
            path = f"sites.{site.id}.expansions.{module.id}"
            if not services(x, module):
                yield f"{path}: it can never be in service inside the horizon (lead time, order_from)"
            for row, (field, cap_of) in LIMITS.items():
                if SIZES[row](module) and cap_of(site) is None:
                    yield f"{path}.{field}: the site has no limit on it"
