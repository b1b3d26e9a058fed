"""Milestones and drivers of demand that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator

from models.calendar import month_number
from models.scenario import CaseDemand, Scenario


def unused_milestones(scenario: Scenario) -> Iterator[str]:
    """Milestones without demand, dates of cases that say the same, parts outside the horizon, changes of no part."""
    parts = [(w, d, p) for w in scenario.workloads for d in w.demand for p in d.parts]
    named = {part.milestone for _, _, part in parts}
    for milestone in scenario.milestones:
        if milestone.id not in named:
            yield f"milestones.{milestone.id}: no part of a demand hangs on it"
        for named_case, month in milestone.months.items():
            if month == milestone.month:
                yield f"milestones.{milestone.id}.months.{named_case}: the month it is planned for"
    horizon = scenario.horizon
    for w, d, part in parts:
        starts_late = part.first is not None and month_number(part.first) >= horizon.first + horizon.months
        ends_early = part.until is not None and month_number(part.until) <= horizon.first
        if part.milestone is None and (starts_late or ends_early):
            yield f"workloads.{w.id}.demand.{d.geography}.parts: a {part.driver} lies outside the horizon"
    for case in scenario.cases:
        for n, change in enumerate(case.demand):
            meant = (part.driver for w, d, part in parts if _is_meant(change, w.id, d.geography))
            if change.driver is not None and change.driver not in set(meant):
                yield f"cases.{case.id}.demand.{n}: no part of that demand has the driver {change.driver}"


def _is_meant(change: CaseDemand, workload: str, geography: str) -> bool:
    """Whether a change is of the demand of a workload, or of a queue of it, in a geography."""
    name = None if change.workload is None else change.workload.split("/")[0]
    return name in (None, workload) and change.geography in (None, geography)
