"""What an hour of each band costs by every mode: what is used all day is cheaper owned, what is used rarely rented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from models.bands import Band, BandEconomics, Tranche
from models.units import HOURS_PER_TIME
from models.vocabulary import FIRM_MODES, Mode
from solver.hedge.bands.bands import BANDS, Outlooks
from solver.hedge.bands.order_cost import pack_usd
from solver.program.elements import Copy
from solver.program.energy import mean_price
from solver.program.families.term import is_too_long
from solver.program.instance import Instance

Place = tuple[str, str]
"""Accelerator and site."""
MODES: tuple[Mode, ...] = (*FIRM_MODES, "on_demand", "spot")
"""Modes that have a price by the hour; dated blocks have one of their own for every stretch of days."""


def economics(o: Outlooks, rows: Sequence[Tranche]) -> tuple[BandEconomics, ...]:
    """Every band at every place it is ordered for, by all modes of which there is an offer."""
    found = []
    for (band, place), own in _by_place(rows).items():
        used = _utilization(o, rows, band, place)
        units = sum(row.accelerators for row in own)
        since = min(o.needs[o.central].number[row.order_by] for row in own)
        for mode in MODES:
            usd, offer = _cheapest(o, place, mode, used, since)
            ordered = sum(row.accelerators for row in own if row.mode == mode) / units
            found.append(
                BandEconomics(
                    band=band,
                    accelerator=place[0],
                    site=place[1],
                    mode=mode,
                    offer=offer,
                    usd_per_accelerator_hour=usd,
                    utilization=used,
                    ordered_share=ordered,
                )
            )
    return tuple(row for row in found if row.offer)


def _by_place(rows: Sequence[Tranche]) -> dict[tuple[Band, Place], list[Tranche]]:
    found: dict[tuple[Band, Place], list[Tranche]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (BANDS.index(row.band), row.site, row.accelerator)):
        found[row.band, (row.accelerator, row.site)].append(row)
    return found


def _cheapest(o: Outlooks, place: Place, mode: Mode, utilization: float, since: int) -> tuple[float | None, str | None]:
    """The cheapest offer of a mode there; without one, elsewhere for the work that the place serves most, by the hours
    that one there works."""
    x = o.instances[o.central]
    here = [
        (usd, c.offer.id) for c in _copies(x, place, mode, since) if (usd := _usd(x, c, utilization, since)) is not None
    ]
    return min(here or _elsewhere(o, place, mode, utilization, since), default=(None, None))


def _elsewhere(o: Outlooks, place: Place, mode: Mode, utilization: float, since: int) -> list[tuple[float, str]]:
    x, hours = o.instances[o.central], o.hours
    served = {i: w for i, w in enumerate(x.works) if (w.workload.id, w.geography) in hours}
    speeds = [
        (hours[served[i].workload.id, served[i].geography], i, x.throughput(r))
        for r, (i, j, _) in enumerate(x.arcs)
        if i in served and _is_at(x, j, place)
    ]
    if not speeds or mode == "spot":
        return []
    _, main, here = max(speeds)
    found = []
    for r in x.arcs_of_work[main]:
        arc = x.arcs[r][2]
        for copy in _copies(x, (arc.accelerator.id, arc.site.id), mode, since):
            usd = _usd(x, copy, utilization, since)
            found += [] if usd is None else [(usd * here / x.throughput(r), copy.offer.id)]
    return found


def _is_at(x: Instance, j: int, place: Place) -> bool:
    return (x.pools[j].accelerator.id, x.pools[j].site.id) == place


def _copies(x: Instance, place: Place, mode: Mode, since: int) -> Iterator[Copy]:
    """Offers of a mode at a place that can be had inside the horizon, at the prices of the period next to one."""
    found = [
        copy
        for copy in x.copies
        if (copy.offer.accelerator, copy.offer.site, copy.offer.mode) == (*place, mode)
        and (copy.windows or copy.rentable)
        and not is_too_long(x, copy.offer)
    ]
    for copy in found:
        others = (_away(other, since) for other in found if other.offer.id == copy.offer.id)
        if _away(copy, since) == min(others):
            yield copy


def _away(copy: Copy, since: int) -> int:
    """Periods between one and the next in which a copy can be ordered or rented."""
    return min(abs(u - since) for u in copy.windows or copy.rentable)


def _usd(x: Instance, copy: Copy, utilization: float, since: int) -> float | None:
    """Cost of an accelerator-hour used [USD/h], nominal, ordered in a period or the next one to it; None where none is
    used."""
    offer, pool = copy.offer, x.pools[copy.pool]
    a, price = pool.accelerator, pool.site.pue * mean_price(x, pool.site, 0)
    if not offer.is_firm:
        beside = sum(offer.beside_usd_per_month.values()) / HOURS_PER_TIME["month"] + offer.software_usd_per_year / 8760
        power = price * (a.idle_kw / copy.availability + a.busy_kw - a.idle_kw)
        return (offer.usd_per_hour / copy.units + beside) / copy.availability + power
    if not utilization:
        return None
    u = min(copy.windows, key=lambda u: (abs(u - since), u))
    s, e = copy.windows[u]
    fixed = pack_usd(x, copy, u) / sum(x.H[s : min(e, x.T)]) / copy.units
    idle = price * a.idle_kw
    return (fixed + idle) / utilization + offer.usd_per_hour / copy.units + price * (a.busy_kw - a.idle_kw)


def _utilization(o: Outlooks, rows: Sequence[Tranche], band: Band, place: Place) -> float:
    """Share of the hours of a band's accelerators that are worked, over all cases: work fills today's fleet first, then
    baseline, growth and surge."""
    worked = there = 0.0
    for case in o.plans:
        below = _standing(o, rows, case, place, BANDS[: BANDS.index(band)], with_holdings=True)
        own = _standing(o, rows, case, place, (band,), with_holdings=False)
        hours = {row.period: row.hours for row in o.plans[case].periods}
        for (period, block), busy in _busy(o, case, place).items():
            part = o.weight[case] * hours[period][block]
            worked += part * min(max(0.0, busy - below.get(period, 0.0)), own.get(period, 0.0))
        there += o.weight[case] * sum(units * sum(hours[period].values()) for period, units in own.items())
    return min(1.0, worked / there) if there else 0.0


def _standing(
    o: Outlooks, rows: Sequence[Tranche], case: str, place: Place, bands: Sequence[Band], *, with_holdings: bool
) -> Mapping[str, float]:
    """Accelerators of some bands in service at a place in a case, by period; packs keep to the end of their term."""
    found: dict[str, float] = defaultdict(float)
    for fleet in o.plans[case].fleet if with_holdings else ():
        if fleet.mode == "holding" and (fleet.accelerator, fleet.site) == place:
            found[fleet.period] += fleet.accelerators
    served = {
        (row.offer, row.dedicated_to, row.order_period): (row.in_service_period, row.service_until)
        for row in o.plans[case].orders
    }
    for row in rows:
        if row.band in bands and case in row.cases and (row.accelerator, row.site) == place:
            first, until = served[row.offer, row.dedicated_to, row.order_by]
            for period in o.plans[case].periods:
                if first <= period.period and (until is None or period.period < until):
                    found[period.period] += row.accelerators
    return found


def _busy(o: Outlooks, case: str, place: Place) -> Mapping[tuple[str, str], float]:
    """Accelerators busy at a place in a case, by period and block."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in o.plans[case].dispatch:
        if (row.accelerator, row.site) == place:
            found[row.period, row.block] += row.accelerators
    return found
