"""Which demand an order covers: the capacity of a pool in layers, committed demand at the bottom, launches on top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import floor
from typing import NamedTuple, get_args

from models.bands import Driver
from models.decisions import Order
from models.plan import Plan
from models.scenario import Scenario
from solver.hedge.bands.cuts import Cut
from solver.hedge.bands.paths import Key, Paths, Source
from solver.program.lanes import lane_owners

DRIVERS: tuple[Driver, ...] = get_args(Driver)
"""From the bottom of the stack to its top."""
Place = tuple[str, str, str]
"""Accelerator, site and owner of a pool."""


class Layer(NamedTuple):
    """Packs of a tranche that cover the demand of one driver; None: demand above the central case."""

    driver: Driver | None
    packs: float
    milestone: str | None


class Needs:
    """Accelerators of every pool that work of a plan needs in a period: set aside for its peak, or busy, at most."""

    def __init__(self, scenario: Scenario, plan: Plan, paths: Paths, case: str) -> None:
        self.case, self.paths = case, paths
        horizon = scenario.horizon
        self.months, self.periods = horizon.months_per_period, horizon.periods
        self.number = {horizon.label(t): t for t in range(horizon.periods)}
        self.speed = {(p.workload, p.geography, p.accelerator, p.site): p.throughput for p in plan.capacities}
        self.there: dict[tuple[Place, int], float] = defaultdict(float)
        for fleet in plan.fleet:
            place = fleet.accelerator, fleet.site, fleet.dedicated_to or ""
            self.there[place, self.number[fleet.period]] += fleet.accelerators
        self._most: dict[tuple[Place, int], dict[Key, float]] = defaultdict(dict)
        self._places: dict[tuple[Key, int], set[Place]] = defaultdict(set)
        for (place, t, key), accelerators in _most_in_any_block(scenario, plan, self.number).items():
            self._most[place, t][key] = accelerators
            self._places[key, t].add(place)

    def works(self, place: Place, t: int) -> dict[Key, float]:
        """Accelerators by work."""
        return self._most.get((place, t), {})

    def sources(self, place: Place, t: int) -> dict[Source, float]:
        """Accelerators in service by the source of the demand that they carry.

        Of each work what is in service carries the lowest layers, in whatever pool it stands, and what is rented the
        highest; beyond its need a pool has of every layer more.
        """
        found: dict[Source, float] = defaultdict(float)
        need, there = sum(self.works(place, t).values()), self.there.get((place, t), 0.0)
        for key, accelerators in self.works(place, t).items():
            for source, share in self._lowest(key, t).items():
                found[source] += share * accelerators * there / need
        return found

    def _lowest(self, key: Key, t: int) -> dict[Source, float]:
        """Sources of what is in service for a work, from the bottom up, as shares of it."""
        left = whole = self._in_service(key, t)
        found: dict[Source, float] = {}
        shares = self.paths.shares(self.case, key, range(t * self.months, (t + 1) * self.months))
        for source in sorted(shares, key=lambda source: DRIVERS.index(source.driver)):
            found[source] = min(left, shares[source]) / whole if whole else 0.0
            left -= min(left, shares[source])
        return found

    def _in_service(self, key: Key, t: int) -> float:
        """Share of a work that what is in service can carry, in all its pools; the rest is rented."""
        carried = total = 0.0
        for place in self._places[key, t]:
            rate = self._most[place, t][key] * self.speed[(*key, *place[:2])]
            need = sum(self._most[place, t].values())
            carried += rate * min(1.0, self.there.get((place, t), 0.0) / need) if need else 0.0
            total += rate
        return carried / total if total else 0.0

    def busiest(self, order: Order) -> int:
        """The period in which the pool of an order needs most, of those in which the order serves."""
        start = self.number[order.in_service_period]
        end = self.number[order.service_until] if order.service_until else self.periods
        return max(range(start, end), key=lambda t: (sum(self.works(place_of(order), t).values()), -t))


def place_of(order: Order) -> Place:
    """The pool that an order is for."""
    return order.accelerator, order.site, order.dedicated_to or ""


def _most_in_any_block(
    scenario: Scenario, plan: Plan, number: Mapping[str, int]
) -> dict[tuple[Place, int, Key], float]:
    """Accelerators of a pool set aside for a work, or busy with it, in the block of a period in which they are most."""
    streams, owners = {w.id: w for w in scenario.streams}, lane_owners(scenario)
    by_block: dict[tuple[tuple[Place, int, Key], str, str], float] = defaultdict(float)
    for kind, rows in (("held", plan.headroom), ("busy", plan.dispatch)):
        for row in rows:
            work = streams[row.workload]
            owner = f"{work.workload_id}@{row.geography}" if row.dedicated else owners[work.lane]
            key = (row.accelerator, row.site, owner), number[row.period], (row.workload, row.geography)
            by_block[key, row.block, kind] += row.accelerators
    found: dict[tuple[Place, int, Key], float] = {}
    for (key, _, _), accelerators in by_block.items():
        found[key] = max(accelerators, found.get(key, 0.0))
    return found


class Stack:
    """The capacity of all pools under the central plan, in layers by driver; `split` is called in order of service."""

    def __init__(self, plan: Plan, needs: Needs) -> None:
        self.needs = needs
        self.held: dict[tuple[Place, int], float] = defaultdict(float)
        self._covered: dict[tuple[Place, int], dict[Driver, float]] = defaultdict(lambda: defaultdict(float))
        for row in plan.fleet:
            key = (row.accelerator, row.site, row.dedicated_to or ""), needs.number[row.period]
            self.held[key] += row.accelerators if row.mode == "holding" else 0.0

    def split(self, cut: Cut, *, is_whole: bool) -> list[Layer]:
        """Packs of a tranche by the driver of what they cover where the pool needs most while they serve.

        What stands there already covers the lowest layers; so does a tranche, as far as they are not covered.
        """
        place, t = place_of(cut.order), self.needs.busiest(cut.order)
        units = cut.order.accelerators / cut.order.packs
        left, found = cut.packs, []
        missing = self._missing(place, t)
        for n, driver in enumerate(DRIVERS):
            is_last = not any(missing[above] for above in DRIVERS[n + 1 :])
            wanted = missing[driver] / units
            packs = left if is_last else min(left, float(floor(wanted + 0.5)) if is_whole else wanted)
            if packs > 0:
                found.append(Layer(driver, packs, milestone(self.needs.sources(place, t), driver)))
            left -= packs
            if left <= 0:
                break
        for layer in found:
            self.cover(cut.order, layer.driver or "expansion", layer.packs * units)
        return found

    def cover(self, order: Order, driver: Driver, accelerators: float) -> None:
        """Count what an order covers of a driver while it serves."""
        start = self.needs.number[order.in_service_period]
        end = self.needs.number[order.service_until] if order.service_until else self.needs.periods
        for t in range(start, end):
            self._covered[place_of(order), t][driver] += accelerators

    def _missing(self, place: Place, t: int) -> dict[Driver, float]:
        """Accelerators of each layer that nothing covers yet: the pool's capacity, shared as its need is."""
        wanted = dict.fromkeys(DRIVERS, 0.0)
        for source, accelerators in self.needs.sources(place, t).items():
            wanted[source.driver] += accelerators
        if not any(wanted.values()):
            wanted["committed"] = self.needs.there[place, t]
        before, found = self.held[place, t], {}
        for driver in DRIVERS:
            open_here = max(0.0, wanted[driver] - self._covered[place, t][driver])
            found[driver] = max(0.0, open_here - before)
            before = max(0.0, before - open_here)
        return found


