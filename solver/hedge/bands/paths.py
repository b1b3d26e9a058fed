"""Demand of every work in every case, month by month and driver by driver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from models.bands import Driver
from models.demand import Demand
from models.scenario import Case, Scenario
from models.workload import Workload
from solver.sizing.demand import changes_of, of_month

Key = tuple[str, str]
"""Workload, or queue of one, and geography."""


class Source(NamedTuple):
    """Why there is demand."""

    driver: Driver
    milestone: str | None = None


class Paths:
    """`sources[case][key][month]` is the demand by source, `total` their sum [service unit].

    Demand that is not given in parts is committed up to that of its first month; what is above is expansion.
    `of_workload` is the sum over the queues of a workload.
    """

    def __init__(self, scenarios: Mapping[str, Scenario]) -> None:
        self.sources: dict[str, dict[Key, list[dict[Source, float]]]] = {}
        self.total: dict[str, dict[Key, list[float]]] = {}
        self.of_workload: dict[str, dict[Key, list[float]]] = {}
        for name, scenario in scenarios.items():
            case = next(case for case in scenario.cases if case.id == name)
            works = [(w, d) for w in scenario.streams for d in w.demand]
            self.sources[name] = {(w.id, d.geography): _sources(scenario, case, w, d) for w, d in works}
            self.total[name] = {
                key: [sum(month.values()) for month in months] for key, months in self.sources[name].items()
            }
            self.of_workload[name] = {}
            for w, d in works:
                key, own = (w.workload_id, d.geography), self.total[name][w.id, d.geography]
                before = self.of_workload[name].get(key, [0.0] * len(own))
                self.of_workload[name][key] = [a + b for a, b in zip(before, own, strict=True)]

    @property
    def workloads(self) -> list[Key]:
        """Every workload and geography of any case."""
        return list(dict.fromkeys(key for found in self.of_workload.values() for key in found))

    def asked(self, case: str, key: Key) -> list[float]:
        """Demand of a workload by month; 0 in a case without it [service unit]."""
        found = self.of_workload[case]
        return found.get(key, [0.0] * len(next(iter(found.values()))))

    def shares(self, case: str, key: Key, months: range) -> dict[Source, float]:
        """Shares of the demand of some months by source; all committed where there is none."""
        found: dict[Source, float] = {}
        for month in months:
            for source, amount in self.sources[case][key][month].items():
                found[source] = found.get(source, 0.0) + amount
        total = sum(found.values())
        return {source: amount / total for source, amount in found.items()} if total else {Source("committed"): 1.0}


def _sources(scenario: Scenario, case: Case, workload: Workload, demand: Demand) -> list[dict[Source, float]]:
    changes = changes_of(case, {workload.id, workload.workload_id}, demand)
    months = [of_month(scenario, case, demand, changes, month) for month in range(scenario.horizon.months)]
    return [_by_source(demand, amounts, months[0]) for amounts in months]


def _by_source(demand: Demand, amounts: tuple[float, ...], at_first: tuple[float, ...]) -> dict[Source, float]:
    found: dict[Source, float] = {}
    for part, amount in zip(demand.parts, amounts, strict=False):
        source = Source(part.driver, part.milestone)
        found[source] = found.get(source, 0.0) + amount
    if demand.parts:
        return found
    committed = min(amounts[0], at_first[0])
    return {Source("committed"): committed, Source("expansion"): amounts[0] - committed}
