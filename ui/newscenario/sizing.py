"""How many accelerators the answered work needs, by the solver's own sizing and before any choice of site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.starter.answers import WorkloadAnswer
from data.starter.places import accelerator_name, accelerators_at
from data.starter.probe import probe
from data.starter.usage import Rate
from models.evidence import Grade
from solver.program.instance import Instance
from solver.program.tree import Tree

PREFERRED = ("h100-sxm", "h200-sxm", "b200", "l4", "l40s")
"""Accelerators that people know: the first of them that can do the work is named in the preview."""
AT_THE_EDGE = ("l4", "l40s", "rtx-pro-6000")
"""The same for work at the edge."""


@dataclass(frozen=True)
class Need:
    """What a workload needs of one accelerator class."""

    accelerator: str
    throughput: float
    """Per accelerator within the service target, without network [service unit]."""
    bottleneck: str
    benchmark: str
    grade: Grade
    mean: float
    """Accelerators busy in the mean of the first month."""
    first_peak: float
    """Accelerators at the peak of the first period, headroom included."""
    last_peak: float
    """Accelerators at the peak of the last period, headroom included."""

    @property
    def name(self) -> str:
        """Name of the accelerator on paper."""
        return accelerator_name(self.accelerator)


@lru_cache(maxsize=512)
def needs(workload: WorkloadAnswer, level: float, months: int, months_per_period: int) -> tuple[Need, ...]:
    """What a workload needs on each accelerator that meets its service target, in the order of the catalog.

    Parameters
    ----------
    workload : the work.
    level : mean demand of the first month [service unit].
    months, months_per_period : length of the plan and of its periods [months].
    """
    x = _sized(workload, level, months, months_per_period)
    found = []
    for _, _, arc in x.arcs:
        peaks = [_peak(x, t) / arc.throughput for t in range(x.T)]
        found.append(
            Need(
                accelerator=arc.accelerator.id,
                throughput=arc.throughput,
                bottleneck=arc.bottleneck,
                benchmark=arc.benchmark.id,
                grade=arc.benchmark.evidence.grade,
                mean=level / arc.throughput,
                first_peak=peaks[0],
                last_peak=peaks[-1],
            )
        )
    return tuple(found)


def _sized(workload: WorkloadAnswer, level: float, months: int, months_per_period: int) -> Instance:
    scenario = probe(workload, level, months, months_per_period)
    return Instance(scenario, Tree.single(scenario.cases[0].id, scenario.horizon.periods))


def _peak(x: Instance, t: int) -> float:
    """Highest need of a period: headroom at its peaks, demand in every block [service unit]."""
    return max(*x.demand[0][0][t], *x.peak_need[0][0][t])


@lru_cache(maxsize=512)
def misses(workload: WorkloadAnswer) -> dict[str, str]:
    """Accelerators that were measured but cannot meet the service target: id -> why."""
    return {removal.accelerator.id: removal.detail for removal in _sized(workload, 1.0, 1, 1).removals}


def rate_of(workload: WorkloadAnswer) -> Rate:
    """What one accelerator of a workload's `usage` serves within its service target; ValueError where it cannot."""
    if workload.usage is None:
        raise ValueError(f"{workload.title}: no accelerator is named")
    asked = workload.usage.accelerator
    plain = workload.model_copy(update={"usage": None})
    for need in needs(plain, 1.0, 1, 1):
        if need.accelerator == asked:
            return Rate(asked, need.throughput, workload.kind.service_unit, need.benchmark, need.grade)
    why = misses(plain).get(asked, f"the catalog has no measurement of {workload.kind.profile} on it")
    raise ValueError(f"{workload.title}: {accelerator_name(asked)} cannot be counted in work: {why}")


def reference(found: Sequence[Need], workload: WorkloadAnswer, sites: Iterable[str]) -> Need | None:
    """The accelerator to name in a sentence: the one of its usage, else a well-known one, at the given sites if any."""
    asked = workload.usage.accelerator if workload.usage else None
    familiar = AT_THE_EDGE if workload.kind.workload_class == "edge_inference" else PREFERRED
    at_sites = {name for site in sites for name in accelerators_at(site)}
    by_name = {need.accelerator: need for need in found}
    known = [name for name in familiar if name in by_name]
    choices = [name for name in known if name in at_sites] or known or [name for name in by_name if name in at_sites]
    first = asked if asked in by_name else next(iter(choices or by_name), None)
    return by_name[first] if first else None
