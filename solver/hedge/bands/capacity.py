"""What every band has in service for a workload, period by period, in the unit of its demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from models.band_capacity import MOST_CASES, BandCapacity, CapacityPeriod
from models.bands import Tranche
from models.dated import owner_of_days
from models.decisions import Dispatch, Fleet, Headroom
from models.derived import ServiceUse
from models.hardware import Holding
from models.offer import Offer
from models.plan import Plan
from solver.hedge.bands.bands import Outlooks
from solver.hedge.bands.layers import Place
from solver.hedge.bands.paths import Key
from solver.program.instance import Instance

Slot = tuple[str, str]
"""First month of a period, and block."""
Layers = dict[str, float]
"""Amounts by tranche, `HOLDINGS` or `RENTED`."""
HOLDINGS, RENTED = "holdings", "rented"
NOTHING = 1e-9
"""Share of a need, or capacity [service unit], below which there is none."""


class Part(NamedTuple):
    """What a workload has of a pool in a block."""

    place: Place
    rate: float
    """Set aside for it, or busy with it [service unit]."""


def capacities(o: Outlooks, rows: Sequence[Tranche]) -> tuple[BandCapacity, ...]:
    """Every workload in the cases that are told."""
    return tuple(row for case in told_cases(o) for row in _of_case(o, rows, case))


def told_cases(o: Outlooks) -> list[str]:
    """The central case, those of most and least demand, then the others as far as there is room; in their order."""
    by_load = sorted(o.plans, key=lambda case: o.loads[case])
    kept = list(dict.fromkeys((o.central, by_load[-1], by_load[0], *o.plans)))[:MOST_CASES]
    return [case for case in o.plans if case in kept]


def _of_case(o: Outlooks, rows: Sequence[Tranche], case: str) -> Iterator[BandCapacity]:
    x, plan = o.instances[case], o.plans[case]
    there, own = There(x, plan, [row for row in rows if case in row.cases]), _parts(x, plan)
    used: dict[str, list[ServiceUse]] = defaultdict(list)
    for use in plan.service:
        used[use.workload].append(use)
    for workload, uses in used.items():
        at_peak = any(w.has_headroom for w in x.streams if w.workload_id == workload)
        found = {use.period: _layers(there, own, workload, use.period, at_peak=at_peak) for use in uses}
        carrying = {name for layers in found.values() for name, amount in layers.items() if amount > NOTHING}
        yield BandCapacity(
            case=case,
            workload=workload,
            unit=uses[0].unit,
            at_peak=at_peak,
            periods=tuple(_period(use, found[use.period], rows, at_peak=at_peak) for use in uses),
            tranches=tuple(row.id for row in rows if row.id in carrying),
        )


def _period(use: ServiceUse, layers: Layers, rows: Sequence[Tranche], *, at_peak: bool) -> CapacityPeriod:
    bands = {
        band: fsum(layers.get(row.id, 0.0) for row in rows if row.band == band)
        for band in ("baseline", "growth", "surge")
    }
    return CapacityPeriod(
        period=use.period,
        demand=use.peak_demand if at_peak else use.mean_demand,
        holdings=layers.get(HOLDINGS, 0.0),
        rented=layers.get(RENTED, 0.0),
        **bands,
    )


class There:
    """What stands in every pool of a plan, and what all work together needs of it."""

    def __init__(self, x: Instance, plan: Plan, rows: Sequence[Tranche]) -> None:
        self.hours = {row.period: row.hours for row in plan.periods}
        self._held: dict[tuple[Place, Slot], float] = defaultdict(float)
        self._busy: dict[tuple[Place, Slot], float] = defaultdict(float)
        for row in _work(plan):
            total = self._busy if isinstance(row, Dispatch) else self._held
            total[_place(x, row), (row.period, row.block)] += row.accelerators
        self._fleet: dict[tuple[Place, str], list[Fleet]] = defaultdict(list)
        for fleet in plan.fleet:
            self._fleet[(fleet.accelerator, fleet.site, fleet.dedicated_to or ""), fleet.period].append(fleet)
        self._up, self._credit = _shares(x)
        self._windows = _windows(plan, rows)

    def layers(self, part: Part, slot: Slot) -> Layers:
        """What a workload has of a pool, by what stands there: today's fleet, tranches, rented on top."""
        held, busy = self._held[part.place, slot], self._busy[part.place, slot]
        need, share = max(held, busy), self._credit if held >= busy else self._up
        there = [(fleet, self._counted(fleet, share)) for fleet in self._fleet[part.place, slot[0]]]
        if not need:  # an endpoint: what is called there is no unit in service
            return {RENTED: part.rate}
        missing = 1 - fsum(units for _, units in there) / need
        found: Layers = {RENTED: part.rate * missing if missing > NOTHING else 0.0}
        for fleet, units in there:
            for name, of_fleet in self._names(fleet).items():
                found[name] = found.get(name, 0.0) + part.rate * units / need * of_fleet
        return found

    def _counted(self, fleet: Fleet, share: Mapping[str, float]) -> float:
        """Accelerators of a row of the fleet that count: up on average, or credited where a peak is held."""
        whole = sum(self.hours[fleet.period].values())
        is_there = 1.0 if fleet.days is None else min(1.0, 24 * fleet.days / whole)
        return fleet.accelerators * share[fleet.offer] * is_there

    def _names(self, fleet: Fleet) -> Layers:
        """The tranches that a row of the fleet consists of, as shares; past their terms all that came before."""
        if fleet.mode == "holding":
            return {HOLDINGS: 1.0}
        begun = [w for w in self._windows[fleet.offer, fleet.dedicated_to] if w[1] <= fleet.period]
        inside = [w for w in begun if w[2] is None or fleet.period < w[2]] or begun
        total = fsum(row.accelerators for row, _, _ in inside)
        return {row.id: row.accelerators / total for row, _, _ in inside}


