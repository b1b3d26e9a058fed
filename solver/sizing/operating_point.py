"""The best measured operating point of a benchmark that meets a service level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.benchmark import Benchmark, Point
from models.service import ServiceTarget

LATENCY_SLACK_MS = 1e-9
"""Latencies may exceed a limit by so much [ms]: rounding of the interpolation."""


EQUAL = 1e-9
"""Throughputs this close, relative, count as equal; the lowest load among them is taken."""


@dataclass(frozen=True)
class OperatingPoint:
    """Throughput of one replica at the service level, in the benchmark's unit, and what fixes it."""

    throughput: float
    bottleneck: str
    concurrency: float
    """Requests in service at once in the replica; 1 where it was not measured."""
    latency_ms: Mapping[str, float]
    """Latency at that point by measured statistic, without the network [ms]."""


@dataclass(frozen=True)
class Unmet:
    """Why no operating point exists; `excess_ms` is how far the nearest point misses its worst target [ms]."""

    detail: str
    excess_ms: float


def operating_point(
    benchmark: Benchmark, targets: Sequence[ServiceTarget], rtt_ms: float | None
) -> OperatingPoint | Unmet:
    """Highest throughput on the polyline through the measured points at which every target holds.

    Parameters
    ----------
    benchmark: curve with points by rising load.
    targets: latency limits seen by the user [ms].
    rtt_ms: network round trip between user and site [ms]; None: unknown.

    Returns
    -------
    The operating point, or why there is none. Never extrapolates beyond the measured points.
    """
    limits: dict[str, float] = {}
    for target in targets:
        key = _statistic(benchmark, target)
        if key is None:
            return Unmet(f"no {target.metric} measured at percentile {target.percentile} or higher", float("inf"))
        if target.metric != "tpot" and rtt_ms is None:
            return Unmet("no network round trip known between site and users", float("inf"))
        allowed = target.limit_ms - (0.0 if target.metric == "tpot" else rtt_ms or 0.0)
        limits[key] = min(allowed, limits.get(key, float("inf")))
    candidates = _candidates(benchmark.points, limits)
    if not candidates:
        return _nearest_miss(benchmark.points, limits)
    most = max(point.throughput for point in candidates)
    best = min((p for p in candidates if p.throughput >= most * (1 - EQUAL)), key=lambda point: point.load)
    peak = max(point.throughput for point in benchmark.points)
    bottleneck = "throughput" if most >= peak * (1 - EQUAL) else _binding(best, limits)
    return OperatingPoint(most, bottleneck, best.concurrency or 1.0, best.latency_ms)


def seen_ms(
    benchmark: Benchmark, targets: Sequence[ServiceTarget], point: OperatingPoint, rtt_ms: float | None
) -> tuple[tuple[str, float], ...]:
    """Latency that users see at an operating point by the statistic that each target names [ms]: what proves it, and
    the network but for the time per output token."""
    found: dict[str, float] = {}
    for target in targets:
        network = 0.0 if target.metric == "tpot" else rtt_ms or 0.0
        found[f"{target.metric}_p{target.percentile}"] = point.latency_ms[_statistic(benchmark, target) or ""] + network
    return tuple(found.items())


def _statistic(benchmark: Benchmark, target: ServiceTarget) -> str | None:
    """The measured statistic that proves a target: the smallest percentile not below the asked one."""
    measured = (key.split("_p") for key in benchmark.points[0].latency_ms)
    percentiles = sorted(int(p) for metric, p in measured if metric == target.metric and int(p) >= target.percentile)
    return f"{target.metric}_p{percentiles[0]}" if percentiles else None


def _candidates(points: Sequence[Point], limits: dict[str, float]) -> list[Point]:
    """The ends of the feasible part of every segment, where the throughput, linear between them, is highest."""
    found = [p for p in points if all(p.latency_ms[k] <= v + LATENCY_SLACK_MS for k, v in limits.items())]
    for a, b in pairwise(points):
        low, high = 0.0, 1.0
        for key, limit in limits.items():
            start, slope = a.latency_ms[key], b.latency_ms[key] - a.latency_ms[key]
            if slope > 0:
                high = min(high, (limit - start) / slope)
            elif slope < 0:
                low = max(low, (limit - start) / slope)
            elif start > limit + LATENCY_SLACK_MS:
                high = -1.0
        if low <= high:
            found += [_between(a, b, share) for share in (low, high)]
    return found


def _between(a: Point, b: Point, share: float) -> Point:
    """The point of a segment at a share of its length; no record, so its values are not validated."""
    return Point.model_construct(
        load=a.load + share * (b.load - a.load),
        throughput=a.throughput + share * (b.throughput - a.throughput),
        concurrency=a.concurrency and b.concurrency and a.concurrency + share * (b.concurrency - a.concurrency),
        latency_ms={key: value + share * (b.latency_ms[key] - value) for key, value in a.latency_ms.items()},
    )


def _binding(best: Point, limits: dict[str, float]) -> str:
    """The statistic that stops the curve: the one nearest to its limit at the operating point."""
    return max(limits, key=lambda key: best.latency_ms[key] / max(limits[key], LATENCY_SLACK_MS))


def _nearest_miss(points: Sequence[Point], limits: dict[str, float]) -> Unmet:
    def worst(point: Point) -> tuple[float, str]:
        return max((point.latency_ms[key] - limit, key) for key, limit in limits.items())

    nearest = min(points, key=worst)
    excess, key = worst(nearest)
    return Unmet(
        f"{key} is {nearest.latency_ms[key]:.4g} ms at best, {max(limits[key], 0):.4g} ms remain after the network",
        excess,
    )
