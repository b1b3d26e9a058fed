"""The best operating point of a measured curve under latency targets."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.benchmark import Benchmark, Point
from models.service import ServiceTarget
from solver.sizing.operating_point import OperatingPoint, Unmet, operating_point


def curve(*points: tuple[float, ...], keys: tuple[str, ...] = ("ttft_p95", "tpot_p50")) -> Benchmark:
    """Points as (throughput, latency by key ...), at loads 1, 2, ..."""
    return Benchmark(
        id="b",
        profile="p",
        accelerator="a",
        unit="tokens/s",
        points=tuple(
            Point(load=float(n + 1), throughput=first, latency_ms=dict(zip(keys, rest, strict=True)))
            for n, (first, *rest) in enumerate(points)
        ),
    )


RISING = curve((10.0, 100.0, 10.0), (20.0, 200.0, 20.0), (25.0, 600.0, 60.0))


def ttft(limit: float, percentile: int = 95) -> ServiceTarget:
    return ServiceTarget(metric="ttft", percentile=percentile, limit_ms=limit)


def tpot(limit: float, percentile: int = 50) -> ServiceTarget:
    return ServiceTarget(metric="tpot", percentile=percentile, limit_ms=limit)


@pytest.mark.parametrize(
    ("targets", "throughput", "bottleneck"),
    [
        ((), 25.0, "throughput"),
        ((ttft(650.0),), 25.0, "throughput"),
        ((ttft(450.0),), 22.5, "ttft_p95"),  # 400 ms left: half way from 200 to 600
        ((ttft(200.0),), 15.0, "ttft_p95"),
        ((ttft(150.0),), 10.0, "ttft_p95"),
        ((tpot(20.0),), 20.0, "tpot_p50"),  # no network in the time per token
        ((ttft(450.0), tpot(20.0)), 20.0, "tpot_p50"),
        ((ttft(450.0), ttft(200.0, 50)), 15.0, "ttft_p95"),  # p95 proves p50; the tighter limit counts
    ],
)
def test_the_point_is_interpolated_to_the_limit_less_the_network(
    targets: tuple[ServiceTarget, ...], throughput: float, bottleneck: str
) -> None:
    found = operating_point(RISING, targets, 50.0)
    assert isinstance(found, OperatingPoint)
    assert (found.throughput, found.bottleneck) == (pytest.approx(throughput), bottleneck)


def test_the_bottleneck_binds_at_the_point_itself_whatever_happens_beyond() -> None:
    steep = curve((10.0, 100.0, 10.0), (20.0, 200.0, 50.0), (25.0, 15000.0, 60.0))
    found = operating_point(steep, (ttft(2500.0), tpot(40.0)), 50.0)
    seen = {"ttft_p95": pytest.approx(175.0), "tpot_p50": pytest.approx(40.0)}
    assert found == OperatingPoint(pytest.approx(17.5), "tpot_p50", 1.0, seen)


def test_nothing_is_extrapolated_below_the_first_point() -> None:
    found = operating_point(RISING, (ttft(149.0),), 50.0)
    assert isinstance(found, Unmet)
    assert found.detail == "ttft_p95 is 100 ms at best, 99 ms remain after the network"
    assert found.excess_ms == pytest.approx(1)


def test_unmeasured_statistics_and_unknown_networks_prove_nothing() -> None:
    unmeasured = operating_point(RISING, (ttft(1e6, 99),), 0.0)
    assert isinstance(unmeasured, Unmet)
    assert unmeasured.detail == "no ttft measured at percentile 99 or higher"
    unknown = operating_point(RISING, (ttft(1e6),), None)
    assert isinstance(unknown, Unmet)
    assert unknown.detail == "no network round trip known between site and users"
    assert isinstance(operating_point(RISING, (tpot(1e6),), None), OperatingPoint)


def test_the_smallest_sufficient_percentile_is_read() -> None:
    measured = curve((10.0, 50.0, 90.0), keys=("e2e_p90", "e2e_p99"))
    target = ServiceTarget(metric="e2e", percentile=90, limit_ms=60.0)
    assert isinstance(operating_point(measured, (target,), 0.0), OperatingPoint)
    assert isinstance(operating_point(measured, (target.model_copy(update={"percentile": 95}),), 0.0), Unmet)


def test_points_between_two_bad_ones_can_be_good() -> None:
    """One latency falls while the other rises: only the middle of the segment meets both."""
    crossing = curve((10.0, 300.0, 10.0), (20.0, 100.0, 30.0))
    found = operating_point(crossing, (ttft(200.0), tpot(25.0)), 0.0)
    assert isinstance(found, OperatingPoint)
    assert found.throughput == pytest.approx(17.5)  # tpot reaches 25 at three quarters
    assert isinstance(operating_point(crossing, (ttft(150.0), tpot(20.0)), 0.0), Unmet)


def test_property_the_point_is_the_best_of_a_fine_grid() -> None:
    """Random curves: no point of the polyline that meets the targets is faster, and one is as fast."""
    rng = np.random.default_rng(7)
    met = 0
    for _ in range(150):
        raw = rng.uniform(1, 10, size=(4, 3))
        limits = rng.uniform(2, 9, size=2)
        found = operating_point(curve(*map(tuple, raw.tolist())), (ttft(limits[0]), tpot(limits[1])), 0.0)
        shares = np.linspace(0, 1, 401)[:, None]
        line = np.vstack([a + shares * (b - a) for a, b in itertools.pairwise(raw)])
        good = line[(line[:, 1] <= limits[0]) & (line[:, 2] <= limits[1]), 0]
        best = good.max() if len(good) else None
        if isinstance(found, Unmet):
            assert best is None
            continue
        met += 1
        assert best is None or found.throughput >= best - 1e-9
        assert best is None or found.throughput <= best + 0.05
    assert met > 50


def test_property_looser_targets_never_slow_down() -> None:
    found = [operating_point(RISING, (ttft(limit),), 20.0) for limit in range(100, 700, 35)]
    speeds = [point.throughput if isinstance(point, OperatingPoint) else 0.0 for point in found]
    assert speeds == sorted(speeds)
