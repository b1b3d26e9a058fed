"""Which case measured demand looks like: Bayes' rule over the cases' paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import exp, log

from models.calendar import month_number
from models.cases import in_case
from models.review import CaseLikelihood, Observation
from models.scenario import Scenario
from solver.sizing.demand import demand_in

LEAST_DEMAND = 1e-9
"""Demand below this is none: nothing can be off by a share of it."""


def likelihoods(scenario: Scenario, seen: Sequence[Observation]) -> tuple[CaseLikelihood, ...]:
    """Bayes' rule with lognormal errors of the forecast.

    Errors of one workload in one geography go together over months, so these count as one observation, their mean.
    """
    error = scenario.policy.uncertainty.forecast_error
    logs = {case.id: _log_ratios(scenario, seen, case.id) for case in scenario.cases}
    weight = {
        case.id: log(max(case.probability, 1e-300)) - sum(off**2 for off in logs[case.id].values()) / (2 * error**2)
        for case in scenario.cases
    }
    most = max(weight.values())
    odds = {case: exp(value - most) for case, value in weight.items()}
    total = sum(odds.values())
    return tuple(
        CaseLikelihood(
            case=case.id,
            before=case.probability,
            now=odds[case.id] / total,
            off=exp(sum(found.values()) / len(found)) - 1 if (found := logs[case.id]) else 0.0,
        )
        for case in scenario.cases
    )


def path(scenario: Scenario, case_id: str, workload: str, geography: str, month: str) -> float:
    """Demand that a case has for a workload in a geography in a month [service unit]."""
    given, number = in_case(scenario, case_id), month_number(month) - scenario.horizon.first
    return sum(
        demand_in(given, given.case(case_id), stream, row, number)
        for stream in given.streams
        if stream.workload_id == workload
        for row in stream.demand
        if row.geography == geography
    )


def _log_ratios(scenario: Scenario, seen: Sequence[Observation], case: str) -> dict[tuple[str, str], float]:
    """Mean over months of log(measured / path), by workload and geography."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in seen:
        if row.measure == "demand" and row.workload and row.geography:
            planned = path(scenario, case, row.workload, row.geography, row.month)
            ratio = max(row.value, LEAST_DEMAND) / max(planned, LEAST_DEMAND)
            found[row.workload, row.geography].append(log(ratio))
    return {key: sum(logs) / len(logs) for key, logs in found.items()}