def milestone(sources: Mapping[Source, float], driver: Driver | None) -> str | None:
    """The milestone that most of the demand of a driver hangs on (None: of any but committed demand)."""
    fitting = {
        source.milestone: amount
        for source, amount in sorted(sources.items(), key=lambda item: item[1])
        if source.milestone and (source.driver == driver if driver else source.driver != "committed") and amount > 0
    }
    return list(fitting)[-1] if fitting else None


def accelerator_hours(plan: Plan) -> dict[Key, float]:
    """Hours that each work keeps accelerators busy over the horizon [h]."""
    hours = {row.period: row.hours for row in plan.periods}
    found: dict[Key, float] = defaultdict(float)
    for row in plan.dispatch:
        found[row.workload, row.geography] += row.accelerators * hours[row.period][row.block]
    return found


def load(paths: Paths, hours: Mapping[Key, float], case: str, central: str) -> float:
    """Accelerator-hours that the central plan would keep busy, were its work that of a case [h]."""
    total = 0.0
    for key, busy in hours.items():
        asked = sum(paths.total[central][key])
        total += busy * sum(paths.total[case].get(key, ())) / asked if asked else 0.0
    return total


def team(scenario: Scenario, works: Mapping[Key, float]) -> str:
    """The team of the work that needs most of a pool; empty where none is named."""
    teams = {w.id: w.funding for w in scenario.streams}
    return teams[max(works, key=lambda key: works[key])[0]] if works else ""
