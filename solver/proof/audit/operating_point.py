"""The highest throughput of a measured curve at which every latency limit holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from models.benchmark import Benchmark, Point
from models.service import ServiceTarget

EQUAL = 1e-9
"""Relative difference below which a latency and its limit, or two throughputs, count as equal."""


class OperatingPoint(NamedTuple):
    """Throughput of a replica in the benchmark's unit, and every statistic that may be said to fix it."""

    throughput: float
    bottlenecks: frozenset[str]
    concurrency: float
    """Requests in service at once; 1 where the record does not say."""
    latency_ms: Mapping[str, float]
    """Measured statistics there, without the network [ms]."""


def operating_point(
    record: Benchmark, targets: tuple[ServiceTarget, ...], round_trip_ms: float | None
) -> OperatingPoint | None:
    """The best point of the polyline through the record's points; None when no point meets every target."""
    limits = latency_limits(record, targets, round_trip_ms)
    if limits is None:
        return None
    candidates = list(_candidates(record, limits))
    if not candidates:
        return None
    most = max(point.throughput for point in candidates)
    best = min((p for p in candidates if p.throughput >= most * (1 - EQUAL)), key=lambda p: p.load)
    top = max(point.throughput for point in record.points)
    binding = {key for key, limit in limits.items() if best.latency_ms[key] >= limit * (1 - EQUAL)}
    names = binding | {f"{t.metric}_p{t.percentile}" for t in targets if measured_key(record, t) in binding}
    if best.throughput >= top * (1 - EQUAL):
        names.add("throughput")
    return OperatingPoint(most, frozenset(names), best.concurrency or 1.0, best.latency_ms)


def latency_limits(
    record: Benchmark, targets: tuple[ServiceTarget, ...], round_trip_ms: float | None
) -> dict[str, float] | None:
    """The limit [ms] by measured statistic, network taken off; None where a statistic or the round trip is unknown."""
    limits: dict[str, float] = {}
    for target in targets:
        key = measured_key(record, target)
        sees_network = target.metric != "tpot"
        if key is None or (sees_network and round_trip_ms is None):
            return None
        limit = target.limit_ms - (round_trip_ms or 0.0 if sees_network else 0.0)
        limits[key] = min(limit, limits.get(key, limit))
    return limits


def measured_key(record: Benchmark, target: ServiceTarget) -> str | None:
    """The statistic that proves a target; None where none does."""
    measured = (key.rsplit("_p", 1) for key in record.points[0].latency_ms)
    fitting = [int(p) for metric, p in measured if metric == target.metric and int(p) >= target.percentile]
    return f"{target.metric}_p{min(fitting)}" if fitting else None


def _candidates(record: Benchmark, limits: Mapping[str, float]) -> Iterator[Point]:
    """Where the best point can lie: the ends of the allowed part of each straight piece."""
    points = record.points
    for left, right in zip(points, points[1:] or points, strict=False):
        low, high = _allowed_part(left, right, limits)
        if low <= high:
            yield _between(left, right, low)
            yield _between(left, right, high)


def _allowed_part(left: Point, right: Point, limits: Mapping[str, float]) -> tuple[float, float]:
    """The part [low, high] of 0..1 of a straight piece in which all limits hold; low > high where none does."""
    low, high = 0.0, 1.0
    for key, limit in limits.items():
        a, b, most = left.latency_ms[key], right.latency_ms[key], limit + EQUAL * abs(limit)
        if a > most and b > most:
            return 1.0, 0.0
        if b > most:
            high = min(high, max(0.0, (limit - a) / (b - a)))
        elif a > most:
            low = max(low, min(1.0, (limit - a) / (b - a)))
    return low, high


def _between(left: Point, right: Point, part: float) -> Point:
    if part in (0.0, 1.0):
        return right if part else left
    return Point.model_construct(
        load=left.load + part * (right.load - left.load),
        throughput=left.throughput + part * (right.throughput - left.throughput),
        concurrency=_mixed(left.concurrency, right.concurrency, part),
        latency_ms={k: v + part * (right.latency_ms[k] - v) for k, v in left.latency_ms.items()},
    )


def _mixed(left: float | None, right: float | None, part: float) -> float | None:
    return None if left is None or right is None else left + part * (right - left)
