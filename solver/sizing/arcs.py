"""Which workload can run on which pool, at what throughput, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from models.benchmark import Benchmark
from models.gang import Gang
from models.hardware import Accelerator
from models.numbers import plain
from models.scenario import Scenario
from models.site import Site
from models.units import per_hour
from models.vocabulary import TRAINING_CLASSES
from models.workload import Workload
from solver.sizing.gangs import Size, gang_throughput, is_fast, sizes, why_none
from solver.sizing.maturity import opens, unproven_until, what_is_missing
from solver.sizing.operating_point import EQUAL, Unmet, operating_point, seen_ms
from solver.sizing.replicas import on_call_share


@dataclass(frozen=True)
class Arc:
    """A workload in a geography on an accelerator at a site, with its throughput per accelerator [service unit]."""

    workload: Workload
    geography: str
    accelerator: Accelerator
    site: Site
    throughput: float
    benchmark: Benchmark
    bottleneck: str
    slots: float
    """Requests in service at once per accelerator."""
    opens: int = 0
    """First of PERIODS in which it may serve and hold: pilots wait for their validation."""
    proven: int = 0
    """First of PERIODS in which it is not limited as unproven."""
    sizes: tuple[Size, ...] = ()
    """Numbers of accelerators that a run of a gang may take there; none for other work."""
    seen_ms: tuple[tuple[str, float], ...] = ()
    """Latency that users see there by statistic of the service level [ms]."""

    @property
    def span(self) -> int:
        """Accelerators that a replica spans."""
        return self.benchmark.accelerators_per_replica

    @property
    def on_call_share(self) -> float:
        """Share of the credit of capacity on call that is left after a replica's start."""
        return on_call_share(self.benchmark.start_minutes, self.workload.ramp_minutes)


@dataclass(frozen=True)
class Removal:
    """An arc that cannot be: the rule that removed it and the figures behind it."""

    workload: Workload
    geography: str
    accelerator: Accelerator
    site: Site
    reason: str
    detail: str
    missed_ms: float | None = None
    """By how much it misses a latency limit [ms]; None: it breaks another rule, or nothing was measured."""


def size(scenario: Scenario) -> tuple[list[Arc], list[Removal]]:
    """All arcs and all removals over WORKLOADS x (accelerator, site) pairs that an offer or a holding supplies."""
    accelerators = {a.id: a for a in scenario.accelerators}
    sites = {s.id: s for s in scenario.sites}
    pairs = sorted(
        {(o.accelerator, o.site) for o in scenario.offers} | {(h.accelerator, h.site) for h in scenario.holdings}
    )
    arcs: list[Arc] = []
    removals: list[Removal] = []
    for workload in scenario.streams:
        for place in (demand.geography for demand in workload.demand):
            for a, s in pairs:
                accelerator, site = accelerators[a], sites[s]
                found = (
                    _place(scenario, workload, accelerator, site)
                    or _serve(site, place)
                    or best_arc(scenario, workload, place, accelerator, site)
                )
                if isinstance(found, Arc):
                    proven = unproven_until(scenario, workload, accelerator)
                    arcs.append(replace(found, opens=opens(scenario, workload, accelerator), proven=proven))
                elif isinstance(found, Unmet):
                    missed = found.excess_ms if isfinite(found.excess_ms) else None
                    removals.append(Removal(workload, place, accelerator, site, "latency", found.detail, missed))
                else:
                    removals.append(Removal(workload, place, accelerator, site, *found))
    return arcs, removals


def _place(scenario: Scenario, w: Workload, a: Accelerator, site: Site) -> tuple[str, str] | None:
    """The first placement rule that the pair breaks, as (reason, detail)."""
    tags = [*scenario.policy.placement.required_tags.get(w.sensitivity, ()), *w.required_tags]
    missing = [tag for tag in tags if tag not in site.tags]
    right = "train" if w.workload_class in TRAINING_CLASSES else "retrieve"
    if w.sites and site.id not in w.sites:
        return "sites", f"runs only at {', '.join(w.sites)}"
    if w.classes and a.accelerator_class not in w.classes:
        return "classes", f"runs only on {', '.join(w.classes)}"
    if w.jurisdictions and site.jurisdiction not in w.jurisdictions:
        return "residency", f"{site.id} lies in {site.jurisdiction}, allowed: {', '.join(w.jurisdictions)}"
    if missing:
        return "tags", f"{site.id} lacks {', '.join(missing)}"
    if right not in w.data_rights:
        return "data_rights", f"{w.workload_class} needs the data right {right}"
    if "isolated" in w.data_rights and "isolated" not in site.tags:
        return "data_rights", f"isolated data needs a site tagged isolated, {site.id} is not"
    if refused := _refused(scenario, w, a, right):
        return "data_rights", refused
    missing_proof = what_is_missing(scenario, w, a)
    return None if missing_proof is None else ("maturity", missing_proof)


