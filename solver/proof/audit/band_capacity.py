"""Audit of the capacity that bands have in service for a workload: from the page, the scenario and the plans alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isclose

from models.band_capacity import MOST_CASES, BandCapacity
from models.bands import Tranche
from models.decisions import Dispatch, Fleet, Headroom
from models.hedge import Hedge
from models.plan import Plan
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.placement import Key

LAYERS = ("holdings", "baseline", "growth", "surge", "rented")
"""From the bottom of the stack to its top."""
Amounts = dict[str, float]
"""Service units by layer."""


def capacity_failures(facts: Mapping[str, Facts], plans: Mapping[str, Plan], hedge: Hedge) -> list[str]:
    """What is wrong with the capacity by band; empty where nothing is."""
    told, cases = {row.case for row in hedge.capacity}, next(iter(facts.values())).scenario.cases
    central = next((c.id for c in cases if c.id == "expected"), max(cases, key=lambda c: c.probability).id)
    known = {row.id for row in hedge.tranches}
    if len(told) != min(MOST_CASES, len(plans)) or not {central} <= told <= set(plans):
        wanted = f"{min(MOST_CASES, len(plans))} cases, {central} among them"
        return [f"capacity is to be told of {wanted}; it is of {', '.join(sorted(told)) or 'none'}"]
    found: list[str] = []
    for case in sorted(told):
        rows = [row for row in hedge.capacity if row.case == case]
        if {row.workload for row in rows} != {use.workload for use in plans[case].service}:
            found.append(f"capacity in case {case} is not that of its workloads")
            continue
        stack = _Stack(facts[case], plans[case], [row for row in hedge.tranches if case in row.cases])
        found += [f"capacity of {row.workload} in case {case}: {said}" for row in rows for said in _wrong(stack, row)]
        found += [f"{row.workload}: no such tranche" for row in rows if not set(row.tranches) <= known]
    return found


def _wrong(stack: _Stack, row: BandCapacity) -> Iterator[str]:
    facts = stack.facts
    at_peak = any(d.needs_headroom for key, d in facts.demand.items() if facts.workload_id(key) == row.workload)
    if row.at_peak != at_peak:
        yield f"its peaks are {'' if at_peak else 'not '}held"
    uses = {use.period: use for use in stack.plan.service if use.workload == row.workload}
    if [at.period for at in row.periods] != list(uses):
        yield "its periods are not those of the plan"
        return
    carrying: set[str] = set()
    for at in row.periods:
        use = uses[at.period]
        amounts, names = stack.there(row.workload, at.period, at_peak=at_peak)
        carrying |= names
        demand = use.peak_demand if at_peak else use.mean_demand
        for name, true in (*amounts.items(), ("demand", demand)):
            if not isclose(getattr(at, name), true, rel_tol=1e-7, abs_tol=1e-7 * max(1.0, demand)):
                yield f"{name} in {at.period} is {true:g}, stated is {getattr(at, name):g}"
    if set(row.tranches) != carrying:
        yield f"{', '.join(sorted(carrying)) or 'no tranche'} carries it, stated is {', '.join(row.tranches) or 'none'}"


class _Stack:
    """What stands in the pools of a plan, what work takes of them slot by slot, and the tranches it consists of."""

    def __init__(self, facts: Facts, plan: Plan, rows: Sequence[Tranche]) -> None:
        self.facts, self.plan, self.rows = facts, plan, rows
        self.held: dict[tuple[Pool, int], float] = defaultdict(float)
        self.busy: dict[tuple[Pool, int], float] = defaultdict(float)
        self.peaks: dict[tuple[Key, int], list[tuple[Pool, float]]] = defaultdict(list)
        self.works: dict[tuple[Key, int], list[tuple[Pool, float]]] = defaultdict(list)
        self.fleet: dict[tuple[Pool, str], list[Fleet]] = defaultdict(list)
        for unit in plan.fleet:
            self.fleet[(unit.accelerator, unit.site, unit.dedicated_to or ""), unit.period].append(unit)
        for set_aside in plan.headroom:
            key, place = (set_aside.workload, set_aside.geography), (set_aside.accelerator, set_aside.site)
            pool, q = facts.pool_for(key, place, dedicated=set_aside.dedicated), self._slot(set_aside)
            self.held[pool, q] += set_aside.accelerators
            self.peaks[key, q].append((pool, set_aside.accelerators * facts.speed(key, place)))
        for work in plan.dispatch:
            key, place, q = (work.workload, work.geography), (work.accelerator, work.site), self._slot(work)
            pool = facts.pool_of_row(key, place, dedicated=work.dedicated, dated=work.dated)
            self.busy[pool, q] += work.accelerators
            self.works[key, q].append((pool, work.share * facts.demand[key].mean[q]))

    def _slot(self, row: Headroom | Dispatch) -> int:
        time = self.facts.time
        return time.period_of[row.period] * len(time.blocks) + time.block_of[row.block]

    def _taken(self, workload: str, q: int) -> list[tuple[Pool, float]]:
        """Rates that a workload has of pools: of each of its streams what is set aside, or what is done if more."""
        found: list[tuple[Pool, float]] = []
        for key in self.facts.demand:
            if self.facts.workload_id(key) == workload:
                found += max(self.peaks[key, q], self.works[key, q], key=lambda parts: sum(rate for _, rate in parts))
        return found

    def there(self, workload: str, period: str, *, at_peak: bool) -> tuple[Amounts, set[str]]:
        """Capacity by layer, and the tranches that have any of it."""
        time = self.facts.time
        slots = list(time.slots_of(time.period_of[period]))
        own = {q: self._taken(workload, q) for q in slots}
        if at_peak:
            slots = [max(slots, key=lambda q: sum(rate for _, rate in own[q]))]
        whole = sum(time.slot_hours[q] for q in slots)
        amounts, names = dict.fromkeys(LAYERS, 0.0), set[str]()
        for q in slots:
            for pool, rate in own[q]:
                names |= self._add(amounts, pool, q, rate * time.slot_hours[q] / whole)
        return amounts, names

    def _add(self, amounts: Amounts, pool: Pool, q: int, rate: float) -> set[str]:
        """Put what a workload has of a pool into the layers; the tranches among them."""
        need = max(self.held[pool, q], self.busy[pool, q])
        is_held = self.held[pool, q] >= self.busy[pool, q]
        period, names, left = self.facts.time.label(q // len(self.facts.time.blocks)), set[str](), 1.0
        for unit in self.fleet[pool, period] if need else ():
            share = unit.accelerators * self._counted(unit, pool, q, is_held=is_held) / need
            left -= share
            if unit.mode == "holding":
                amounts["holdings"] += rate * share
                continue
            parts = self._tranches(unit)
            for row in parts:
                part = rate * share * row.accelerators / sum(each.accelerators for each in parts)
                amounts[row.band] += part
                names |= {row.id} if part > 1e-9 else set()
        amounts["rented"] += rate * max(0.0, left)
        return names

    def _counted(self, unit: Fleet, pool: Pool, q: int, *, is_held: bool) -> float:
        """Share of a unit that carries work, or where a peak is held that counts towards it."""
        period = q // len(self.facts.time.blocks)
        is_there = self.facts.open_hours(pool, period) / self.facts.time.hours[period]
        if unit.mode == "holding":
            holding = next(h for h, _ in self.facts.holdings if h.id == unit.offer)
            up = self.facts.sites[holding.site].uptime
            return is_there * up * (holding.credit if is_held else holding.availability)
        terms = self.facts.offers[unit.offer]
        return is_there * (terms.credit if is_held else terms.availability)

    def _tranches(self, unit: Fleet) -> list[Tranche]:
        """Tranches of an offer that are within their term, else all that have begun."""
        dates = {
            (o.offer, o.dedicated_to, o.order_period): (o.in_service_period, o.service_until or "9999-12")
            for o in self.plan.orders
        }
        begun = [
            (row, dates[row.offer, row.dedicated_to, row.order_by])
            for row in self.rows
            if (row.offer, row.dedicated_to) == (unit.offer, unit.dedicated_to)
            and dates.get((row.offer, row.dedicated_to, row.order_by), ("9999-12", ""))[0] <= unit.period
        ]
        return [row for row, (_, until) in begun if unit.period < until] or [row for row, _ in begun]
