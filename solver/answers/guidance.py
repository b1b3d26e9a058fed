"""The rules of thumb and findings of a plan, computed from its rows and its scenario without a search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from models.calendar import month_number
from models.decisions import Dispatch
from models.endpoint import with_endpoints
from models.guidance_figures import PlaceFigures, PlanFigures, WorkFigures
from models.guidance_laws import rules_of
from models.guides import PREMIUM
from models.mistakes import findings_of
from models.moving import DoubleRun
from models.plan import Plan
from models.replan import planned_in
from models.scenario import Scenario
from models.units import counted_thing, per_hour
from models.vocabulary import LEVEL_CLASSES
from models.workload import Workload
from solver.answers.guidance_pairs import pair_figures, unsettled_share
from solver.sizing.demand import mean_demand
from solver.sizing.porting import is_free

OWN_SITES = ("on_prem", "colo", "edge")
MEASURED = ("own_measurement", "third_party_measurement")
Place = tuple[str, str]
"""Accelerator and site."""


def guidance(given: Scenario, case_id: str, plan: Plan) -> dict[str, Any]:
    """The fields `rules` and `findings` of a plan.

    Parameters
    ----------
    given: the scenario as it stands; what the case changes of it is laid in here.
    """
    found = PlanReading(given, case_id, plan).figures()
    return {"rules": rules_of(found), "findings": findings_of(found)}


class PlanReading:
    """The rows of a plan, added up as the rules look at them."""

    def __init__(self, given: Scenario, case_id: str, plan: Plan) -> None:
        self.given, self.case_id, self.plan = given, case_id, plan
        self.scenario = with_endpoints(planned_in(given, case_id, plan.previous))
        self.hours = {row.period: row.hours for row in plan.periods}
        self.kind_of_site = {site.id: site.kind for site in self.scenario.sites}
        self.horizon_costs = {row.workload: row for row in plan.unit_economics if row.year is None}

    def figures(self) -> PlanFigures:
        """All figures."""
        plan, hours = self.plan, self.accelerator_hours
        grades = plan.evidence.capacity_by_grade
        return PlanFigures(
            works=tuple(self._work(work) for work in self.scenario.streams),
            places=tuple(self._places()),
            hours={name: sum(by_period.values()) for name, by_period in hours.items()},
            fleet_shares=self._fleet_shares(),
            least_traffic_share=self.scenario.policy.maturity.least_traffic_share,
            cases=len(self.given.cases),
            is_hedged=plan.status == "hedged",
            cost_usd=plan.costs.total_nominal_usd,
            by_term=plan.costs.by_term,
            measured_share=sum(grades.get(grade, 0.0) for grade in MEASURED) if grades else None,
            first_orders_share=self._first_orders_share(),
            growth=self._growth(),
        )

    @cached_property
    def running(self) -> list[Dispatch | DoubleRun]:
        """What keeps accelerators busy, serving or running double; endpoints keep none."""
        rows: list[Dispatch | DoubleRun] = [*self.plan.dispatch, *self.plan.double_running]
        return [row for row in rows if row.accelerators]

    def busy(self, row: Dispatch | DoubleRun) -> float:
        """Accelerator-hours of a row."""
        return row.accelerators * self.hours[row.period][row.block]

    @cached_property
    def accelerator_hours(self) -> dict[str, dict[str, float]]:
        """Busy accelerator-hours by accelerator and period."""
        found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.running:
            found[row.accelerator][row.period] += self.busy(row)
        return found

    @cached_property
    def place_hours(self) -> dict[tuple[Place, str], float]:
        """Busy accelerator-hours by place and period."""
        found: dict[tuple[Place, str], float] = defaultdict(float)
        for row in self.running:
            found[(row.accelerator, row.site), row.period] += self.busy(row)
        return found

    @cached_property
    def firm_hours(self) -> dict[tuple[Place, str], float]:
        """Paid accelerator-hours of firm units by place and period."""
        found: dict[tuple[Place, str], float] = defaultdict(float)
        for row in self.plan.fleet:
            length = sum(self.hours[row.period].values())
            there = length if row.days is None else min(length, 24 * row.days)
            found[(row.accelerator, row.site), row.period] += row.accelerators * there
        return found

    @cached_property
    def rented_hours(self) -> dict[tuple[Place, str], float]:
        """Paid accelerator-hours rented by place and period."""
        found: dict[tuple[Place, str], float] = defaultdict(float)
        for row in self.plan.rent:
            hours = row.accelerators * self.hours[row.period][row.block]
            found[(row.accelerator, row.site), row.period] += hours
        return found

    def _work(self, work: Workload) -> WorkFigures:
        plan, cost = self.plan, self.horizon_costs.get(work.id)
        service = [row for row in plan.service if row.workload == work.id]
        running = [row for row in self.running if row.workload == work.id]
        own, edge = (self._units_at(work, kinds) for kinds in (OWN_SITES, ("edge",)))
        volumes = self.volumes[work.id]
        return WorkFigures(
            id=work.id,
            kind=work.workload_class,
            stage=work.stage,
            profile=work.profile,
            unit=counted_thing(work.service_unit),
            can_wait=work.workload_class in LEVEL_CLASSES or work.deferral is not None,
            is_scheduled=work.deferral is not None,
            is_checkpointed=work.is_interruptible or (work.gang is not None and work.gang.checkpoint_minutes > 0),
            fabric_gbps=work.gang.fabric_gbps if work.gang else 0.0,
            unsettled_share=unsettled_share(self.scenario, work),
            expected_share=_of_probable(volumes, self.given, volumes[self.case_id]),
            spread=_of_probable(volumes, self.given, max(volumes.values()) - min(volumes.values())),
            units_asked=sum(row.units_asked for row in service),
            units_served=sum(row.units_served for row in service),
            own_units=own,
            edge_units=edge,
            premium_units=self._premium_units(work),
            busy_hours=sum(map(self.busy, running)),
            rented_hours=sum(self.busy(row) * self._rented_part(row) for row in running),
            hours_per_run=self._hours_per_run(work),
            has_ramp=self._has_ramp(work),
            cost_usd=cost.cost_usd if cost else 0.0,
            parts={part.part: part.cost_usd for part in cost.parts} if cost else {},
            pairs=pair_figures(self.scenario, work, plan.capacities),
        )

    @cached_property
    def volumes(self) -> dict[str, dict[str, float]]:
        """Units that demand asks for over the horizon, by stream and case; 0 where a case does not have it."""
        found: dict[str, dict[str, float]] = {
            stream.id: dict.fromkeys(self.in_cases, 0.0) for stream in self.scenario.streams
        }
        for case, scenario in self.in_cases.items():
            hours = [scenario.horizon.period_hours(t) for t in range(scenario.horizon.periods)]
            for stream in (stream for stream in scenario.streams if stream.id in found):
                for demand in stream.demand:
                    rates = mean_demand(scenario, scenario.case(case), stream, demand)
                    asked = sum(rate * h for rate, h in zip(rates, hours, strict=True))
                    found[stream.id][case] += asked * per_hour(stream.service_unit)
        return found

    @cached_property
    def in_cases(self) -> dict[str, Scenario]:
        """The scenario as it is planned in each case; without those that what is firm or measured does not fit."""
        found = {}
        for case in self.given.cases:
            with suppress(KeyError, ValueError):
                found[case.id] = planned_in(self.given, case.id, self.plan.previous)
        return found

    def _units_at(self, work: Workload, kinds: tuple[str, ...]) -> float:
        rows = (row for row in self.plan.capacities if row.workload == work.id)
        return sum(row.units_served or 0.0 for row in rows if self.kind_of_site[row.site] in kinds)

    def _premium_units(self, work: Workload) -> float | None:
        rows = [row for row in self.plan.capacities if row.workload == work.id]
        least = min((row.offer_usd_per_unit for row in rows if row.offer_usd_per_unit is not None), default=None)
        if least is None:
            return None
        peaks = {(row.accelerator, row.site) for row in self.plan.headroom if row.workload != work.id}
        dear = (row for row in rows if (row.offer_usd_per_unit or 0.0) > PREMIUM * least)
        return sum(row.units_served or 0.0 for row in dear if (row.accelerator, row.site) not in peaks)

    def _rented_part(self, row: Dispatch | DoubleRun) -> float:
        """Part of what is paid for at a place in a period that is rented."""
        place = (row.accelerator, row.site), row.period
        rented = self.rented_hours.get(place, 0.0)
        paid = rented + self.firm_hours.get(place, 0.0)
        return rented / paid if paid else 0.0

    def _hours_per_run(self, work: Workload) -> float | None:
        rows = [row for row in self.plan.gangs if row.workload == work.id]
        runs = sum(row.runs for row in rows)
        return sum(row.runs * row.hours_per_run for row in rows) / runs if runs else None

    def _has_ramp(self, work: Workload) -> bool:
        """Whether two of the stacks that can carry it are ready by the end, or the policy keeps it when one is lost."""
        chips, stacks = ({a.id: a for a in self.scenario.accelerators}, {s.id: s for s in self.scenario.stacks})
        last = self.plan.periods[-1].period
        ported = {p.stack for p in self.plan.ports if p.workload == work.workload_id and p.ready_period <= last}
        able = {chips[row.accelerator].stack for row in self.plan.capacities if row.workload == work.id}
        free = {name for name in able if is_free(self.scenario, stacks[name])}
        ready = able & ({*work.incumbent_stacks} | ported | free)
        return len(ready) > 1 or any(_keeps(rule.workloads, work) for rule in self._ramps())

    def _ramps(self) -> list[Any]:
        return [rule for rule in self.scenario.policy.redundancy if rule.lose == "stack"]

    def _places(self) -> list[PlaceFigures]:
        """Places with orders, in the order of the plan; hours count where firm units are there."""
        ordered: dict[Place, float] = defaultdict(float)
        for row in self.plan.orders:
            if row.days is None:
                ordered[row.accelerator, row.site] += row.cost_usd
        found = []
        for place, usd in ordered.items():
            spans = [t for t in self.hours if self.firm_hours.get((place, t))]
            paid = sum(self.firm_hours[place, t] + self.rented_hours.get((place, t), 0.0) for t in spans)
            busy = sum(self.place_hours.get((place, t), 0.0) for t in spans)
            if paid:
                found.append(PlaceFigures(*place, utilization=busy / paid, ordered_usd=usd))
        return found

    def _fleet_shares(self) -> dict[str, float | None]:
        """Part of today's fleet paid to vendors who offer a class."""
        first = month_number(self.scenario.horizon.start)
        today = [h for h in self.scenario.holdings if h.starts <= first and h.ordered is None]
        total, kinds = (
            sum(h.accelerators for h in today),
            {a.id: a.accelerator_class for a in self.scenario.accelerators},
        )
        sellers: dict[str, set[str]] = defaultdict(set)
        for offer in self.scenario.offers:
            sellers[kinds[offer.accelerator]].add(offer.vendor)
        return {
            kind: sum(h.accelerators for h in today if h.vendor in names) / total if total else None
            for kind, names in sellers.items()
        }

    def _first_orders_share(self) -> float | None:
        ordered: dict[str, float] = defaultdict(float)
        for row in self.plan.orders:
            if row.days is None:
                ordered[row.order_period] += row.accelerators
        return ordered[min(ordered)] / sum(ordered.values()) if ordered else None

    def _growth(self) -> float | None:
        by_period: dict[str, float] = defaultdict(float)
        for periods in self.accelerator_hours.values():
            for period, hours in periods.items():
                by_period[period] += hours / sum(self.hours[period].values())
        if not by_period:
            return None
        return by_period.get(self.plan.periods[-1].period, 0.0) / by_period[min(by_period)]


def _of_probable(volumes: Mapping[str, float], given: Scenario, units: float) -> float | None:
    """Units as a share of the probable demand of all cases; None with one case, without demand, or unless all fit."""
    if len(given.cases) == 1 or len(volumes) < len(given.cases):
        return None
    probable = sum(case.probability * volumes[case.id] for case in given.cases)
    return units / probable if probable else None


def _keeps(named: tuple[str, ...], work: Workload) -> bool:
    """Whether a rule of redundancy keeps a workload: those that it names, else all critical work with headroom."""
    if named:
        return work.workload_id in named
    return work.criticality == "mission_critical" and work.has_headroom
