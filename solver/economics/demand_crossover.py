"""Owned, reserved and rented over demand: what flat demand costs a month in whole packs, and where ways change places.

Between two demands at which a pack is added every way costs a straight line, so places change only at such a demand or
where two lines cross between two of them: both are found exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from models.crossover import DemandCrossing, DemandCrossover, DemandWay
from models.operations import in_use_usd_per_month
from models.plan import Plan
from models.units import HOURS_PER_TIME, per_hour
from solver.economics.crossover import MODES
from solver.hedge.bands.order_cost import pack_usd
from solver.program.elements import Copy
from solver.program.energy import mean_price
from solver.program.families.edge import is_held_open
from solver.program.families.term import is_too_long
from solver.program.instance import Instance

MONTH_H = HOURS_PER_TIME["month"]
TIMES = 2.0
"""How far beyond the demand of the plan charts go, at least ..."""
PACKS = 4.0
"""... and at least so many of the largest packs."""
MOST_PACKS = 20_000
"""Packs beyond which nobody looks: prices that change places there are the same to all but a pack in so many."""
SAME = 1e-12
"""Share of the cost within which two ways cost the same."""


def demand_crossovers(x: Instance, plan: Plan) -> tuple[DemandCrossover, ...]:
    """Every workload that the plan serves from accelerators that can be had in two modes or more."""
    units: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.capacities:
        units[row.workload, row.geography][row.accelerator] += row.units_served or 0.0
    found: dict[str, DemandCrossover] = {}
    for (workload, geography), by in sorted(units.items(), key=lambda item: -sum(item[1].values())):
        accelerator = max(by, key=lambda name: (by[name], name))
        if by[accelerator] and workload not in found:
            crossover = _crossover(x, workload, geography, accelerator)
            found |= {workload: crossover} if len(crossover.ways) > 1 else {}
    return tuple(found[w.id] for w in x.streams if w.id in found)


def _crossover(x: Instance, workload: str, geography: str, accelerator: str) -> DemandCrossover:
    works = enumerate(x.works)
    i = next(i for i, w in works if (w.workload.id, w.geography) == (workload, geography))
    each, unit = per_hour(x.works[i].workload.service_unit), x.works[i].workload.service_unit
    highest = max(units / each / hours for units, hours in zip(x.volumes.arriving[0][i], x.H, strict=True))
    ways = tuple(_ways(x, i, accelerator))
    most = max([TIMES * highest, *(PACKS * way.demand_per_pack for way in ways)])
    return DemandCrossover(
        workload=workload, geography=geography, accelerator=accelerator, unit=unit, plan_demand=highest, most=most,
        ways=ways, crossings=demand_crossings(ways),
    )  # fmt: skip


def _ways(x: Instance, i: int, accelerator: str) -> Iterator[DemandWay]:
    """The offer of each mode that is cheapest per unit of demand in full packs."""
    arcs = [r for r in x.arcs_of_work[i] if x.arcs[r][2].accelerator.id == accelerator]
    copies = [(r, x.copies[o]) for r in arcs for o in x.copies_of_pool[x.arcs[r][1]]]
    for mode in MODES if arcs and not x.arcs[arcs[0]][2].accelerator.is_managed else ():
        if mode == "spot" and not x.works[i].workload.is_interruptible:
            continue
        of_mode = [(r, c) for r, c in copies if c.offer.mode == mode and not c.price.tier]
        ways = [demand_way(x, r, c) for r, c in of_mode if (c.windows or c.rentable) and not is_too_long(x, c.offer)]
        if ways:
            yield min(ways, key=lambda way: (way.usd_per_unit, way.offer))


def demand_way(x: Instance, r: int, copy: Copy) -> DemandWay:
    """Cost of flat demand of an arc by an offer, ordered in the cheapest month; ports and moves are apart."""
    _, j, arc = x.arcs[r]
    offer, pool, a, site = copy.offer, x.pools[j], arc.accelerator, arc.site
    price = site.pue * mean_price(x, site, 0)
    if offer.is_firm:
        spans = [
            (pack_usd(x, copy, u), sum(map(pool.open_hours, x.H[s : min(e, x.T)])))
            for u, (s, e) in copy.windows.items()
        ]
        hourly, running = min(usd / hours for usd, hours in spans), offer.usd_per_hour / copy.units
    else:
        beside = sum(offer.beside_usd_per_month.values()) / MONTH_H + offer.software_usd_per_year / 8760
        hourly, running = offer.usd_per_hour + beside * copy.units, 0.0
    fixed = site.in_use_usd_per_month + in_use_usd_per_month(x.scenario.policy.operating_costs, site.id)
    running = (running + price * (a.busy_kw - a.idle_kw)) / arc.throughput
    running += per_hour(arc.workload.service_unit) * arc.workload.gb_per_unit * site.egress_usd_per_gb
    return DemandWay(
        mode=offer.mode, offer=offer.id, site=offer.site,
        demand_per_pack=arc.throughput * copy.units * copy.availability,
        pack_usd_per_month=(hourly + price * a.idle_kw * copy.units) * MONTH_H,
        fixed_usd_per_month=0.0 if is_held_open(x, site, 0) else fixed,
        running_usd_per_month=running * MONTH_H,
        is_whole=offer.orders != "fractional" if offer.is_firm else offer.rent == "whole_units",
    )  # fmt: skip


def demand_crossings(ways: Iterable[DemandWay]) -> tuple[DemandCrossing, ...]:
    """Pairs of ways of which one is cheaper for all larger demands, and not for all smaller ones."""
    found = []
    for one, other in combinations(ways, 2):
        cheaper, than = sorted((one, other), key=lambda way: way.usd_per_unit)
        reach = _reach(cheaper, than)
        spans = _where_cheaper(cheaper, than, reach) if reach else []
        if spans and spans[-1][0] > 0:
            first, for_good = spans[0][0], spans[-1][0]
            usd = cheaper.usd_per_month(for_good)
            found.append(
                DemandCrossing(
                    cheaper=cheaper.offer, than=than.offer, first=first, for_good=for_good, usd_per_month=usd
                )
            )
    return tuple(sorted(found, key=lambda each: each.for_good))


def _reach(cheaper: DemandWay, than: DemandWay) -> float | None:
    """Demand from which on the way with the lower cost per unit of demand is cheaper even with an empty pack; None
    where nobody asks for so much, or both cost the same."""
    per_unit = than.usd_per_unit - cheaper.usd_per_unit
    if per_unit <= SAME * abs(than.usd_per_unit):
        return None
    spare = cheaper.pack_usd_per_month if cheaper.is_whole else 0.0
    ahead = max(0.0, cheaper.fixed_usd_per_month - than.fixed_usd_per_month + spare) / per_unit
    reach = ahead + max(cheaper.demand_per_pack, than.demand_per_pack)
    most = MOST_PACKS * min(way.demand_per_pack for way in (cheaper, than))
    return reach if reach <= most else None


def _where_cheaper(one: DemandWay, other: DemandWay, most: float) -> list[tuple[float, float]]:
    """Stretches of demand, from rising to falling end, in which one way is cheaper than another."""
    ends = np.unique(np.concatenate([_edges(one, most), _edges(other, most), [most]]))
    starts = np.concatenate([[0.0], ends[:-1]])
    middle = (starts + ends) / 2  # the number of packs is the same all through a stretch
    at_start, at_end = (_saving(one, other, middle, at) for at in (starts, ends))
    found: list[tuple[float, float]] = []
    for low, high, before, after in zip(starts, ends, at_start, at_end, strict=True):
        if before <= 0 >= after:
            continue
        crossed = low + (high - low) * before / (before - after) if before * after < 0 else low
        begins, stops = (crossed, high) if before <= 0 else (low, crossed if after < 0 else high)
        if found and begins <= found[-1][1]:
            begins = found.pop()[0]
        found.append((float(begins), float(stops)))
    return found


def _edges(way: DemandWay, most: float) -> NDArray[np.float64]:
    """Demands up to the most at which a pack is full."""
    full = int(most / way.demand_per_pack) if way.is_whole else 0
    return np.arange(1, full + 1, dtype=np.float64) * way.demand_per_pack


def _saving(
    one: DemandWay, other: DemandWay, middle: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What one way costs less than another [USD/month], by the packs of the middles; 0 where they cost the same."""
    costs: list[NDArray[np.float64]] = []
    for way in (one, other):
        packs = np.ceil(middle / way.demand_per_pack) if way.is_whole else at / way.demand_per_pack
        costs.append(way.fixed_usd_per_month + packs * way.pack_usd_per_month + at * way.running_usd_per_month)
    saved: NDArray[np.float64] = costs[1] - costs[0]
    saved[np.abs(saved) <= SAME * np.maximum(1.0, np.abs(costs[1]))] = 0.0
    return saved
