"""Carbon: energy at the meter x the carbon of the grid, within limits by period, fiscal year and horizon."""

from __future__ import annotations

from typing import Any

import pytest

from models.carbon import CarbonLimit
from models.scenario import Scenario
from solver.program.families.carbon import spans
from tests.program.kit import CLOUD, HALL, Hand, cost, keys, offer, program, row, scenario

COAL = {**HALL, "pue": 2.0, "carbon_kg_per_kwh": 0.5}
"""A busy accelerator causes 2 kW x 2 x 30 h x 0.5 = 60 kg a month, an idle one 15 kg."""
HYDRO = {**CLOUD, "carbon_kg_per_kwh": 0.1}
"""6 kg a month."""
HERE, AWAY = offer("here", "on_demand", usd_per_hour=1.0), {**offer("away", "on_demand", usd_per_hour=2.0)}
AWAY = {**AWAY, "site": "cloud"}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}
POWER: dict[str, Any] = {"accelerators__0__idle_kw": 0.5, "accelerators__0__busy_kw": 2.0}


def capped(*limits: dict[str, Any], **changes: Any) -> Scenario:
    """4 busy for three months: rented in the hall for 30 USD a month each, or in the cloud for 60."""
    given: dict[str, Any] = {"sites": [COAL, HYDRO], "offers": [HERE, AWAY], **POWER, **changes}
    return scenario(policy__carbon=list(limits), **given)


def total(max_kg: float, **fields: Any) -> Scenario:
    """One limit."""
    return capped({"id": "cap", "max_kg": max_kg, **fields})


HANDS = {
    # of 12 accelerator-months x must go to the cloud: 720 - 54 x = 450
    "carbon_fits_limit": Hand(total(450.0), 7 * 30 + 5 * 60),
}


def test_rows_of_carbon_count_what_stands_and_what_works() -> None:
    """By accelerator at 1 kg per kWh of the rack: idle 0.5 kW, and 1.5 kW above it for each of 4 that are busy."""
    own = offer("own", "buy", pack=2)
    limit = {"id": "cap", "max_kg": 450.0, "per": "period", "sites": ["hall"]}
    written = program(capped(limit, offers=[own, HERE, AWAY], holdings=[OLD]))
    first = row(written, "carbon_fits_limit", "cap", 0, 0)
    assert first.terms == pytest.approx(
        {
            "in_service[1,0,0]": 2 * 0.5 * 30 / 450,
            "rent[2,0,0,0]": 0.5 * 10 / 450,
            "rent[2,0,1,0]": 0.5 * 20 / 450,
            "serve[1,0,0,0]": 4 * 1.5 * 10 / 450,
            "serve[1,0,1,0]": 4 * 1.5 * 20 / 450,
        }
    )
    assert first.high == pytest.approx((450 - 0.5 * 30) / 450)
    assert row(written, "carbon_fits_limit", "cap", 1, 0).high == 1.0
    assert keys(written, "carbon_fits_limit") == [("cap", t, 0) for t in range(3)]


@pytest.mark.parametrize(("max_kg", "unit"), [(0.0, 1.0), (450.0, 450.0), (5000.0, 1000.0)])
def test_rows_are_written_in_tonnes_and_those_of_small_limits_in_less(max_kg: float, unit: float) -> None:
    found = row(program(total(max_kg)), "carbon_fits_limit", "cap", 0, 0)
    assert found.high == pytest.approx(max_kg / unit)
    assert found.terms["serve[1,0,1,0]"] == pytest.approx(120 / unit)


def test_rows_over_the_horizon_add_up_sites_by_their_grid() -> None:
    terms = row(program(total(450.0)), "carbon_fits_limit", "cap", 0, 0).terms
    assert len(terms) == 2 * 3 * 2 * 2  # rented and serving, in three months of two blocks, at two sites
    assert terms["serve[1,2,1,0]"] == pytest.approx(10 * terms["serve[0,2,1,0]"])


