"""Rules of thumb and findings of a plan: their figures computed again from the decisions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from models.guidance_figures import PairFigures, PlaceFigures, PlanFigures, WorkFigures
from models.guidance_laws import rules_of
from models.guides import PREMIUM, SETTLED_CHANGES
from models.mistakes import findings_of
from models.plan import Plan
from models.replan import planned_in
from models.scenario import Scenario
from models.unit_economics import UnitCost
from models.units import per_hour
from models.vocabulary import LEVEL_CLASSES, AcceleratorClass
from models.workload import Workload
from solver.proof.audit.demand import in_month
from solver.proof.audit.guidance_rows import compare
from solver.proof.audit.money import changes_per_quarter
from solver.proof.audit.notes import Notes
from solver.proof.audit.placement import Place
from solver.proof.audit.ports import change_usd, pay
from solver.proof.audit.timeline import Timeline
from solver.proof.audit.use import Use

HOME = frozenset({"on_prem", "colo", "edge"})


def check_guidance(scenario: Scenario, case_id: str, plan: Plan, use: Use, notes: Notes) -> None:
    """Every rule and every finding is there, with the figures of the decisions.

    What a unit costs on offers, what workloads cost and whom evidence is by are taken as the plan states them: that
    has been checked before. Plans made before rules were stated have none, and no findings.

    Parameters
    ----------
    scenario: as it stands, with all its cases.
    """
    if plan.rules is None:
        notes.same("plan", "findings without rules", plan.findings, ())
        return
    found = GuidanceAudit(scenario, case_id, plan, use).figures()
    compare("rules", plan.rules, rules_of(found), notes)
    compare("findings", plan.findings, findings_of(found), notes)


class Running(NamedTuple):
    """Work of a stream at a place in a period: busy accelerator-hours, units served."""

    stream: str
    period: int
    place: Place
    hours: float
    units: float


class GuidanceAudit:
    """Figures from the decisions as the audit has read them."""

    def __init__(self, scenario: Scenario, case_id: str, plan: Plan, use: Use) -> None:
        self.scenario, self.case_id, self.plan, self.use = scenario, case_id, plan, use
        self.facts, self.time = use.facts, use.time
        self.stated: dict[str, UnitCost] = {r.workload: r for r in plan.unit_economics if r.workload and r.year is None}

    def figures(self) -> PlanFigures:
        """All figures."""
        by_grade = self.plan.evidence.capacity_by_grade
        claimed = sum(part for grade, part in by_grade.items() if not grade.endswith("_measurement"))
        return PlanFigures(
            works=tuple(self._work(stream) for stream in self.facts.streams.values()),
            places=tuple(self._places()),
            hours=self._hours(),
            fleet_shares=self._fleet_shares(),
            least_traffic_share=self.facts.policy.maturity.least_traffic_share,
            cases=len(self.scenario.cases),
            is_hedged=self.plan.status == "hedged",
            cost_usd=self.plan.costs.total_nominal_usd,
            by_term=self.plan.costs.by_term,
            measured_share=1 - claimed if by_grade else None,
            first_orders_share=self._first_orders_share(),
            growth=self._growth(),
        )

    @cached_property
    def running(self) -> list[Running]:
        """All that keeps accelerators busy, or is served; endpoints keep none busy."""
        endpoints = self.facts.endpoints
        return [
            Running(key[0], t, pool[:2], hours * (pool[0] not in endpoints), self.use.units_from(key, t, pool))
            for (key, t), by_pool in self.use.hours.items()
            for pool, hours in by_pool.items()
        ]

    @cached_property
    def paid(self) -> dict[tuple[Place, int], tuple[float, float]]:
        """Accelerator-hours of firm units, and of rented ones, by place and period."""
        found: dict[tuple[Place, int], tuple[float, float]] = {}
        for pool, table in self.use.pools.items():
            for t in range(self.time.periods):
                firm, rented = found.get((pool[:2], t), (0.0, 0.0))
                firm += table.there[t] * table.open_hours[t]
                found[pool[:2], t] = firm, rented + table.over(t, table.rented)
        return found

    def _work(self, work: Workload) -> WorkFigures:
        rows = [row for row in self.running if row.stream == work.id]
        keys = [key for key in self.facts.demand if key[0] == work.id]
        cost, at_sites = self.stated.get(work.id), {s.id: s.kind for s in self.facts.sites.values()}
        asked = [self._asked(work.id, case) for case in self._in_cases]
        has_all = len(self.scenario.cases) == len(asked) > 1
        shares = [case.probability for case in self.scenario.cases]
        probable = sum(p * units for p, units in zip(shares, asked, strict=True)) if has_all else 0.0
        gang = work.gang
        return WorkFigures(
            id=work.id,
            kind=work.workload_class,
            stage=work.stage,
            profile=work.profile,
            unit=work.service_unit.rsplit("/", 1)[0],
            can_wait=work.deferral is not None or work.workload_class in LEVEL_CLASSES,
            is_scheduled=bool(work.deferral),
            is_checkpointed=work.is_interruptible or bool(gang and gang.checkpoint_minutes),
            fabric_gbps=gang.fabric_gbps if gang else 0.0,
            unsettled_share=self._unsettled(work),
            expected_share=self._asked(work.id, self.case_id) / probable if probable else None,
            spread=(max(asked) - min(asked)) / probable if probable else None,
            units_asked=sum(self.use.units_asked(key, t) for key in keys for t in range(self.time.periods)),
            units_served=sum(row.units for row in rows),
            own_units=sum(row.units for row in rows if at_sites[row.place[1]] in HOME),
            edge_units=sum(row.units for row in rows if at_sites[row.place[1]] == "edge"),
            premium_units=self._premium(work),
            busy_hours=sum(row.hours for row in rows),
            rented_hours=sum(row.hours * self._rented(row.place, row.period) for row in rows),
            hours_per_run=self._hours_per_run(work),
            has_ramp=self._has_ramp(work),
            cost_usd=cost.cost_usd if cost else 0.0,
            parts={part.part: part.cost_usd for part in cost.parts} if cost else {},
            pairs=tuple(self._pairs(work, rows)),
        )

    def _asked(self, stream: str, case_id: str) -> float:
        """Units that demand asks for in a case over the horizon."""
        scenario, time = self._in_cases[case_id]
        total = 0.0
        for work in (work for work in scenario.streams if work.id == stream):
            for row in work.demand:
                for t, first in enumerate(time.starts):
                    months = range(first, first + time.months)
                    rates = [
                        in_month(scenario, scenario.case(case_id), work, row, m, m - time.starts[0]) for m in months
                    ]
                    total += sum(rates) / time.months * time.hours[t] * per_hour(work.service_unit)
        return total

    @cached_property
    def _in_cases(self) -> dict[str, tuple[Scenario, Timeline]]:
        """The scenario and its time in every case in which it can be planned."""
        found = {}
        for case in self.scenario.cases:
            try:
                scenario = planned_in(self.scenario, case.id, self.plan.previous)
            except (KeyError, ValueError):
                continue  # firm orders or measured demand do not fit this one: the cases cannot be compared
            found[case.id] = scenario, Timeline(scenario.horizon)
        return found

    def _unsettled(self, work: Workload) -> float:
        often = [
            work.stage == "exploratory" or changes_per_quarter(self.facts, work.workload_id, t) > SETTLED_CHANGES
            for t in range(self.time.periods)
        ]
        return sum(often) / len(often)

    def _premium(self, work: Workload) -> float | None:
        """Units served, user by user, where one costs too much and nobody else has peaks."""
        prices = {
            (row.geography, (row.accelerator, row.site)): row.offer_usd_per_unit
            for row in self.plan.capacities
            if row.workload == work.id
        }
        known = [usd for usd in prices.values() if usd is not None]
        if not known:
            return None
        rivals = {
            pool[:2]
            for key, slots in self.use.state.hold.items()
            for held in slots
            for pool, size in held.items()
            if key[0] != work.id and size
        }
        return sum(
            self.use.units_from(key, t, pool)
            for (key, t), by_pool in self.use.serving.items()
            for pool in by_pool
            if key[0] == work.id and pool[:2] not in rivals
            if (prices[key[1], pool[:2]] or 0.0) > PREMIUM * min(known)
        )

    def _rented(self, place: Place, period: int) -> float:
        firm, rented = self.paid[place, period]
        return rented / (firm + rented) if rented else 0.0

    def _hours_per_run(self, work: Workload) -> float | None:
        """Mean over the runs stated, whose hours have been checked."""
        runs = [row.hours_per_run for row in self.plan.gangs if row.workload == work.id for _ in range(row.runs)]
        return sum(runs) / len(runs) if runs else None

    def _stack(self, accelerator: str) -> str:
        return self.facts.accelerators[accelerator].stack

    def _has_ramp(self, work: Workload) -> bool:
        able = {self._stack(place[0]) for key, place in self.facts.placement.arcs if key[0] == work.id}
        asks = self.facts.needs_port[work.workload_id]
        done = {s for s in asks if self.use.state.ready(work.workload_id, s)[-1] > 0}
        kept = [
            work.workload_id in rule.workloads
            or (not rule.workloads and work.criticality == "mission_critical" and work.has_headroom)
            for rule in self.facts.policy.redundancy
            if rule.lose == "stack"
        ]
        return any(kept) or len(able - (asks - done)) > 1

    def _pairs(self, work: Workload, rows: list[Running]) -> Iterator[PairFigures]:
        stated = [row for row in self.plan.capacities if row.workload == work.id]
        for name in dict.fromkeys(row.accelerator for row in stated):
            chip = self.facts.accelerators[name]
            best = min(
                (row for row in stated if row.accelerator == name),
                key=lambda row: float("inf") if row.offer_usd_per_unit is None else row.offer_usd_per_unit,
            )
            needs = chip.stack in self.facts.needs_port[work.workload_id]
            yield PairFigures(
                accelerator=name,
                accelerator_class=chip.accelerator_class,
                units=sum(row.units for row in rows if row.place[0] == name),
                usd_per_unit=best.offer_usd_per_unit,
                not_served=best.not_served,
                months_to_port=float(self.facts.stacks[chip.stack].port_months * needs),
                switch_usd=self._switch_usd(work, chip.stack) if needs else 0.0,
                proven_share=1.0 if chip.stack in work.incumbent_stacks else self._proven(work, name),
            )

    def _switch_usd(self, work: Workload, stack: str) -> float:
        terms = self.facts.stacks[stack]
        periods = range(self.time.periods)
        changes = sum(float(changes_per_quarter(self.facts, work.workload_id, t)) for t in periods) * self.time.months
        first = terms.port_usd + terms.port_engineer_months * float(pay(self.facts))
        return first + changes / 3 * float(change_usd(self.facts, stack))

    def _proven(self, work: Workload, accelerator: str) -> float:
        """Most traffic of own benchmarks dated up to the first day of the last period."""
        until = f"{self.time.labels[-1]}-01"
        own = [v for v in work.validations if v.accelerator == accelerator]
        return max((v.traffic_share for v in own if (v.date + "-01")[:10] <= until), default=0.0)

    def _places(self) -> Iterator[PlaceFigures]:
        usd: dict[Place, float] = {}
        for order in self.plan.orders:
            if order.offer not in self.facts.days:
                usd[order.accelerator, order.site] = usd.get((order.accelerator, order.site), 0.0) + order.cost_usd
        for place, cost in usd.items():
            there = [t for t in range(self.time.periods) if self.paid[place, t][0]]
            hours = sum(sum(self.paid[place, t]) for t in there)
            busy = sum(row.hours for row in self.running if row.place == place and row.period in there)
            if hours:
                yield PlaceFigures(*place, utilization=busy / hours, ordered_usd=cost)

    def _hours(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for row in self.running:
            if row.hours:
                found[row.place[0]] = found.get(row.place[0], 0.0) + row.hours
        return found

    def _fleet_shares(self) -> dict[str, float | None]:
        start = self.facts.scenario.horizon.start
        fleet = [
            (h.vendor, h.accelerators)
            for h, _ in self.facts.holdings
            if not h.ordered and (h.since is None or h.since <= start)
        ]
        size = sum(count for _, count in fleet)
        offers: dict[AcceleratorClass, set[str]] = {}
        for terms in self.facts.offers.values():
            kind = self.facts.accelerators[terms.offer.accelerator].accelerator_class
            offers.setdefault(kind, set()).add(terms.offer.vendor)
        return {
            kind: sum(count for vendor, count in fleet if vendor in vendors) / size if size else None
            for kind, vendors in offers.items()
        }

    def _first_orders_share(self) -> float | None:
        by_period: dict[int, float] = {}
        for copy in self.use.state.copies.values():
            for t, packs in copy.ordered.items():
                if copy.terms.offer.id not in self.facts.days and packs:
                    by_period[t] = by_period.get(t, 0.0) + packs * copy.terms.offer.pack
        return by_period[min(by_period)] / sum(by_period.values()) if by_period else None

    def _growth(self) -> float | None:
        busy = [0.0] * self.time.periods
        for row in self.running:
            busy[row.period] += row.hours / self.time.hours[row.period]
        working = [size for size in busy if size]
        return busy[-1] / working[0] if working else None
