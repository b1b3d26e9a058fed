"""Site: provisioned power, racks and floor of everything that stands at a site fit its limits.

`power_fits_site`: PUE x sum of kW x (units + holdings + rented) <= cap + what modules in service add;
`racks_fit_site`, `floor_fits_site` (racks x floor of a rack) likewise. Every block where units are rented, else once a
period. Dual: worth of one kW (one rack, one m2) in that period [USD].
"""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from models.hardware import Accelerator
from models.site import Site
from solver.program.families.expansion import enlarged
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `power_fits_site[l,t,b,k]`, `racks_fit_site[l,t,b,k]`, `floor_fits_site[l,t,b,k]`."""

    def power_fits_site(site: str, t: int, b: int, k: int) -> Body:
        place = x.sites[site]
        terms, held = standing(m, x, place, t, b, k, lambda a: a.provisioned_kw * place.pue)
        return terms + enlarged(m, x, "power_fits_site", site, t, k), None, (place.power_cap_kw or 0.0) - held

    def racks_fit_site(site: str, t: int, b: int, k: int) -> Body:
        terms, held = standing(m, x, x.sites[site], t, b, k, lambda a: a.racks)
        return terms + enlarged(m, x, "racks_fit_site", site, t, k), None, (x.sites[site].rack_cap or 0.0) - held

    def floor_fits_site(site: str, t: int, b: int, k: int) -> Body:
        place = x.sites[site]
        terms, held = standing(m, x, place, t, b, k, lambda a: a.racks * place.m2_per_rack)
        return terms + enlarged(m, x, "floor_fits_site", site, t, k), None, (place.floor_cap_m2 or 0.0) - held

    powered = [s for s in x.scenario.sites if s.power_cap_kw is not None]
    racked = [s for s in x.scenario.sites if s.rack_cap is not None]
    floored = [s for s in x.scenario.sites if s.floor_cap_m2 is not None]
    add_rows(m, "power_fits_site", [key for s in powered for key in block_cells(x, s)], power_fits_site)
    add_rows(m, "racks_fit_site", [key for s in racked for key in block_cells(x, s)], racks_fit_site)
    add_rows(m, "floor_fits_site", [key for s in floored for key in block_cells(x, s)], floor_fits_site)


def block_cells(x: Instance, site: Site) -> list[tuple[str, int, int, int]]:
    """Index of the rows of a limit of a site: every block where units are rented, else once a period."""
    rents = any(not c.offer.is_firm and c.offer.site == site.id for c in x.copies)
    blocks = range(len(x.blocks)) if rents else range(1)
    return [(site.id, t, b, k) for t in range(x.T) for b in blocks for k in range(len(x.tree.cases))]


def standing(
    m: pyo.ConcreteModel, x: Instance, site: Site, t: int, b: int, k: int, weight: Callable[[Accelerator], float]
) -> tuple[Terms, float]:
    """Weighted units at a site in a block: decisions as terms, holdings as a number."""
    terms: Terms = []
    for o, copy in enumerate(x.copies):
        each = weight(x.pools[copy.pool].accelerator) * copy.units
        if copy.offer.site != site.id or not each:
            continue
        if (o, t, x.tree.node(k, t)) in m.in_service:
            terms.append((each, m.in_service[o, t, x.tree.node(k, t)]))
        elif (o, t, b, k) in m.rent:
            terms.append((each, m.rent[o, t, b, k]))
    held = [h for h in x.scenario.holdings if h.site == site.id and x.held(h, t)]
    return terms, sum(weight(x.accelerators[h.accelerator]) * h.accelerators for h in held)
