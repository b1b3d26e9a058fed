"""Demand per period and block, peaks and headroom of a workload in a geography."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from models.bands import Driver
from models.calendar import Block, month_number
from models.demand import Demand, DemandPart
from models.scenario import Case, CaseDemand, Scenario
from models.workload import Shape, Workload


def periods_of(months: int, scenario: Scenario) -> int:
    """A length in months as whole periods, rounded up."""
    return ceil(months / scenario.horizon.months_per_period)


def monthly_demand(scenario: Scenario, case: Case, workload: Workload, demand: Demand) -> list[list[float]]:
    """Demand of every month [PERIODS x months of a period], in the workload's service unit."""
    step = scenario.horizon.months_per_period
    return [
        [demand_in(scenario, case, workload, demand, t * step + n) for n in range(step)]
        for t in range(scenario.horizon.periods)
    ]


def demand_in(scenario: Scenario, case: Case, workload: Workload, demand: Demand, month: int) -> float:
    """Demand of a month, counted from the first of the horizon, also before it [service unit]."""
    changes = changes_of(case, {workload.id, workload.workload_id}, demand)
    return sum(of_month(scenario, case, demand, changes, month))


def changes_of(case: Case, names: set[str], demand: Demand) -> list[CaseDemand]:
    """What a case changes of the demand of work that goes by these names."""
    return [
        change
        for change in case.demand
        if (change.workload is None or change.workload in names) and change.geography in (None, demand.geography)
    ]


def of_month(
    scenario: Scenario, case: Case, demand: Demand, changes: Sequence[CaseDemand], month: int
) -> tuple[float, ...]:
    """Demand in a month after the first, part by part; one figure where it has no parts [service unit]."""
    first, years = scenario.horizon.first, month / 12
    if not demand.parts:
        return (_changed(demand.at(first + month, first), changes, None, years),)
    return tuple(
        _changed(part.at(first + month, first, shift_of(scenario, case, part)), changes, part.driver, years)
        for part in demand.parts
    )


def _changed(level: float, changes: Sequence[CaseDemand], driver: Driver | None, years: float) -> float:
    for change in changes:
        if change.driver in (None, driver):
            level *= change.scale * float((1 + change.growth_per_year) ** years)
    return level


def shift_of(scenario: Scenario, case: Case, part: DemandPart) -> int:
    """Months by which the milestone of a part is later in a case than planned; 0 without one."""
    milestone = next((m for m in scenario.milestones if m.id == part.milestone), None)
    if milestone is None:
        return 0
    return month_number(milestone.months.get(case.id, milestone.month)) - month_number(milestone.month)


def settled(scenario: Scenario, case: Case) -> Scenario:
    """The scenario with every milestone in the month that a case has for it, and the parts that hang on it moved."""
    if not scenario.milestones:
        return scenario

    def moved(demand: Demand) -> Demand:
        parts = tuple(part.moved(shift_of(scenario, case, part)) for part in demand.parts)
        return demand.model_copy(update={"parts": parts})

    workloads = [w.model_copy(update={"demand": tuple(map(moved, w.demand))}) for w in scenario.workloads]
    milestones = [
        m.model_copy(update={"month": m.months.get(case.id, m.month), "months": {}}) for m in scenario.milestones
    ]
    return scenario.model_copy(update={"workloads": tuple(workloads), "milestones": tuple(milestones)})


def mean_demand(scenario: Scenario, case: Case, workload: Workload, demand: Demand) -> list[float]:
    """Demand per period [PERIODS], the plain mean of its months, in the workload's service unit."""
    months = monthly_demand(scenario, case, workload, demand)
    return [sum(period) / len(period) for period in months]


def highest_demand(scenario: Scenario, case: Case, workload: Workload, demand: Demand) -> list[float]:
    """Demand of the month of each period that asks most [PERIODS], in the workload's service unit."""
    return [max(period) for period in monthly_demand(scenario, case, workload, demand)]


def shape_of(scenario: Scenario, workload: Workload) -> Shape | None:
    """The load shape that applies; None: flat."""
    if not workload.can_follow_a_shape:
        return None
    shapes = {shape.id: shape for shape in scenario.shapes}
    return shapes[workload.shape] if workload.shape else shapes.get(workload.traffic)


def block_factor(shape: Shape | None, block: Block) -> tuple[float, float]:
    """Mean demand of a block relative to the period's mean, its peak relative to the period's highest month."""
    if shape is None:
        return 1.0, 1.0
    factor = shape.blocks[block.id]
    return factor.mean, factor.mean if factor.peak is None else factor.peak


def headroom_ratio(scenario: Scenario, workload: Workload, period: int) -> float:
    """Headroom above the peak by criticality and date: the largest of base ratio and open launch windows."""
    start = scenario.horizon.period_start(period)
    base = scenario.policy.headroom.ratio(workload.criticality) if workload.headroom is None else workload.headroom
    windows = (w.headroom for w in workload.launch_windows if month_number(w.first) <= start < month_number(w.until))
    return max([base, *windows])


def changes_per_quarter(scenario: Scenario, workload: Workload, period: int) -> float:
    """Change frequency in a period [1/quarter]: the latest dated value, else the base."""
    start = scenario.horizon.period_start(period)
    return _latest(workload.changes_from, start, workload.changes_per_quarter)


def value_per_unit(scenario: Scenario, workload: Workload, period: int) -> float:
    """Value of a unit served in a period [USD]: the latest dated value, else the base."""
    return _latest(workload.value_from, scenario.horizon.period_start(period), workload.value_per_unit_usd)


def _latest(dated: Mapping[str, float], start: int, base: float) -> float:
    past = [(month, value) for month, value in dated.items() if month_number(month) <= start]
    return max(past)[1] if past else base
