"""Whole replicas and their start in random scenarios, drawn apart: a scenario without any is what it was before."""

from __future__ import annotations

from random import Random
from typing import Any

from models.benchmark import Benchmark
from models.scenario import Scenario
from models.workload import Workload
from tests.program.kit import JOB, offer, scenario, two_chips
from tests.proof.audit_kit import BASE


def replicated(given: Scenario, rng: Random) -> Scenario:
    """The scenario with replicas of several accelerators, as fast for each, and work that needs them whole or soon."""
    workloads = tuple(_counted(w, rng) if rng.random() < 0.8 else w for w in given.workloads)
    benchmarks = tuple(_spanning(b, rng) for b in given.benchmarks)
    return given.model_copy(update={"workloads": workloads, "benchmarks": benchmarks})


def _counted(workload: Workload, rng: Random) -> Workload:
    """Work that may be missed is left alone: how many replicas it serves from would be one more thing to try."""
    if workload.max_miss:
        return workload
    whole: dict[str, Any] = {"replicas": "whole", "min_replicas": rng.choice((None, None, 1, 2))}
    soon = {"ramp_minutes": rng.choice((2.0, 5.0, 10.0, 20.0))}
    return workload.model_copy(update=rng.choice((whole, whole, soon, {**whole, **soon})))


def _spanning(benchmark: Benchmark, rng: Random) -> Benchmark:
    span = rng.choice((1, 1, 2, 2, 3))
    points = [
        point.model_copy(
            update={
                "throughput": point.throughput * span,
                "concurrency": None if point.concurrency is None else point.concurrency * span,
            }
        )
        for point in benchmark.points
    ]
    changes = {"points": tuple(points), "accelerators_per_replica": span, "start_minutes": rng.choice((0.0, 2.0, 4.0))}
    return benchmark.model_copy(update=changes)


def without_replicas(given: Scenario) -> Scenario:
    """The same scenario with parts of replicas, all of which start in time."""
    off: dict[str, Any] = {"replicas": "fractional", "min_replicas": None, "ramp_minutes": None}
    return given.model_copy(update={"workloads": tuple(w.model_copy(update=off) for w in given.workloads)})


def small(rng: Random) -> Scenario:
    """One or two services on their single pool of two kinds of accelerators, bought, leased, rented by quota in whole
    units: small enough to try everything, with nothing but replicas and their start to decide."""
    jobs = [
        {
            **JOB,
            "id": f"job{n}",
            "class": "realtime_inference",
            "assignment": "single_pool",
            "incumbent_stacks": rng.choice((["cuda"], ["cuda", "rocm"])),
            "headroom": rng.choice((0.1, 0.3, 0.6)),
            "demand": [{"geography": "eu", "level": round(rng.uniform(6, 26), 1)}],
        }
        for n in range(rng.choice((1, 1, 2)))
    ]
    offers = [
        {**offer("own", "buy", upfront_usd=rng.uniform(20, 60)), "pack": rng.choice((1, 1, 2))},
        {**offer("kept", "lease", monthly_usd=rng.uniform(10, 30), term_months=12), "accelerator": "tpu"},
        {
            **offer("od", "on_demand", usd_per_hour=rng.uniform(0.5, 3), rent="whole_units"),
            "quota_packs": float(rng.randint(1, 4)),
            "capacity_credit": rng.choice((0.5, 0.7, 1.0)),
        },
    ]
    horizon = {
        "start": "2027-01",
        "periods": rng.choice((1, 1, 2)),
        "blocks": BASE["horizon"]["blocks"][: rng.choice((1, 2))],
    }
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": rng.choice((5.0, 40.0))}]
    return scenario(**two_chips(workloads=jobs, offers=offers, horizon=horizon, stacks=stacks))