def _refused(scenario: Scenario, w: Workload, a: Accelerator, right: str) -> str:
    """The right that a workload needs and the terms of an endpoint do not give; empty where there is none."""
    granted = next((e.data_rights for e in scenario.endpoints if a.is_managed and e.id == a.id), None)
    needed = [right, *(["isolated"] if "isolated" in w.data_rights else [])]
    missing = [name for name in needed if granted is not None and name not in granted]
    return f"the terms of {a.id} do not give the data right {', '.join(missing)}" if missing else ""


def _serve(site: Site, place: str) -> tuple[str, str] | None:
    """The removal of users whom a site does not serve, as (reason, detail)."""
    if not site.serves or place in site.serves:
        return None
    shares = ": no sharing across sites" if site.kind == "edge" else ""
    return "serves", f"{site.id} serves only {', '.join(site.serves)}{shares}"


def best_arc(scenario: Scenario, w: Workload, place: str, a: Accelerator, site: Site) -> Arc | Unmet | tuple[str, str]:
    """The arc at the best operating point of all records of the profile; else the nearest miss, or (reason, detail)."""
    known = [b for b in scenario.benchmarks if b.profile == w.profile and b.accelerator == a.id]
    if not known:
        return "no_benchmark", f"no measurement or estimate of {w.profile} on {a.id}"
    records = [b for b in known if w.deterministic == "any" or b.is_deterministic]
    if not records:
        return "deterministic", f"no benchmark of {w.profile} on {a.id} is stated to be deterministic"
    fitting = [b for b in records if _fits_memory(b, a)]
    if not fitting:
        need = min((b.memory_gb or 0.0) / b.accelerators_per_replica for b in records)
        return "memory", f"a replica needs {need:.4g} GB per accelerator, {a.id} has {a.memory_gb:.4g} GB"
    best: Arc | None = None
    misses: list[Unmet] = []
    for record in sorted(fitting, key=lambda b: b.id):
        point = operating_point(record, w.targets, site.rtt_ms.get(place))
        if isinstance(point, Unmet):
            misses.append(point)
            continue
        rate = point.throughput * (1 - record.failed_share) / record.accelerators_per_replica
        throughput = rate * per_hour(record.unit) / per_hour(w.service_unit)
        if best is None or throughput > best.throughput * (1 + EQUAL):
            slots = point.concurrency / record.accelerators_per_replica
            seen = seen_ms(record, w.targets, point, site.rtt_ms.get(place))
            best = Arc(w, place, a, site, throughput, record, point.bottleneck, slots, seen_ms=seen)
    if best is None:
        return min(misses, key=lambda miss: miss.excess_ms)
    return best if w.gang is None else _together(scenario, w.gang, best)


def _together(scenario: Scenario, gang: Gang, arc: Arc) -> Arc | tuple[str, str]:
    """The arc with the sizes of its gangs, at the throughput of the best of them; else (reason, detail)."""
    a, site = arc.accelerator, arc.site
    place, each = (a.id, site.id), arc.throughput * per_hour(arc.workload.service_unit)
    if a.is_managed:
        return "gang", f"{a.id} is an endpoint: runs need accelerators that are theirs"
    found = sizes(gang, a, each)
    if not found:
        return "gang", why_none(gang, a, each)
    offers = [o for o in scenario.offers if (o.accelerator, o.site) == place]
    is_held = any((h.accelerator, h.site) == place for h in scenario.holdings)
    if not is_held and not any(is_fast(gang, o) for o in offers):
        needs = ((gang.fabric_gbps, "between accelerators"), (gang.storage_gbps, "to storage"))
        words = " and ".join(f"{plain(need)} GB/s {what}" for need, what in needs if need)
        return "fabric", f"no offer of {a.id} at {site.id} gives each accelerator {words}"
    return replace(arc, throughput=gang_throughput(arc.workload, found), sizes=tuple(found))


def _fits_memory(record: Benchmark, a: Accelerator) -> bool:
    known = record.memory_gb is not None and a.memory_gb is not None
    return not known or (record.memory_gb or 0.0) <= record.accelerators_per_replica * (a.memory_gb or 0.0) + 1e-9
