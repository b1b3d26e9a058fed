"""Demand per period and block, peaks and headroom of a workload in a geography."""

from __future__ import annotations

from math import ceil

from models.calendar import Block, month_number
from models.scenario import Case, Scenario
from models.workload import Demand, Shape, Workload


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
    level = demand.at(scenario.horizon.first + month, scenario.horizon.first)
    for change in case.demand:
        is_meant = change.workload in (None, workload.id, workload.workload_id)
        if is_meant and change.geography in (None, demand.geography):
            level *= change.scale * float((1 + change.growth_per_year) ** (month / 12))
    return level


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
    past = [(month, value) for month, value in workload.changes_from.items() if month_number(month) <= start]
    return max(past)[1] if past else workload.changes_per_quarter
