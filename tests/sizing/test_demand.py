"""Demand per period and block, headroom and change frequency."""

from __future__ import annotations

from typing import Any

import pytest

from models.calendar import Block
from models.units import per_hour
from solver.sizing.demand import (
    block_factor,
    changes_per_quarter,
    headroom_ratio,
    mean_demand,
    periods_of,
    shape_of,
)
from tests.program.kit import Document, scenario

HALF_YEARS = {"start": "2027-01", "periods": 3, "months_per_period": 6}
SHAPE = {"id": "bursty", "blocks": {"all": {"mean": 0.5, "peak": 2.0}}}


def means(demand: Document, case: list[Document] | None = None) -> list[float]:
    changes: dict[str, Any] = {"workloads__0__demand": [{"geography": "eu", **demand}], "horizon": HALF_YEARS}
    given = scenario(cases=[{"id": "expected", "demand": case or []}], **changes)
    return mean_demand(given, given.cases[0], given.workloads[0], given.workloads[0].demand[0])


def test_growth_compounds_by_the_year() -> None:
    assert means({"level": 100.0, "growth_per_year": 0.44}) == pytest.approx([100, 120, 144])


def test_paths_run_straight_between_their_months_and_flat_outside() -> None:
    """July 2027 lies 4 of 8 months after March; January comes before, January 2028 after the path."""
    assert means({"path": {"2027-11": 180.0, "2027-03": 100.0}}) == pytest.approx([100, 140, 180])
    assert means({"path": {"2027-07": 5.0}}) == [5, 5, 5]


def test_every_change_of_a_case_that_matches_multiplies() -> None:
    changes = [{"scale": 2.0}, {"workload": "job", "geography": "eu", "growth_per_year": 3.0}]
    assert means({"level": 10.0}, changes) == pytest.approx([20, 40, 80])


def test_changes_of_other_work_do_not_count() -> None:
    given = scenario(
        geographies=[{"id": "eu"}, {"id": "us"}], cases=[{"id": "c", "demand": [{"geography": "us", "scale": 9.0}]}]
    )
    job = given.workloads[0]
    assert mean_demand(given, given.cases[0], job, job.demand[0]) == [40, 40, 40]


@pytest.mark.parametrize(
    ("job", "factors"),
    [
        ({"class": "realtime_inference"}, (1.0, 1.0)),
        ({"class": "realtime_inference", "traffic": "bursty"}, (0.5, 2.0)),
        ({"class": "realtime_inference", "shape": "bursty"}, (0.5, 2.0)),
        ({"class": "batch_scoring", "shape": "bursty"}, (1.0, 1.0)),
    ],
)
def test_shapes_follow_the_traffic_unless_work_is_level(job: Document, factors: tuple[float, float]) -> None:
    blocks = [{"id": "all", "share": 1.0, "is_peak": True}]
    given = scenario(
        horizon={"start": "2027-01", "periods": 1, "blocks": blocks},
        shapes=[SHAPE],
        **{f"workloads__0__{key}": value for key, value in job.items()},
    )
    assert block_factor(shape_of(given, given.workloads[0]), given.horizon.blocks[0]) == factors


def test_a_peak_is_the_mean_unless_it_is_given() -> None:
    given = scenario(shapes=[{"id": "s", "blocks": {"day": {"mean": 1.5}, "night": {"mean": 0.5}}}])
    assert block_factor(given.shapes[0], Block(id="day", share=1.0)) == (1.5, 1.5)


def test_headroom_is_the_largest_of_base_and_open_windows() -> None:
    windows = [
        {"first": "2027-02", "until": "2027-03", "headroom": 0.1},
        {"first": "2027-02", "until": "2027-04", "headroom": 0.9},
    ]
    given = scenario(workloads__0__launch_windows=windows, workloads__0__criticality="customer_facing")
    assert [headroom_ratio(given, given.workloads[0], t) for t in range(3)] == [0.4, 0.9, 0.9]
    own = scenario(workloads__0__headroom=0.0, workloads__0__criticality="customer_facing")
    assert headroom_ratio(own, own.workloads[0], 0) == 0


def test_the_latest_frequency_counts_from_its_month_on() -> None:
    later = {"2027-02": 5.0, "2027-03": 1.0, "2026-01": 7.0}
    given = scenario(workloads__0__changes_per_quarter=2.0, workloads__0__changes_from=later)
    assert [changes_per_quarter(given, given.workloads[0], t) for t in range(3)] == [7, 5, 1]
    assert changes_per_quarter(scenario(), scenario().workloads[0], 2) == 0


def test_lengths_are_rounded_up_to_periods() -> None:
    given = scenario(horizon=HALF_YEARS)
    assert [periods_of(months, given) for months in (0, 1, 6, 7, 12, 13)] == [0, 1, 1, 2, 2, 3]


@pytest.mark.parametrize(("unit", "hourly"), [("requests/s", 3600), ("requests/h", 1), ("requests/month", 1 / 730)])
def test_demand_is_turned_into_units_per_hour(unit: str, hourly: float) -> None:
    records = [{"id": "b", "profile": "work", "accelerator": "gpu", "unit": unit, "points": [{"throughput": 1.0}]}]
    given = scenario(workloads__0__service_unit=unit, benchmarks=records)
    assert per_hour(given.workloads[0].service_unit) == pytest.approx(hourly)
