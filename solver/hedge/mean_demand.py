"""The scenario of mean demand: what planning for the average of all cases would take for certain."""

from __future__ import annotations

from models.calendar import month_text
from models.cases import in_case
from models.demand import Demand
from models.hedge import MEAN
from models.scenario import Case, Scenario
from models.workload import Workload
from solver.sizing.demand import changes_of, of_month

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


def _views(scenario: Scenario) -> list[tuple[Case, Scenario, Outlook]]:
    """Every case with the scenario as it is there, and the demand of its workloads before its factors."""
    found = []
    for case in scenario.cases:
        view = in_case(scenario, case.id)
        found.append((case, view, {(w.id, d.geography): d for w in view.workloads for d in w.demand}))
    return found


def central(scenario: Scenario) -> Case:
    """The case named `expected`; else the most probable, the first of equals."""
    named = [case for case in scenario.cases if case.id == EXPECTED]
    return named[0] if named else max(scenario.cases, key=lambda case: case.probability)


def _mean(
    scenario: Scenario, views: list[tuple[Case, Scenario, Outlook]], workload: Workload, demand: Demand
) -> Demand:
    first = scenario.horizon.first
    place = workload.id, demand.geography
    path = {
        month_text(first + month): sum(
            case.probability * _in_month(view, case, workload, outlook[place], month)
            for case, view, outlook in views
            if place in outlook
        )
        for month in range(scenario.horizon.months)
    }
    return Demand(geography=demand.geography, path=path)


def _in_month(scenario: Scenario, case: Case, workload: Workload, demand: Demand, month: int) -> float:
    """Demand of a workload in a case and a month: the mean over its queues, each by its share."""
    queues = [(f"{workload.id}/{queue.id}", queue.share) for queue in workload.queues] or [(workload.id, 1.0)]
    weights = sum(share for _, share in queues)
    found = 0.0
    for name, share in queues:
        changes = changes_of(case, {workload.id, name}, demand)
        found += share / weights * sum(of_month(scenario, case, demand, changes, month))
    return found