def test_rows_exist_only_where_a_limit_has_periods() -> None:
    assert not keys(program(capped()), "carbon_fits_limit")
    for fields in ({"first": "2027-04"}, {"until": "2027-01"}, {"first": "2027-05", "per": "fiscal_year"}):
        assert not keys(program(total(1.0, **fields)), "carbon_fits_limit")
    some = program(total(1.0, per="period", first="2027-02", until="2027-03"))
    assert keys(some, "carbon_fits_limit") == [("cap", 1, 0)]


def test_rows_of_a_fiscal_year_count_the_months_of_a_period_that_lie_in_it() -> None:
    """Quarters from February on, years from April on: two months of the first quarter belong to the year before."""
    given = capped(
        horizon={"start": "2027-02", "periods": 3, "months_per_period": 3},
        policy__finance={"fiscal_year_start": 4, "end_value": "none"},
    )
    limit = CarbonLimit(id="cap", max_kg=1.0, per="fiscal_year")
    found = spans(program(given).instance, limit)
    assert found == {2026: {0: 2 / 3}, 2027: {0: 1 / 3, 1: 1.0, 2: 1.0}}


def test_optimum_by_hand() -> None:
    HANDS["carbon_fits_limit"].check()


@pytest.mark.parametrize(
    ("limits", "in_the_cloud"),
    [
        ([{"id": "year", "per": "fiscal_year", "max_kg": 450.0}], 5),
        ([{"id": "month", "per": "period", "max_kg": 78.0}], 9),  # 240 - 54 x = 78 in each month
        ([{"id": "march", "per": "period", "max_kg": 78.0, "first": "2027-03"}], 3),
        ([{"id": "hall", "sites": ["hall"], "max_kg": 480.0}], 4),  # 720 - 60 x = 480
        ([{"id": "cloud", "sites": ["cloud"], "max_kg": 0.0}], 0),
        ([{"id": "all", "max_kg": 450.0}, {"id": "january", "until": "2027-02", "max_kg": 78.0}], 5),
        ([{"id": "hall", "sites": ["hall"], "max_kg": 0.0}], 12),
    ],
)
def test_optimum_moves_as_much_work_as_a_limit_asks(limits: list[dict[str, Any]], in_the_cloud: int) -> None:
    assert cost(capped(*limits)) == pytest.approx(12 * 30 + in_the_cloud * 30)


def test_optimum_keeps_units_from_standing_idle() -> None:
    """Bought for 20 USD, 4 stand idle in February, when the job rests: 4 x (60 + 15 + 60) = 540 kg. With 5 kg less one
    of them is not bought, and rented where it is needed: 2 months x 30."""
    own = offer("own", "buy", upfront_usd=20.0, order_until="2027-02")
    path = {"2027-01": 40.0, "2027-02": 0.0, "2027-03": 40.0}
    work = {"workloads__0__demand": [{"geography": "eu", "path": path}], "offers": [own, HERE]}
    assert cost(capped({"id": "cap", "max_kg": 540.0}, **work)) == pytest.approx(4 * 20)
    assert cost(capped({"id": "cap", "max_kg": 535.0}, **work)) == pytest.approx(3 * 20 + 2 * 30)


def test_optimum_is_none_where_today_s_fleet_alone_is_too_much() -> None:
    """15 kg in January, idle."""
    for most, is_possible in ((15.0 + 72.0, True), (14.9, False)):
        given = capped({"id": "cap", "max_kg": most}, holdings=[OLD])
        assert (cost(given) < float("inf")) is is_possible


def test_property_a_tighter_limit_never_costs_less() -> None:
    for fields in ({}, {"per": "period"}, {"per": "fiscal_year", "sites": ["hall"]}):
        costs = [cost(total(kg, **fields)) for kg in (60.0, 80.0, 150.0, 300.0, 500.0, 700.0, 800.0)]
        assert costs == sorted(costs, reverse=True)
        assert costs[0] > costs[-1] == pytest.approx(360)
