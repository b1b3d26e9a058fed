"""Units of offers and holdings by pool, what they cost to run, and what their work would cost elsewhere."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from models.units import per_hour
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.gang_rows import load_in
from solver.proof.audit.holding_money import contract_usd, period_usd, usd_per_kw
from solver.proof.audit.lanes import own_backing
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.offers import exact
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.state import Copy, LossKey
from solver.proof.audit.use import Use
from solver.proof.audit.validation import first_period_open

SOME = 1e-6
"""Accelerators below this are none."""


class Fleet(NamedTuple):
    """Units of an offer or a holding in a pool: by period how many, and what they cost beside the power of work."""

    name: str
    pool: Pool
    there: list[float]
    usd: list[float]


def fleets_of(use: Use) -> list[Fleet]:
    """All that is in service at some time, but dated blocks."""
    facts, periods = use.facts, range(use.time.periods)
    found = []
    for copy in use.state.copies.values():
        if copy.terms.offer.is_firm and copy.terms.offer.id not in facts.days:
            there = [copy.terms.offer.pack * packs for packs in copy.in_service]
            found.append(
                Fleet(copy.terms.offer.id, copy.pool, there, [float(_of_copy(facts, copy, t)) for t in periods])
            )
    for holding, serves in facts.holdings:
        usd = [period_usd(facts, holding, t) * serves[t] for t in periods]
        if holding.mode != "buy" and holding.until is not None:
            usd = [each - contract_usd(facts, holding, t) * serves[t] for t, each in enumerate(usd)]
        there = [holding.accelerators * is_there for is_there in serves]
        lines = _lines(facts, facts.pool_of(holding)[:2])
        each = [float(usd[t] + lines * exact(there[t])) for t in periods]
        found.append(Fleet(holding.id, facts.pool_of(holding), there, each))
    return [fleet for fleet in found if max(fleet.there) > SOME]


def _lines(facts: Facts, place: Place) -> Decimal:
    """Lines of operating cost by accelerator in a period [USD/accelerator]."""
    kind = facts.accelerators[place[0]].accelerator_class
    lines = (line for line in facts.policy.operating_costs if line.driver == "accelerator")
    counted = (line for line in lines if place[1] in (line.sites or (place[1],)) and kind in (line.classes or (kind,)))
    return sum((exact(line.usd) for line in counted), Decimal(0)) * facts.time.months


def _of_copy(facts: Facts, copy: Copy, t: int) -> Decimal:
    terms, time = copy.terms, facts.time
    pack, packs, priced = terms.offer.pack, exact(copy.in_service[t]), copy.priced_in(t)
    idle = exact(terms.accelerator.idle_kw) * exact(terms.site.pue) * usd_per_kw(terms.site, time, t)
    each = terms.software + terms.space + sum(terms.beside.values()) + pack * (idle + _lines(facts, terms.place))
    usd = packs * each + priced * terms.support
    if terms.offer.mode == "buy":
        usd += priced * terms.recurring_in(t)
    run = sum((exact(copy.run.get(q, 0.0)) * exact(time.slot_hours[q]) for q in time.slots_of(t)), Decimal(0))
    return usd + run * terms.per_hour


def work_usd(use: Use, pool: Pool, t: int) -> float:
    """Power above idle that a pool draws for its work in a period [USD]."""
    chip, site, busy = use.facts.accelerators[pool[0]], use.facts.sites[pool[1]], use.pools[pool].busy
    slots = ((q, site.electricity_in(use.time.where(q)[1]) * use.time.slot_hours[q]) for q in use.time.slots_of(t))
    return site.pue * (chip.busy_kw - chip.idle_kw) * sum(usd * busy[q] for q, usd in slots)


class Market:
    """Places where work could run in a period without a further port or move, at what an accelerator-hour costs."""

    def __init__(self, book: Book) -> None:
        self.book, self.use, self.facts = book, book.use, book.facts
        self.pool_usd, self.open, self.left = cache(self._pool_usd), cache(self._open), cache(self._left)
        self.places: dict[Key, list[Place]] = {}
        for key, place in self.facts.placement.arcs:
            self.places.setdefault(key, []).append(place)
        self.copies = self.use.state.copies_by_pool()
        self.users: dict[Pool, list[Key]] = {}
        for key, place in self.facts.placement.arcs:
            for pool in self.facts.pools_for(key, place):
                self.users.setdefault(pool, []).append(key)
        self.kept: dict[tuple[Key, Pool, int], float] = {}
        self.lost: dict[tuple[Pool, int], dict[LossKey, float]] = {}
        for (loss, key, q), by_pool in self.use.state.backup.items():
            for pool, accelerators in by_pool.items():
                at = key, pool, self.use.time.period(q)
                self.kept[at] = max(accelerators, self.kept.get(at, 0.0))
                sums = self.lost.setdefault((pool, q), {})
                sums[loss] = sums.get(loss, 0.0) + accelerators

    def _left(self, pool: Pool, t: int) -> float:
        """Accelerators that no work needs in any block, in proportion to what counts of those in service."""
        facts, tables, slots = self.facts, self.use.pools[pool], self.use.time.slots_of(t)
        firm = [copy for copy in self.copies.get(pool, []) if copy.terms.offer.is_firm]
        up = [*facts.working(pool, t), *(c.terms.availability * c.terms.offer.pack * c.in_service[t] for c in firm)]
        backing = sum(own_backing(facts, pool, self.copies, t))
        busy = max(sum(load_in(self.use.state, key, pool, q) for key in self.users.get(pool, ())) for q in slots)
        lost = max((kept for q in slots for kept in self.lost.get((pool, q), {}).values()), default=0.0)
        needs = (busy, sum(up)), (max(tables.held[q] for q in slots), backing), (lost, backing)
        part = max(need / there if there > need else float(need > 0) for need, there in needs)
        return tables.there[t] * (1 - part)

    def claimed(self, key: Key, pool: Pool, t: int) -> float:
        """Accelerator-hours busy, or all hours of the most that is set aside or kept for a loss."""
        state, slots = self.use.state, self.use.time.slots_of(t)
        most = max(self.kept.get((key, pool, t), 0.0), *(state.hold[key][q].get(pool, 0.0) for q in slots))
        return max(self.use.hours.get((key, t), {}).get(pool, 0.0), most * self.use.time.hours[t])

    def _pool_usd(self, pool: Pool, t: int) -> float | None:
        total = 0.0
        for key in self.users.get(pool, ()):
            hours = self.claimed(key, pool, t)
            if hours:
                served = self.use.units_from(key, t, pool) if (key, t) in self.use.serving else 0.0
                usd = self.usd(key, pool[:2], t, hours, served)
                if usd is None:
                    return None
                total += usd
        return total

    def usd(self, key: Key, here: Place, t: int, hours: float, served: float) -> float | None:
        """The least of all other places; None without one [USD]."""
        work = self.facts.streams[key[0]]
        if work.assignment == "single_pool":
            return None
        egress = work.gb_per_unit * self.facts.sites[here[1]].egress_usd_per_gb
        costs = []
        for place, hourly, beside in self.open(key, t):
            if place != here:
                speed = self.facts.speed(key, here) / self.facts.speed(key, place)
                costs.append(hours * speed * hourly + served * (beside - egress))
        return min(costs, default=None)

    def _open(self, key: Key, t: int) -> list[tuple[Place, float, float]]:
        """Where work could run in a period, at what an accelerator-hour, and the data and tokens of a unit, cost."""
        found = []
        for place in self.places.get(key, ()):
            hourly = self._hourly(key, place, t)
            if hourly is not None and self.is_ready(key, place, t):
                found.append((place, float(hourly), self.book.beside(key, place)))
        return found

    def usd_per_hour(self, key: Key, here: Place, t: int) -> float | None:
        """Of the work of one accelerator in an hour [USD]."""
        rate = self.facts.speed(key, here) * per_hour(self.facts.streams[key[0]].service_unit)
        return self.usd(key, here, t, 1.0, rate)

    def _hourly(self, key: Key, place: Place, t: int) -> Decimal | None:
        costs = []
        for terms in self.book.usable(key, place):
            for u, usd in self.book.each[terms.offer.id].items():
                start, end = terms.services.get(u, (u, u + 1))
                if start <= t < end:
                    costs.append(usd)
        return min(costs, default=None)

    def is_ready(self, key: Key, place: Place, t: int) -> bool:
        """Whether work may run at a place in a period."""
        opens = first_period_open(self.facts.scenario, self.facts.streams[key[0]], self.facts.accelerators[place[0]])
        return opens <= t and not self.to_port(key, place, t) and not self.to_move(key, place, t)

    def to_port(self, key: Key, place: Place, t: int) -> bool:
        """Whether a port is missing in a period."""
        workload, stack = self.facts.workload_id(key), self.facts.accelerators[place[0]].stack
        return stack in self.facts.needs_port[workload] and not self.use.state.ready(workload, stack)[t]

    def to_move(self, key: Key, place: Place, t: int) -> bool:
        """Whether data are missing in a period."""
        workload, site = self.facts.workload_id(key), place[1]
        starts = self.use.state.move.get((workload, site), [])
        is_there = any(u + double_periods(self.facts) <= t for u in starts)
        return site in sites_to_move_to(self.facts, workload) and not is_there
