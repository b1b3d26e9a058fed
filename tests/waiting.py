"""Random scenarios whose peaks may not wait: an allowed probability of waiting, and concurrency to fulfil it with."""

from __future__ import annotations

from random import Random
from typing import Any

from models.benchmark import Benchmark
from models.scenario import Scenario
from models.service import Waiting
from models.workload import Workload


def queueing(given: Scenario, rng: Random) -> Scenario:
    """The scenario, in which some of its work is sized by queueing."""
    workloads = tuple(_waiting(w, rng) if rng.random() < 0.8 else w for w in given.workloads)
    benchmarks = tuple(_concurrent(b, rng) if rng.random() < 0.7 else b for b in given.benchmarks)
    return given.model_copy(update={"workloads": workloads, "benchmarks": benchmarks})


def _waiting(workload: Workload, rng: Random) -> Workload:
    """Tiny work keeps one to three accelerators busy: a few slots, of which it needs about twice as many."""
    waiting = Waiting(probability=rng.choice((0.6, 0.4, 0.2, 0.05, 0.01)), dispersion=rng.choice((1.0, 1.0, 0.4, 3.0)))
    rule = rng.choice(("larger", "larger", "queueing", "sum"))
    return workload.model_copy(update={"waiting": waiting, "headroom_rule": rule})


def _concurrent(benchmark: Benchmark, rng: Random) -> Benchmark:
    """More requests in service at the higher loads."""
    most = rng.choice((2.0, 8.0, 30.0))
    last = len(benchmark.points) - 1
    points = [
        point.model_copy(update={"concurrency": most * (1.0 if n == last else 0.4)})
        for n, point in enumerate(benchmark.points)
    ]
    return benchmark.model_copy(update={"points": tuple(points)})


def without_waiting(given: Scenario) -> Scenario:
    """The same scenario with headroom by ratio alone."""
    off: dict[str, Any] = {"waiting": None, "headroom_rule": "larger"}
    return given.model_copy(update={"workloads": tuple(w.model_copy(update=off) for w in given.workloads)})


def strict(given: Scenario, rng: Random) -> Scenario:
    """The scenario with work that cannot wait, and no headroom for free: what can be rented without limit gets one."""
    service: dict[str, Any] = {"workload_class": "realtime_inference", "is_interruptible": False}
    service |= {"deferral": None, "gang": None}
    offers = []
    for offer in given.offers:
        free = not offer.is_firm and offer.quota_packs is None
        limit = {"quota_packs": float(rng.randint(3, 8)), "capacity_credit": 0.1}
        offers.append(offer.model_copy(update=limit if free else {}))
    workloads = tuple(w.model_copy(update=service) for w in given.workloads)
    return given.model_copy(update={"offers": tuple(offers), "workloads": workloads})
