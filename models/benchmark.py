"""Measured performance of a workload profile on an accelerator."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Positive, Share
from models.evidence import Evidence
from models.units import ServiceUnit

LatencyKey = Annotated[str, Field(pattern=r"^(ttft|tpot|e2e)_p(50|90|95|99)$", examples=["ttft_p99"])]
"""A latency statistic: metric and percentile."""


class Point(Model):
    """One measured operating point of one replica."""

    load: Amount = 1.0
    """Offered load or concurrency of the replica; orders the points of a curve."""
    throughput: Positive
    """Work done by the replica at that load, in the benchmark's unit."""
    concurrency: Positive | None = None
    """Requests in service at once in the replica at that load; sizes headroom by queueing. Default: one."""
    latency_ms: dict[LatencyKey, Amount] = {}
    """Measured (or guaranteed by the benchmark's rule) latency [ms] per metric and percentile."""


class Benchmark(Model):
    """A curve of operating points: profile x accelerator x precision x replica size."""

    id: Id
    profile: Id
    """Workload profile measured (model, prompt and output lengths)."""
    accelerator: Id
    precision: Id = "unspecified"
    """Numeric precision of the run."""
    accelerators_per_replica: int = Field(default=1, ge=1, le=100_000)
    """Accelerators that one replica spans."""
    start_minutes: Amount = 0.0
    """Time from the call for a further replica to its first request: machine, weights, warm-up [minutes]."""
    unit: ServiceUnit
    """Unit of throughput."""
    points: tuple[Point, ...] = Field(min_length=1, max_length=500)
    """Operating points, by rising load."""
    failed_share: Share = 0.0
    """Share of the work that failed or had to be repeated."""
    memory_gb: Amount | None = None
    """Memory the replica needs in all [GB]."""
    is_deterministic: bool | None = None
    """Whether equal inputs give equal results on every run; none: not known, which counts as no."""
    evidence: Evidence = Evidence()

    @model_validator(mode="after")
    def _points_rise(self) -> Benchmark:
        loads = [point.load for point in self.points]
        if any(b <= a for a, b in pairwise(loads)):
            raise ValueError("points must have strictly rising `load`")
        keys = {frozenset(point.latency_ms) for point in self.points}
        if len(keys) > 1:
            raise ValueError("all points must give the same latency statistics")
        if len({point.concurrency is None for point in self.points}) > 1:
            raise ValueError("all points must give `concurrency`, or none")
        if self.failed_share >= 1:
            raise ValueError("`failed_share` must be below 1")
        return self