def _windows(
    plan: Plan, rows: Sequence[Tranche]
) -> Mapping[tuple[str, str | None], list[tuple[Tranche, str, str | None]]]:
    """Tranches of a case by offer and owner, each with its first month in service and the first one after it."""
    dates = {(o.offer, o.dedicated_to, o.order_period): (o.in_service_period, o.service_until) for o in plan.orders}
    found: dict[tuple[str, str | None], list[tuple[Tranche, str, str | None]]] = defaultdict(list)
    for row in rows:
        found[row.offer, row.dedicated_to].append((row, *dates[row.offer, row.dedicated_to, row.order_by]))
    return found


def _shares(x: Instance) -> tuple[dict[str, float], dict[str, float]]:
    """By offer and holding: share of its units up on average, and share that counts where a peak is held."""
    up = {site.id: site.uptime for site in x.scenario.sites}
    known: list[Offer | Holding] = [*x.scenario.offers, *x.scenario.holdings]
    return {each.id: each.availability * up[each.site] for each in known}, {
        each.id: each.credit * up[each.site] for each in known
    }


def _place(x: Instance, row: Dispatch | Headroom) -> Place:
    """The pool that a row speaks of."""
    work = next(w for w in x.streams if w.id == row.workload)
    shared = x.lane_owners[work.lane]
    dated = row.dated if isinstance(row, Dispatch) else None
    if dated is not None:
        return row.accelerator, row.site, owner_of_days(dated, shared)
    return row.accelerator, row.site, f"{work.workload_id}@{row.geography}" if row.dedicated else shared


def _work(plan: Plan) -> Iterator[Dispatch | Headroom]:
    """What is set aside, and what is done."""
    yield from plan.headroom
    yield from plan.dispatch


def _parts(x: Instance, plan: Plan) -> Mapping[tuple[str, Slot], list[Part]]:
    """What every workload has of pools, by period and block; its queues and geographies together.

    Of each of them what is set aside, where that is more than what is busy in all pools together, else what is busy.
    """
    speed = {(arc.workload.id, arc.geography, *x.pools[j].place[:2]): arc.throughput for _, j, arc in x.arcs}
    works: dict[Key, int] = {(w.workload.id, w.geography): i for i, w in enumerate(x.works)}
    of = {w.id: w.workload_id for w in x.streams}
    periods = {row.period: t for t, row in enumerate(plan.periods)}
    blocks = {block.id: b for b, block in enumerate(x.blocks)}
    held: dict[tuple[Key, Slot], list[Part]] = defaultdict(list)
    busy: dict[tuple[Key, Slot], list[Part]] = defaultdict(list)
    for row in _work(plan):
        key, slot, place = (row.workload, row.geography), (row.period, row.block), _place(x, row)
        if isinstance(row, Dispatch):
            demand = x.demand[0][works[key]][periods[row.period]][blocks[row.block]]
            busy[key, slot].append(Part(place, row.share * demand))
        else:
            held[key, slot].append(Part(place, row.accelerators * speed[(*key, *place[:2])]))
    found: dict[tuple[str, Slot], list[Part]] = defaultdict(list)
    for key, slot in {**held, **busy}:
        of_peak, of_work = held[key, slot], busy[key, slot]
        found[of[key[0]], slot] += of_peak if _rate(of_peak) >= _rate(of_work) else of_work
    return found


def _rate(parts: Sequence[Part]) -> float:
    return fsum(part.rate for part in parts)


def _layers(
    there: There, parts: Mapping[tuple[str, Slot], list[Part]], workload: str, period: str, *, at_peak: bool
) -> Layers:
    """What there is for a workload in a period: where it needs most, or where it holds no peak on average."""
    hours = there.hours[period]
    own = {block: parts.get((workload, (period, block)), []) for block in hours}
    if at_peak:
        most = max(hours, key=lambda block: _rate(own[block]))
        return _in_block(there, own[most], (period, most))
    whole = sum(hours.values())
    return _summed((_in_block(there, own[b], (period, b)), hours[b] / whole) for b in hours)


def _in_block(there: There, parts: Sequence[Part], slot: Slot) -> Layers:
    return _summed((there.layers(part, slot), 1.0) for part in parts)


def _summed(rows: Iterable[tuple[Layers, float]]) -> Layers:
    found: Layers = {}
    for layers, weight in rows:
        for name, amount in layers.items():
            found[name] = found.get(name, 0.0) + weight * amount
    return found
