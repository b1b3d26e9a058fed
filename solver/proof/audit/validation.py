"""When an own benchmark makes a workload trust an accelerator: days compared with the first days of periods."""

from __future__ import annotations

from models.hardware import Accelerator
from models.scenario import Scenario
from models.workload import Workload


def first_period_validated(scenario: Scenario, workload: Workload, accelerator: Accelerator) -> int:
    """First period whose first day is not before an own benchmark on enough traffic; the number of periods: none."""
    least, horizon = scenario.policy.maturity.least_traffic_share, scenario.horizon
    days = [
        row.date if len(row.date) == 10 else f"{row.date}-01"
        for row in workload.validations
        if row.accelerator == accelerator.id and not row.traffic_share < least
    ]
    starts = [f"{horizon.label(t)}-01" for t in range(horizon.periods)]
    return sum(all(start < day for day in days) for start in starts)


def first_period_open(scenario: Scenario, workload: Workload, accelerator: Accelerator) -> int:
    """First period in which maturity lets a workload run on an accelerator; the number of periods: none."""
    if not accelerator.is_pilot or workload.stage == "exploratory":
        return 0
    return first_period_validated(scenario, workload, accelerator)


def first_period_proven(scenario: Scenario, workload: Workload, accelerator: Accelerator) -> int:
    """First period in which the share of a workload on an accelerator is not limited as unproven."""
    runs_there = accelerator.stack in workload.incumbent_stacks
    if scenario.policy.maturity.unvalidated_share is None or runs_there or workload.stage == "exploratory":
        return 0
    return first_period_validated(scenario, workload, accelerator)
