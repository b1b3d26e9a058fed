"""The scenario of mean demand: what planning for the average of all cases would take for certain."""

from __future__ import annotations

from models.calendar import month_text
from models.cases import in_case
from models.hedge import MEAN
from models.scenario import Case, Scenario
from models.workload import Demand, Workload

Outlook = dict[tuple[str, str], Demand]
"""Demand by workload and geography."""
EXPECTED = "expected"
"""Case whose inputs other than demand the plan for mean demand takes, where there is one; else the most probable."""


def mean_case(scenario: Scenario) -> Scenario:
    """The scenario whose demand is, month by month, the mean over all cases by their probabilities.

    A workload with queues keeps the shares of its queues. What is no demand is as the central case has it. Its only
    case has the name `MEAN`.
    """
    base, views = in_case(scenario, central(scenario).id), _views(scenario)
    workloads = tuple(
        w.model_copy(update={"demand": tuple(_mean(base, views, w, d) for d in w.demand)}) for w in base.workloads
    )
    return base.model_copy(update={"workloads": workloads, "cases": (Case(id=MEAN),)})


def _views(scenario: Scenario) -> list[tuple[Case, Outlook]]:
    """Every case with the demand of its workloads before its factors."""
    return [
        (case, {(w.id, d.geography): d for w in in_case(scenario, case.id).workloads for d in w.demand})
        for case in scenario.cases
    ]


def central(scenario: Scenario) -> Case:
    """The case named `expected`; else the most probable, the first of equals."""
    named = [case for case in scenario.cases if case.id == EXPECTED]
    return named[0] if named else max(scenario.cases, key=lambda case: case.probability)


def _mean(scenario: Scenario, views: list[tuple[Case, Outlook]], workload: Workload, demand: Demand) -> Demand:
    first = scenario.horizon.first
    place = workload.id, demand.geography
    path = {
        month_text(first + month): sum(
            case.probability * outlook[place].at(first + month, first) * _factor(case, workload, demand, month)
            for case, outlook in views
            if place in outlook
        )
        for month in range(scenario.horizon.months)
    }
    return Demand(geography=demand.geography, path=path)


def _factor(case: Case, workload: Workload, demand: Demand, month: int) -> float:
    """Factor of a case on the demand of a workload in a month: the mean over its queues."""
    queues = [(f"{workload.id}/{queue.id}", queue.share) for queue in workload.queues] or [(workload.id, 1.0)]
    weights = sum(share for _, share in queues)
    return sum(share / weights * _of_stream(case, {workload.id, name}, demand, month) for name, share in queues)


def _of_stream(case: Case, names: set[str], demand: Demand, month: int) -> float:
    factor = 1.0
    for change in case.demand:
        if (change.workload is None or change.workload in names) and change.geography in (None, demand.geography):
            factor *= change.scale * float((1 + change.growth_per_year) ** (month / 12))
    return factor
