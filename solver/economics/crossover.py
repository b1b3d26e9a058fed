"""Owned, reserved and rented over utilization: what an hour costs by each, and where two of them cost the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from models.plan import Plan
from models.roi import Crossing, Crossover, Way
from models.units import HOURS_PER_TIME
from models.vocabulary import FIRM_MODES, Mode
from solver.hedge.bands.order_cost import pack_usd
from solver.program.elements import Copy
from solver.program.energy import mean_price
from solver.program.families.term import is_too_long
from solver.program.instance import Instance

MODES: tuple[Mode, ...] = (*FIRM_MODES, "on_demand", "spot")
"""Modes whose hours can be compared at any utilization; the days of a dated block are its own."""
SAME = 1e-12
"""Running costs closer than this do not cross [USD/h]."""


def crossovers(x: Instance, plan: Plan) -> tuple[Crossover, ...]:
    """Every accelerator that can be had in two modes or more, those that the plan has most of first."""
    used: dict[str, float] = defaultdict(float)
    for name, units in ((row.accelerator, row.accelerators) for rows in (plan.fleet, plan.rent) for row in rows):
        used[name] += units
    known = sorted(a.id for a in x.scenario.accelerators if not a.is_managed)
    found = [(a, tuple(_ways(x, a))) for a in sorted(known, key=lambda a: (-used.get(a, 0.0), a))]
    return tuple(Crossover(accelerator=a, ways=w, crossings=crossings(w)) for a, w in found if len(w) > 1)


def _ways(x: Instance, accelerator: str) -> Iterator[Way]:
    """The offer of each mode that is cheapest when used to the full."""
    copies = [c for c in x.copies if c.offer.accelerator == accelerator and not is_too_long(x, c.offer)]
    for mode in MODES:
        ways = [way_of(x, c) for c in copies if c.offer.mode == mode and (c.windows or c.rentable)]
        if ways:
            yield min(ways, key=lambda way: (way.usd_per_hour(1.0), way.offer))


def way_of(x: Instance, copy: Copy) -> Way:
    """Cost of an accelerator-hour by an offer, in the cheapest month to order it, split into what is paid for every
    hour that it is up and what only for those used; at full use the price that placements state."""
    offer, pool = copy.offer, x.pools[copy.pool]
    a, price = pool.accelerator, pool.site.pue * mean_price(x, pool.site, 0)
    idle, busy = price * a.idle_kw / copy.availability, price * (a.busy_kw - a.idle_kw)
    hourly = offer.usd_per_hour / copy.units
    if offer.is_firm:
        packs = (
            pack_usd(x, copy, u) / sum(map(pool.open_hours, x.H[s : min(e, x.T)])) for u, (s, e) in copy.windows.items()
        )
        fixed = min(packs) / copy.units / copy.availability + idle
        running = hourly + busy
    else:
        beside = sum(offer.beside_usd_per_month.values()) / HOURS_PER_TIME["month"] + offer.software_usd_per_year / 8760
        fixed, running = 0.0, (hourly + beside) / copy.availability + idle + busy
    return Way(mode=offer.mode, offer=offer.id, site=offer.site, fixed_usd_per_hour=fixed, running_usd_per_hour=running)


def crossings(ways: Iterable[Way]) -> tuple[Crossing, ...]:
    """Where pairs of ways cost the same at a use of at most 100 %: at (fixed - fixed') / (running' - running)."""
    found = []
    for one, other in combinations(ways, 2):
        firm, flexible = sorted((one, other), key=lambda way: -way.fixed_usd_per_hour)
        less, more = flexible.running_usd_per_hour - firm.running_usd_per_hour, firm.fixed_usd_per_hour
        more -= flexible.fixed_usd_per_hour
        if less > SAME and 0 < more <= less:
            use = more / less
            usd = firm.usd_per_hour(use)
            found.append(Crossing(firm=firm.offer, flexible=flexible.offer, utilization=use, usd_per_hour=usd))
    return tuple(sorted(found, key=lambda each: each.utilization))
