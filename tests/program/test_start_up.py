"""Start-up: what must first be called and started backs less of a peak that builds up fast."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.sizing.replicas import on_call_share
from tests.program.kit import (
    BENCHMARKS,
    JOB,
    SERVICE,
    Document,
    Hand,
    cost,
    keys,
    offer,
    program,
    row,
    scenario,
    two_chips,
)

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0, quota_packs=8.0, capacity_credit=1.0)
RISING: Document = {"workloads__0__ramp_minutes": 10.0, "benchmarks__0__start_minutes": 5.0}


def rising(**changes: Any) -> Scenario:
    """A service that keeps 4 accelerators busy and must hold 12, of which 8 can be called, at half of their credit."""
    changes = {"offers": [OWN, OD], **SERVICE, "workloads__0__headroom": 2.0, **RISING, **changes}
    return scenario(**changes)


def lent(**changes: Any) -> Scenario:
    """`job` must hold 6 on units that stand there, as its replicas start too late; `side`, which has time, has its own
    fleet of another kind and could call the 2 that it needs beside `job`."""
    job = {**JOB, "class": "realtime_inference", "headroom": 0.5, "ramp_minutes": 1.0, "classes": ["gpu"]}
    side = {**job, "id": "side", "headroom": 1.0, "demand": [{"geography": "eu", "level": 10.0}]}
    side |= {"ramp_minutes": None, "classes": [], "incumbent_stacks": ["cuda", "rocm"]}
    held = {"id": "old", "accelerator": "tpu", "site": "hall", "vendor": "volt", "accelerators": 2.0}
    parts: Document = {"offers": [OWN, OD], "workloads": [job, side], "holdings": [held]}
    parts["benchmarks"] = [{**record, "start_minutes": 5.0} for record in BENCHMARKS]
    return scenario(**two_chips(**parts, **changes))


HANDS = {
    "on_call_is_held": Hand(lent(), 6 * 100),  # nothing that `side` could call stands in for what `job` holds
    "on_call_is_backed": Hand(rising(), 8 * 100),  # 12 less half of the 8 that can be called
}


def test_rows_count_what_stands_there_and_what_is_called_apart() -> None:
    written = program(rising())
    held = {"hold[0,1,0,0]": 1, "on_call[0,1,0,0]": -1, "in_service[0,1,0]": -1}
    assert row(written, "hold_is_backed", 0, 1, 0, 0) == (held, None, 0)
    assert row(written, "on_call_is_backed", 0, 1, 0, 0) == ({"on_call[0,1,0,0]": 2}, None, 8)
    assert row(written, "on_call_is_held", 0, 1, 0, 0).terms == {"on_call[0,1,0,0]": 1, "hold[0,1,0,0]": -1}


def test_rows_of_unlimited_capacity_on_call_bound_what_starts_too_late() -> None:
    free = {**OD, "quota_packs": None}
    assert not keys(program(rising(offers=[OWN, free])), "on_call_is_backed")
    written = program(rising(offers=[OWN, free], workloads__0__ramp_minutes=5.0))
    assert not written.model.on_call
    assert row(written, "hold_is_backed", 0, 1, 0, 0) == ({"hold[0,1,0,0]": 1, "in_service[0,1,0]": -1}, None, 0)


@pytest.mark.parametrize(
    "slow",
    [
        {"workloads__0__ramp_minutes": None},
        {"benchmarks__0__start_minutes": 0.0},
        {"offers": [OWN]},
        {"offers": [OWN, {**OD, "capacity_credit": 0.0}]},
        {"offers": [OWN, {**OD, "is_dedicated": True}]},
        {"workloads__0__is_interruptible": True},
    ],
)
def test_rows_stay_as_they_were_where_no_start_takes_anything(slow: Document) -> None:
    written = program(rising(**slow))
    assert not written.model.on_call
    assert not keys(written, "on_call_is_backed")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(("ramp", "usd"), [(None, 400), (20.0, 600), (10.0, 800), (5.0, 1200), (2.0, 1200)])
def test_optimum_by_how_fast_a_peak_builds_up(ramp: float | None, usd: float) -> None:
    """12 less 8, 6, 4 and none that count of those on call; never less than the 4 that are busy."""
    assert cost(rising(workloads__0__ramp_minutes=ramp)) == pytest.approx(usd)


def test_optimum_calls_for_the_work_that_starts_fastest() -> None:
    """Two services hold 6 each, 8 can be called. The one with time takes 6 of them, the other 1 of the 2 left."""
    job = {**JOB, "class": "realtime_inference", "headroom": 0.5, "ramp_minutes": 10.0}
    jobs = [job, {**job, "id": "calm", "ramp_minutes": None}]
    both = rising(workloads=jobs, benchmarks__0__start_minutes=5.0)
    assert cost(both) == pytest.approx(8 * 100)  # 8 are busy, and back 8 of the 12; without calls it were 1200
    strict = [{**j, "headroom": 2.0} for j in jobs]  # 12 each: 8 called for the calm one, the other 16 stand there
    assert cost(rising(workloads=strict, benchmarks__0__start_minutes=5.0)) == pytest.approx(16 * 100)


def test_property_slower_starts_and_faster_peaks_never_cost_less() -> None:
    slower = [cost(rising(benchmarks__0__start_minutes=m)) for m in (0.0, 1.0, 5.0, 9.0, 30.0)]
    assert slower == sorted(slower)
    assert slower[0] < slower[-1]
    shares = [on_call_share(5.0, ramp) for ramp in (None, 50.0, 10.0, 6.0, 5.0, 1.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1
    assert shares[-1] == 0
