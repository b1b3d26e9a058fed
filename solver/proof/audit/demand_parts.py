"""Parts of a demand, read from the contract's page: each along its own dates, which move with its milestone."""

from __future__ import annotations

from collections.abc import Mapping

from models.calendar import month_number
from models.demand import DemandPart
from models.scenario import Case, Scenario


def part_in_month(scenario: Scenario, case: Case, part: DemandPart, month: int) -> float:
    """Demand of a part in a month number, before what the case changes of it [service unit]."""
    late = _late(scenario, case, part)
    begins = None if part.first is None else month_number(part.first) + late
    ends = None if part.until is None else month_number(part.until) + late
    if (begins is not None and month < begins) or (ends is not None and month >= ends):
        return 0.0
    if part.path is not None:
        return on_path(part.path, month - late)
    grown = month - (scenario.horizon.first if begins is None else begins)
    return float((part.level or 0.0) * (1 + part.growth_per_year) ** (grown / 12))


def on_path(path: Mapping[str, float], month: int) -> float:
    """Value of a path in a month number: on the straight line between the months around it, constant outside."""
    knots = sorted((month_number(knot), value) for knot, value in path.items())
    before = [knot for knot in knots if knot[0] <= month]
    after = [knot for knot in knots if knot[0] > month]
    if not before or not after:
        return before[-1][1] if before else after[0][1]
    (m0, v0), (m1, v1) = before[-1], after[0]
    return v0 + (v1 - v0) * (month - m0) / (m1 - m0)


def _late(scenario: Scenario, case: Case, part: DemandPart) -> int:
    """Months by which the milestone of a part comes later in a case than planned."""
    for milestone in scenario.milestones:
        if milestone.id == part.milestone:
            return month_number(milestone.months.get(case.id, milestone.month)) - month_number(milestone.month)
    return 0
