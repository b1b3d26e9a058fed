"""Carbon: the location-based carbon of the energy that accelerators draw stays within the user's limits.

`carbon_fits_limit`: sum of kg CO2e/kWh x energy at the meter of all that stands or is rented, today's fleet included,
in every period or fiscal year, or over the horizon. Dual: worth of one more kg of CO2e [USD/kg].
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.calendar import month_number
from models.carbon import CarbonLimit
from solver.program import energy
from solver.program.books import fiscal_year
from solver.program.gangs import running
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows

ALL = 0
"""Number of the one span of a limit over the horizon."""

Cell = tuple[str, int, int]
"""Site, period, case."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `carbon_fits_limit[limit,span,k]`; a span is a period t, a fiscal year, or `ALL`."""
    limits = {limit.id: limit for limit in x.scenario.policy.carbon}
    emitted = _emitted(m, x) if limits else {}

    def carbon_fits_limit(name: str, span: int, k: int) -> Body:
        limit, sums, decisions = limits[name], defaultdict[int, float](float), {}
        shares, unit = spans(x, limit)[span], kg_per_row_unit(limit)
        fixed = sum(share * held_kg(x, site, t) for t, share in shares.items() for site in counted(x, limit))
        for t, share in shares.items():
            for site in counted(x, limit):
                for kg, decision in emitted.get((site, t, k), ()):
                    decisions[id(decision)] = decision
                    sums[id(decision)] += share * kg / unit
        return [(kg, decisions[n]) for n, kg in sums.items()], None, (limit.max_kg - fixed) / unit

    cases = range(len(x.tree.cases))
    index = [(name, span, k) for name, limit in limits.items() for span in spans(x, limit) for k in cases]
    add_rows(m, "carbon_fits_limit", index, carbon_fits_limit)


def kg_per_row_unit(limit: CarbonLimit) -> float:
    """Rows are written in t CO2e, so that their coefficients stay near those of the other rows; those of smaller limits
    in as much as the limit, so that the solver keeps them as closely as the audit asks [kg CO2e]."""
    return min(1000.0, max(1.0, limit.max_kg))


def spans(x: Instance, limit: CarbonLimit) -> dict[int, dict[int, float]]:
    """What a limit is on: by period, by fiscal year or for `ALL`, the share in which each of PERIODS counts in it."""
    first = month_number(limit.first) if limit.first else 0
    until = month_number(limit.until) if limit.until else 10**9
    periods = [t for t in range(x.T) if first <= x.scenario.horizon.period_start(t) < until]
    if limit.per == "period":
        return {t: {t: 1.0} for t in periods}
    if limit.per == "horizon":
        return {ALL: dict.fromkeys(periods, 1.0)} if periods else {}
    found: dict[int, dict[int, float]] = {}
    for t in periods:
        start = x.scenario.horizon.period_start(t)
        months = Counter(fiscal_year(x, month) for month in range(start, start + x.M))
        for year, count in months.items():
            found.setdefault(year, {})[t] = count / x.M
    return found


def counted(x: Instance, limit: CarbonLimit) -> list[str]:
    """Sites that a limit counts and that cause any carbon."""
    named = limit.sites or x.sites
    return [name for name in named if x.sites[name].carbon_kg_per_kwh]


def held_kg(x: Instance, site: str, t: int) -> float:
    """Carbon of today's fleet at a site in a period, idle [kg CO2e]."""
    place = x.sites[site]
    held = (h for h in x.scenario.holdings if h.site == site and x.held(h, t))
    each = ((h.accelerators, x.accelerators[h.accelerator]) for h in held)
    return sum(n * energy.idle(a, place, x.H[t], place.carbon_kg_per_kwh) for n, a in each)


def _emitted(m: pyo.ConcreteModel, x: Instance) -> dict[Cell, Terms]:
    """Carbon per unit of every decision [kg CO2e], by site, period and case."""
    found: dict[Cell, Terms] = defaultdict(list)
    for source in (_standing, _working, _launched):
        for cell, kg, decision in source(m, x):
            if kg:
                found[cell].append((kg, decision))
    return found


def _standing(m: pyo.ConcreteModel, x: Instance) -> Iterator[tuple[Cell, float, Any]]:
    """What is in service or rented, for being there."""
    for (o, t, n), active in m.in_service.items():
        copy, pool = x.copies[o], x.pools[x.copies[o].pool]
        kg = copy.units * energy.idle(pool.accelerator, pool.site, pool.open_hours(x.H[t]), pool.site.carbon_kg_per_kwh)
        cases = (k for k in range(len(x.tree.cases)) if x.tree.node(k, t) == n)
        yield from (((pool.site.id, t, k), kg, active) for k in cases)
    for (o, t, b, k), rent in m.rent.items():
        copy, pool = x.copies[o], x.pools[x.copies[o].pool]
        each = energy.idle(pool.accelerator, pool.site, x.hours[t][b], pool.site.carbon_kg_per_kwh)
        yield (pool.site.id, t, k), copy.units * each, rent


def _working(m: pyo.ConcreteModel, x: Instance) -> Iterator[tuple[Cell, float, Any]]:
    """What serves or runs double."""
    for decisions in (m.serve, m.double):
        for (r, t, b, k), share in decisions.items():
            site = x.arcs[r][2].site
            yield (site.id, t, k), energy.busy(x, r, t, b, k, site.carbon_kg_per_kwh), share


def _launched(m: pyo.ConcreteModel, x: Instance) -> Iterator[tuple[Cell, float, Any]]:
    """What larger gangs take beyond the size that takes fewest accelerator-hours for a run."""
    for r in x.starts:
        site = x.arcs[r][2].site
        for t in range(x.T):
            for k in range(len(x.tree.cases)):
                for start, part, launch in running(m, x, r, t, k):
                    yield (site.id, t, k), energy.surplus(x, start, part, site.carbon_kg_per_kwh), launch
