"""Arcs: which workload may run on which accelerator at which site, how fast, and why not elsewhere."""

from __future__ import annotations

from typing import NamedTuple

from models.benchmark import Benchmark
from models.gang import Gang
from models.hardware import Accelerator
from models.scenario import Scenario
from models.site import Site
from models.units import counted_thing, per_hour
from models.vocabulary import TRAINING_CLASSES
from models.workload import Workload
from solver.proof.audit.gang_sizes import Run, is_fast_enough, runs_of, together_speed
from solver.proof.audit.operating_point import EQUAL, operating_point
from solver.proof.audit.validation import first_period_open

Key = tuple[str, str]
"""A workload and the geography of its users."""
Place = tuple[str, str]
"""An accelerator and a site."""


class Arc(NamedTuple):
    """Throughput per accelerator [service unit]; what may be named as origin: bottlenecks by benchmark id; slots."""

    throughput: float
    origins: dict[str, frozenset[str]]
    slots: float
    """Requests in service at once per accelerator, of the first record by id among those as fast."""
    runs: dict[int, Run]
    """Of gangs: runs by the number of accelerators that they take together."""
    span: int
    """Accelerators of a replica, by the same record."""
    on_call_share: float
    """What the start of a replica, by the same record, leaves of the credit of capacity on call [0..1]."""


class Placement(NamedTuple):
    """All arcs, and the first rule that removed each other pair."""

    arcs: dict[tuple[Key, Place], Arc]
    removed: dict[tuple[Key, Place], str]


def place_all(scenario: Scenario) -> Placement:
    """Judges every workload and geography on every accelerator and site that an offer or a holding names."""
    accelerators = {a.id: a for a in scenario.accelerators}
    sites = {s.id: s for s in scenario.sites}
    named = [(o.accelerator, o.site) for o in scenario.offers] + [(h.accelerator, h.site) for h in scenario.holdings]
    found = Placement({}, {})
    for workload in scenario.streams:
        for name, site in dict.fromkeys(named):
            accelerator = accelerators[name]
            reason = _rule_broken(scenario, workload, accelerator, sites[site])
            for demand in workload.demand:
                pair = (workload.id, demand.geography), (name, site)
                shut = None if not sites[site].serves or demand.geography in sites[site].serves else "serves"
                arc = reason or shut or arc_of(scenario, workload, accelerator, sites[site], demand.geography)
                if isinstance(arc, Arc):
                    found.arcs[pair] = arc
                else:
                    found.removed[pair] = arc
    return found


def _rule_broken(scenario: Scenario, workload: Workload, accelerator: Accelerator, site: Site) -> str | None:
    """The first rule of placement, in the order of the contract, that does not look at benchmarks; None: all hold."""
    tags = {*scenario.policy.placement.required_tags.get(workload.sensitivity, ()), *workload.required_tags}
    right = "train" if workload.workload_class in TRAINING_CLASSES else "retrieve"
    is_free = "isolated" not in workload.data_rights or "isolated" in site.tags
    is_granted = not is_refused(scenario, workload, accelerator.id, right)
    is_open = first_period_open(scenario, workload, accelerator) < scenario.horizon.periods
    rules = {
        "sites": not workload.sites or site.id in workload.sites,
        "classes": not workload.classes or accelerator.accelerator_class in workload.classes,
        "residency": not workload.jurisdictions or site.jurisdiction in workload.jurisdictions,
        "tags": tags <= set(site.tags),
        "data_rights": right in workload.data_rights and is_free and is_granted,
        "maturity": is_open,
    }
    return next((name for name, holds in rules.items() if not holds), None)


def is_refused(scenario: Scenario, workload: Workload, accelerator: str, right: str) -> bool:
    """Whether the terms of an endpoint do not give a right that the work needs; accelerators have no terms."""
    needed = {right} | ({"isolated"} & set(workload.data_rights))
    return any(e.id == accelerator and not needed <= set(e.data_rights) for e in scenario.endpoints)


def arc_of(scenario: Scenario, workload: Workload, accelerator: Accelerator, site: Site, geography: str) -> Arc | str:
    """The arc by its best records, or the rule that removes it."""
    known = [b for b in scenario.benchmarks if _measures(b, workload, accelerator)]
    records = [b for b in known if workload.deterministic == "any" or b.is_deterministic is True]
    if not records:
        return "deterministic" if known else "no_benchmark"
    fitting = [b for b in records if _fits_memory(b, accelerator)]
    if not fitting:
        return "memory"
    speeds: dict[str, tuple[float, frozenset[str]]] = {}
    slots: dict[str, float] = {}
    for record in fitting:
        point = operating_point(record, workload.targets, site.rtt_ms.get(geography))
        if point is not None:
            slots[record.id] = point.concurrency / record.accelerators_per_replica
            speeds[record.id] = _per_accelerator(record, point.throughput, workload.service_unit), point.bottlenecks
    if not speeds:
        return "latency"
    best = max(speed for speed, _ in speeds.values())
    origins = {name: why for name, (speed, why) in sorted(speeds.items()) if speed >= best * (1 - EQUAL)}
    first = next(b for b in fitting if b.id == min(origins))
    lost = first.start_minutes / workload.ramp_minutes if workload.ramp_minutes else 0.0
    alone = Arc(best, origins, slots[first.id], {}, first.accelerators_per_replica, max(0.0, 1 - lost))
    return alone if workload.gang is None else _together(scenario, workload, workload.gang, accelerator, site, alone)


def _together(
    scenario: Scenario, workload: Workload, gang: Gang, accelerator: Accelerator, site: Site, alone: Arc
) -> Arc | str:
    """The arc at the speed of its gangs, or the rule that removes it."""
    runs = runs_of(gang, accelerator, alone.throughput * per_hour(workload.service_unit))
    if not runs or accelerator.is_managed:
        return "gang"
    if not is_fast_enough(scenario, gang, accelerator, site):
        return "fabric"
    return alone._replace(throughput=together_speed(workload, runs), runs=runs)


def _measures(record: Benchmark, workload: Workload, accelerator: Accelerator) -> bool:
    counts_same = counted_thing(record.unit) == counted_thing(workload.service_unit)
    return record.profile == workload.profile and record.accelerator == accelerator.id and counts_same


def _fits_memory(record: Benchmark, accelerator: Accelerator) -> bool:
    if record.memory_gb is None or accelerator.memory_gb is None:
        return True
    return record.memory_gb <= record.accelerators_per_replica * accelerator.memory_gb


def _per_accelerator(record: Benchmark, throughput: float, unit: str) -> float:
    of_replica = throughput * (1 - record.failed_share) * per_hour(record.unit) / per_hour(unit)
    return of_replica / record.accelerators_per_replica
