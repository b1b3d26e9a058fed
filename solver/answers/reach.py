"""What limits leave of a workload's capacity at best: a necessary test before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from models.numbers import plain
from models.units import counted_thing
from solver.answers.expansion import LIMITS
from solver.program.elements import Copy
from solver.program.endings import latest_end
from solver.program.families.expansion import SIZES, services
from solver.program.instance import Instance
from solver.program.standing import working

SLACK = 1e-9
"""Relative shortage below this is rounding."""


def short_of_capacity(x: Instance) -> list[str]:
    """Workloads that limits cannot carry even alone: the first period, what is there, what is asked.

    Every other workload is thought away, so what is named here is short in every plan.
    """
    found = []
    for i, work in ((i, work) for i, work in enumerate(x.works) if x.must_be_served(i)):
        if i in x.volumes.joined:
            found += _short_of_time(x, i)
            continue
        for t in range(x.T):
            need = max(x.demand[0][i][t]) * (1 - work.workload.max_miss)
            most = _most(x, i, t) if need else inf
            if most < need * (1 - SLACK):
                who, when = f"{work.workload.id} in {work.geography}", x.scenario.horizon.label(t)
                unit = work.workload.service_unit
                limits = "supply, quotas, power and heat, without any other work"
                found.append(f"{who}: at most {plain(most)} of {plain(need)} {unit} can be served in {when} ({limits})")
                break
    return found


def _short_of_time(x: Instance, i: int) -> list[str]:
    """Deferrable work: the first stretch of periods in which more must be done than its allowed hours can."""
    v, work = x.volumes, x.works[i].workload
    due = [units * (1 - work.max_miss) for units in v.arriving[0][i]]
    hours = [sum(x.hours[t][b] for b in v.joined[i]) for t in range(x.T)]
    most = [_most(x, i, t) * hours[t] * v.each[i] for t in range(x.T)]
    for t in range(x.T):
        is_end = t == x.T - 1 and v.lasts[i] == 1  # a run of several periods may go on past the horizon
        last = t if is_end else t - v.waits[i] - v.lasts[i] + 1
        need, there = 0.0, sum(most[max(0, last + 1) : t + 1])
        for s in range(last, -1, -1):
            need, there = need + due[s], there + most[s]
            if there < need * (1 - SLACK):
                who, label = f"{work.id} in {x.works[i].geography}", x.scenario.horizon.label
                when = f"from {label(s)} to {label(t)}" if t > s else f"in {label(s)}"
                thing = counted_thing(work.service_unit)
                limits = "its hours, supply, quotas and power, without any other work"
                return [f"{who}: at most {plain(there)} of {plain(need)} {thing} can be done {when} ({limits})"]
    return []


def _most(x: Instance, i: int, t: int) -> float:
    """Most of a workload that all its pools could serve in a period [service unit]."""
    by_site: dict[str, float] = {}
    densest: dict[str, float] = {}
    coolest: dict[str, float] = {}
    for r in x.arcs_of_work[i]:
        _, j, arc = x.arcs[r]
        if t < arc.opens:
            continue
        site, kw, heat = arc.site.id, arc.accelerator.provisioned_kw * arc.site.pue, arc.accelerator.busy_kw
        units = working(x, x.pools[j], t) + sum(most * units for most, units in _packs(x, j, t))
        by_site[site] = by_site.get(site, 0.0) + units * arc.throughput
        densest[site] = max(densest.get(site, 0.0), arc.throughput / kw if kw else inf)
        coolest[site] = max(coolest.get(site, 0.0), arc.throughput / heat if heat else inf)
    caps = {s: (_largest(x, s, t, "power_fits_site"), _largest(x, s, t, "heat_fits_site")) for s in by_site}
    return sum(
        min(rate, _carried(caps[s][0], densest[s]), _carried(caps[s][1], coolest[s])) for s, rate in by_site.items()
    )


def _largest(x: Instance, site: str, t: int, row: str) -> float | None:
    """A limit of a site in a period with all modules that can be in service by then; None: no limit."""
    cap = LIMITS[row][1](x.sites[site])
    modules = (e for e in x.sites[site].expansions if any(s <= t for s in services(x, e).values()))
    return None if cap is None else cap + sum(SIZES[row](module) * module.max_modules for module in modules)


def _carried(cap_kw: float | None, rate_per_kw: float) -> float:
    """Most that a site's power or heat allows [service unit]; unlimited without a cap, or for units that draw none."""
    return inf if cap_kw is None or rate_per_kw == inf else cap_kw * rate_per_kw


def _packs(x: Instance, j: int, t: int) -> Iterator[tuple[float, float]]:
    """Most packs of each offer in service or rented in a pool and a period, by its own limits, and their size
    [accelerators]; copies at different prices share them."""
    by_offer: dict[str, list[tuple[int, Copy]]] = {}
    for o in x.copies_of_pool[j]:
        by_offer.setdefault(x.copies[o].offer.id, []).append((o, x.copies[o]))
    for copies in by_offer.values():
        offer = copies[0][1].offer
        orders = len({u for o, copy in copies for u, (s, _) in copy.windows.items() if s <= t < latest_end(x, o, u)})
        is_open = orders or any(t in copy.rentable for _, copy in copies)
        each, total, quota = (
            inf if limit is None else limit
            for limit in (offer.max_packs_per_period, offer.max_packs, offer.quota_packs)
        )
        most = min(orders * each, total) if orders else quota
        yield (most if is_open else 0.0), copies[0][1].units
