"""Demand per period and block, headroom and change frequency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from models.calendar import Block, month_text
from models.demand import Demand
from models.scenario import Case, Scenario
from models.units import per_hour
from models.workload import Workload
from solver.sizing.demand import (
    block_factor,
    changes_per_quarter,
    headroom_ratio,
    highest_demand,
    mean_demand,
    periods_of,
    shape_of,
)
from tests.program.kit import Document, scenario

Reader = Callable[[Scenario, Case, Workload, Demand], list[float]]
AMOUNTS = st.floats(0, 1e6)
MONTHS = st.integers(2026 * 12, 2029 * 12).map(month_text)
HALF_YEARS = {"start": "2027-01", "periods": 3, "months_per_period": 6}
SHAPE = {"id": "bursty", "blocks": {"all": {"mean": 0.5, "peak": 2.0}}}


QUARTERS = {"start": "2027-01", "periods": 4, "months_per_period": 3}
DECEMBER = {"path": {"2027-11": 100.0, "2027-12": 400.0, "2028-01": 100.0}}
"""100 all year, four times as much in December."""


def read(
    of: Reader, demand: Document, case: list[Document] | None = None, horizon: Document = HALF_YEARS
) -> list[float]:
    changes: dict[str, Any] = {"workloads__0__demand": [{"geography": "eu", **demand}], "horizon": horizon}
    given = scenario(cases=[{"id": "expected", "demand": case or []}], **changes)
    return of(given, given.cases[0], given.workloads[0], given.workloads[0].demand[0])


def test_growth_compounds_by_the_month() -> None:
    """Half a year of 44 % a year is a factor of 1.2; six months of factor q sum to (q^6 - 1) / (q - 1)."""
    mean = 100 * 0.2 / (1.44 ** (1 / 12) - 1) / 6
    growing = {"level": 100.0, "growth_per_year": 0.44}
    assert read(mean_demand, growing) == pytest.approx([mean, 1.2 * mean, 1.44 * mean])
    assert read(highest_demand, growing) == pytest.approx([100 * 1.44 ** ((6 * t + 5) / 12) for t in range(3)])
    falling = {"level": 100.0, "growth_per_year": -0.5}
    assert read(highest_demand, falling) == pytest.approx([100, 100 * 0.5**0.5, 50])


def test_paths_run_straight_between_their_months_and_flat_outside() -> None:
    """100 until March, 10 more a month until November: 100 100 100 110 120 130, 140 150 160 170 180 180, 180 ..."""
    path = {"path": {"2027-11": 180.0, "2027-03": 100.0}}
    assert read(mean_demand, path) == pytest.approx([110, 980 / 6, 180])
    assert read(highest_demand, path) == pytest.approx([130, 180, 180])
    assert read(mean_demand, {"path": {"2027-07": 5.0}}) == read(highest_demand, {"path": {"2027-07": 5.0}}) == [5] * 3


def test_a_december_counts_in_the_mean_of_its_quarter_and_sets_its_peak() -> None:
    assert read(mean_demand, DECEMBER, horizon=QUARTERS) == pytest.approx([100, 100, 100, 200])
    assert read(highest_demand, DECEMBER, horizon=QUARTERS) == pytest.approx([100, 100, 100, 400])


def test_every_change_of_a_case_that_matches_multiplies() -> None:
    """A year's factor of 4 is one of 2 in half a year; six of its months sum to (2 - 1) / (q - 1)."""
    changes = [{"scale": 2.0}, {"workload": "job", "geography": "eu", "growth_per_year": 3.0}]
    mean = 20 / (4 ** (1 / 12) - 1) / 6
    assert read(mean_demand, {"level": 10.0}, changes) == pytest.approx([mean, 2 * mean, 4 * mean])


def test_a_case_changes_every_month_before_the_mean_is_taken() -> None:
    """The growth of the case belongs to December's own month, the eleventh after the first."""
    last = [100 * 4 ** (9 / 12), 100 * 4 ** (10 / 12), 400 * 4 ** (11 / 12)]
    growing = [{"growth_per_year": 3.0}]
    assert read(mean_demand, DECEMBER, growing, QUARTERS)[3] == pytest.approx(sum(last) / 3)
    assert read(highest_demand, DECEMBER, growing, QUARTERS)[3] == pytest.approx(last[2])


@drawn(
    demand=st.one_of(
        st.fixed_dictionaries({"level": AMOUNTS, "growth_per_year": st.floats(-0.9, 3)}),
        st.fixed_dictionaries({"path": st.dictionaries(MONTHS, AMOUNTS, min_size=1, max_size=5)}),
    ),
    growth=st.floats(-0.5, 1),
    step=st.sampled_from((1, 2, 3, 4, 6, 12)),
)
def test_a_longer_period_sums_up_its_months(demand: Document, growth: float, step: int) -> None:
    """A plan by the month has the demand of each month, mean and highest alike; longer periods are made of the same."""
    case: list[Document] = [{"scale": 1.5, "growth_per_year": growth}]
    by_month = {"start": "2027-05", "periods": 12}
    months = read(mean_demand, demand, case, by_month)
    assert read(highest_demand, demand, case, by_month) == months
    longer = {"start": "2027-05", "periods": 12 // step, "months_per_period": step}
    parts = [months[n : n + step] for n in range(0, 12, step)]
    assert read(mean_demand, demand, case, longer) == pytest.approx([sum(part) / step for part in parts])
    assert read(highest_demand, demand, case, longer) == pytest.approx([max(part) for part in parts])


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
