"""Gangs for random scenarios, drawn apart: runs on several accelerators at once, failures, fabric, storage."""

from __future__ import annotations

from random import Random
from typing import Any

from models.gang import Gang, GangSize
from models.scenario import Scenario
from models.units import per_hour
from models.workload import Deferral, Workload


def with_gang(given: Scenario, rng: Random) -> Scenario:
    """The scenario with its first possible workload in runs: in one geography, not missed, kept by no rule; itself
    where there is none."""
    kept = {name for rule in given.policy.redundancy for name in rule.workloads}
    able = [w for w in given.workloads if len(w.demand) == 1 and not w.max_miss and w.id not in kept]
    if not able:
        return given
    job = able[0]
    chips = tuple(a.model_copy(update=_failing(given, rng)) for a in given.accelerators)
    changes: dict[str, Any] = {"accelerators": chips}
    changes["workloads"] = tuple(_in_runs(given, w, rng) if w is job else w for w in given.workloads)
    changes["offers"] = tuple(o.model_copy(update=_wired(rng)) for o in given.offers)
    if rng.random() < 0.4:
        caps = {s.id: rng.choice((None, rng.uniform(1, 6))) for s in given.sites}
        changes["sites"] = tuple(s.model_copy(update={"storage_cap_gbps": caps[s.id]}) for s in given.sites)
    if rng.random() < 0.2:  # then the runs ask for equal results, which GPUs alone are known to give
        marked = (b.model_copy(update={"is_deterministic": b.accelerator == "gpu"}) for b in given.benchmarks)
        strict = (w.model_copy(update={"deterministic": "required"}) if w.gang else w for w in changes["workloads"])
        changes |= {"benchmarks": tuple(marked), "workloads": tuple(strict)}
    return given.model_copy(update=changes)


def mildly_ganged(given: Scenario, rng: Random) -> Scenario:
    """The same, but any GPU in the cloud, which nearly every scenario can rent, will do for the runs."""
    drawn = with_gang(given, rng)
    freed = {"mtbf_hours": None, "domain": None}
    chips = tuple(a.model_copy(update=freed) if a.id == "gpu" else a for a in drawn.accelerators)
    offers = tuple(o.model_copy(update={"fabric_gbps": None}) if o.id == "spare" else o for o in drawn.offers)
    sites = tuple(s.model_copy(update={"storage_cap_gbps": None}) if s.id == "cloud" else s for s in drawn.sites)
    works = tuple(w.model_copy(update={"gang": _patient(w.gang)}) if w.gang else w for w in drawn.workloads)
    return drawn.model_copy(update={"accelerators": chips, "offers": offers, "sites": sites, "workloads": works})


def _patient(gang: Gang) -> Gang:
    return gang.model_copy(update={"deadline_hours": 4 * gang.deadline_hours})


def _failing(given: Scenario, rng: Random) -> dict[str, Any]:
    """One chip in four never fails; a domain holds all sizes, or the smaller ones."""
    hours = given.horizon.period_hours(0)
    return {
        "mtbf_hours": rng.choice((None, hours, 4 * hours, 20 * hours)),
        "domain": rng.choice((None, None, None, 2, 4)),
    }


def _wired(rng: Random) -> dict[str, Any]:
    return {
        "fabric_gbps": rng.choice((None, None, 20.0, 5.0)),
        "fabric_usd_per_month": rng.choice((0.0, round(rng.uniform(0.1, 2), 2))),
        "storage_usd_per_month": rng.choice((0.0, 0.0, round(rng.uniform(0.1, 2), 2))),
    }


def _in_runs(given: Scenario, job: Workload, rng: Random) -> Workload:
    horizon = given.horizon
    level = max((job.demand[0].level or 0.0, *(job.demand[0].path or {}).values()))
    volume = level * per_hour(job.service_unit) * horizon.period_hours(0)
    units = round(volume / rng.choice((0.6, 0.9, 1.0, 1.7, 2.3)), 3)
    least = rng.choice((2, 3, 4, 6))
    counts = rng.choice(((least,), (least,), (least, 2 * least), (least, least + 1)))
    speed = max(p.throughput for b in given.benchmarks if b.profile == job.profile for p in b.points)
    hours = units / (min(counts) * speed * per_hour(job.service_unit))
    gang = Gang(
        run_units=units,
        sizes=tuple(GangSize(accelerators=n, efficiency=1.0 if n == least else 0.9) for n in counts),
        deadline_hours=round(hours * rng.choice((0.8, 1.3, 2.0, 2.0, 4.0)), 2),
        checkpoint_minutes=rng.choice((0.0, round(hours, 2))),
        checkpoint_every_hours=rng.choice((None, None, round(hours / 3, 2))),
        restart_minutes=rng.choice((0.0, round(2 * hours, 2))),
        fabric_gbps=rng.choice((0.0, 0.0, 10.0)),
        storage_gbps=rng.choice((0.0, 1.0)),
    )
    wait = rng.choice((0, 1, 1, 2)) * horizon.months_per_period
    changes = {"workload_class": "batch_scoring", "deferral": Deferral(within_months=wait), "gang": gang}
    return job.model_copy(update=changes)
