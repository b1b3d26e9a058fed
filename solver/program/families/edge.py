"""Edge: a small site carries away little heat, and costs money in every month in which anything of ours is there.

`heat_fits_site`: sum of busy kW x (units + holdings + rented) <= cap + what modules in service carry off, at the rack,
whether they are busy or not; at every kind of site.
Dual: worth of one more kW of heat in that period [USD].
`stands_where_open`, `rented_where_open`: a pack in service, or rented, only where the site is open; `served_where_open`
says the same of the work served, in shares: the tight form, which no integer solution needs. Dual: USD for being open.
A site at which a holding stands is open in any case; sites without a price of being in use have no such decision.
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.operations import in_use_usd_per_month
from models.site import Site
from solver.program.endings import latest_end
from solver.program.families.endings import ended
from solver.program.families.expansion import enlarged
from solver.program.families.site import block_cells, standing
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `heat_fits_site[l,t,b,k]`, `stands_where_open[o,t,k]`, `rented_where_open[o,t,b,k]`,
    `served_where_open[l,i,t,b,k]`; `m.open` comes from the decisions."""
    cases = range(len(x.tree.cases))

    def heat_fits_site(site: str, t: int, b: int, k: int) -> Body:
        terms, held = standing(m, x, x.sites[site], t, b, k, lambda a: a.busy_kw)
        added = enlarged(m, x, "heat_fits_site", site, t, k)
        return terms + added, None, (x.sites[site].heat_cap_kw or 0.0) - held

    def stands_where_open(o: int, t: int, k: int) -> Body | None:
        copy = x.copies[o]
        if (copy.offer.site, t, k) not in m.open:
            return None
        # By orders: HiGHS 1.15.1 sees that `in_service` is whole, and then opens empty sites in 1 of 100 small cases.
        return [*_standing(m, x, o, t, k), (-_most_standing(x, o, t), m.open[copy.offer.site, t, k])], None, 0.0

    def rented_where_open(o: int, t: int, b: int, k: int) -> Body | None:
        copy = x.copies[o]
        if (copy.offer.site, t, k) not in m.open:
            return None
        return [(1.0, m.rent[o, t, b, k]), (-float(copy.data_bound), m.open[copy.offer.site, t, k])], None, 0.0

    def served_where_open(site: str, i: int, t: int, b: int, k: int) -> Body | None:
        there = (r for r in x.arcs_of_work[i] if x.arcs[r][2].site.id == site and (r, t, b, k) in m.serve)
        terms: Terms = [(1.0, m.serve[r, t, b, k]) for r in there]
        return ([*terms, (-1.0, m.open[site, t, k])], None, 0.0) if terms else None

    hot = [s for s in x.scenario.sites if s.heat_cap_kw is not None]
    add_rows(m, "heat_fits_site", [key for s in hot for key in block_cells(x, s)], heat_fits_site)
    stood = [(o, t, k) for o, t, n in m.in_service for k in cases if x.tree.node(k, t) == n]
    add_rows(m, "stands_where_open", stood if m.open else [], stands_where_open)
    add_rows(m, "rented_where_open", m.rent if m.open else [], rented_where_open)
    cells = [(site, i, t, b, k) for site, t, k in m.open for i in range(len(x.works)) for b in range(len(x.blocks))]
    add_rows(m, "served_where_open", cells, served_where_open)


def is_held_open(x: Instance, site: Site, t: int) -> bool:
    """Whether a holding stands at a site in a period: then nothing else decides that it is in use."""
    return any(h.site == site.id and x.held(h, t) for h in x.scenario.holdings)


def openings(x: Instance) -> list[tuple[str, int, int]]:
    """Index of `open`: sites with a price of being in use, PERIODS in which something can stand there, CASES."""
    found = []
    for site in x.scenario.sites:
        copies = [(o, copy) for o, copy in enumerate(x.copies) if copy.offer.site == site.id]
        usable = {
            t for o, c in copies for u, (s, _) in c.windows.items() for t in range(s, min(latest_end(x, o, u), x.T))
        }
        usable |= {t for _, c in copies for t in c.rentable}
        lines = in_use_usd_per_month(x.scenario.policy.operating_costs, site.id)
        paid = sorted(usable) if site.in_use_usd_per_month or lines else []
        periods = [t for t in paid if not is_held_open(x, site, t)]
        found += [(site.id, t, k) for t in periods for k in range(len(x.tree.cases))]
    return found


def _standing(m: pyo.ConcreteModel, x: Instance, o: int, t: int, k: int) -> Terms:
    """Packs in service, by the orders that serve and what ends otherwise than they do."""
    terms: Terms = []
    for u, (s, e) in x.copies[o].windows.items():
        if s <= t:
            terms += [(1.0, m.order[o, u, x.tree.node(k, u)])] * (t < e)
            ways = ((float(t < way.until) - float(t < e), decision) for way, decision in ended(m, x, o, u, k))
            terms += [(net, decision) for net, decision in ways if net]
    return terms


def _most_standing(x: Instance, o: int, t: int) -> float:
    """Packs in service when every order that serves then carries all that its pool is asked for.

    No user's limit is in it: an infeasible scenario is explained by what would have to give, and this must not stand in
    the way.
    """
    copy = x.copies[o]
    return float(copy.data_bound * sum(s <= t < latest_end(x, o, u) for u, (s, _) in copy.windows.items()))
