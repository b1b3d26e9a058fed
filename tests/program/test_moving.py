"""Moving: work is served away from home only after its data were copied and it ran there."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, JOB, Hand, cost, keys, offer, program, row, scenario

MONTH = {"start": "2027-01", "periods": 3, "blocks": [{"id": "all", "hours": 30.0, "is_peak": True}]}
HOME = offer("home", "on_demand", usd_per_hour=1.0, site="cloud")
OWN = offer("own", "on_demand", usd_per_hour=0.2)


def away(weeks: int = 0, tb: float = 4.0, **changes: Any) -> Scenario:
    """Data of 4 TB in the cloud, 120 USD a month there; 24 a month in the hall. A TB leaves the cloud at 10 USD."""
    given: dict[str, Any] = {
        "horizon": MONTH,
        "sites": [HALL, {**CLOUD, "egress_usd_per_gb": 0.01}],
        "offers": [HOME, OWN],
        "workloads": [{**JOB, "home_site": "cloud", "data_tb": tb}],
        "policy__porting_every_months": 1,
        "policy__moving": {"double_running_weeks": weeks},
    }
    return scenario(**given | changes)


SERVICE: dict[str, Any] = {"class": "realtime_inference", "headroom": 0.5}
QUOTA = {"quota_packs": 4.0, "capacity_credit": 1.0}
WORK = {**JOB, "home_site": "cloud", "data_tb": 4.0}
HANDS = {
    # 2 of 4 accelerators fit the hall: 3 x (60 + 12) and one copy of the data, 40; at home 360
    "moved_before_served": Hand(away(offers=[HOME, {**OWN, "quota_packs": 2.0}]), 216 + 40),
    # 4 busy, 6 held: home backs 4 and serves them, the hall may only hold 2 more once the data are there
    "moved_before_held": Hand(
        away(offers=[{**HOME, **QUOTA}, {**OWN, "usd_per_hour": 9.0, **QUOTA}], workloads=[{**WORK, **SERVICE}]),
        360 + 40,
    ),
    # 1 busy; so that at most a third waits 2 are held, and home backs 1: part of the peak is carried in the hall
    "moved_before_carried": Hand(
        away(
            offers=[{**HOME, **QUOTA, "quota_packs": 1.0}, {**OWN, "usd_per_hour": 9.0, **QUOTA}],
            workloads=[
                {**WORK, **SERVICE, "headroom": 0.0, "waiting": {"probability": 1 / 3}}
                | {"demand": [{"geography": "eu", "level": 10.0}]}
            ],
        ),
        90 + 40,
    ),
    # losing the cloud must leave half the peak, 2 accelerators that the hall has on call once the data are there
    "moved_before_backup": Hand(
        away(
            offers=[{**HOME, **QUOTA, "quota_packs": 8.0}, {**OWN, "usd_per_hour": 9.0, **QUOTA}],
            workloads=[{**WORK, **SERVICE}],
            policy__redundancy=[{"id": "r", "lose": "site", "only": ["cloud"], "keep": 0.5, "workloads": ["job"]}],
        ),
        360 + 40,
    ),
    # twice in January (120 + 24), then in the hall; the copy starts in January
    "run_before_served": Hand(away(weeks=4), 144 + 48 + 40),
    # the hall has room for 2: they run double in January, 120 + 12, then 60 + 12 twice, and the copy
    "run_once_moving": Hand(away(weeks=4, offers=[HOME, {**OWN, "quota_packs": 2.0}]), 132 + 144 + 40),
    # a copy costs more than it saves: three months save 288
    "moved_once": Hand(away(tb=30.0), 360),
}


def test_rows_serve_and_hold_only_where_the_data_are() -> None:
    """Need at the peak: 60 requests/h. Two weeks are a month."""
    written = program(away(weeks=2, workloads=[{**WORK, **SERVICE}]))
    hall = next(r for r, (_, _, arc) in enumerate(written.instance.arcs) if arc.site.id == "hall")
    ready = {"move[job,hall,0,0]": -1.0}
    begun = {**ready, "move[job,hall,1,0]": -1.0}
    assert row(written, "moved_before_served", 0, "hall", 0, 0, 0).terms == {f"serve[{hall},0,0,0]": 1.0}
    assert row(written, "moved_before_served", 0, "hall", 1, 0, 0).terms == {f"serve[{hall},1,0,0]": 1.0, **ready}
    held = {f"hold[{hall},1,0,0]": pytest.approx(10 / 60), **ready}
    assert row(written, "moved_before_held", 0, "hall", 1, 0, 0).terms == held
    there = {f"serve[{hall},1,0,0]": 1.0, f"double[{hall},1,0,0]": 1.0}
    assert row(written, "run_once_moving", 0, "hall", 1, 0, 0) == ({**there, **begun}, None, 0.0)
    before = {f"serve[{hall},1,0,0]": -1.0, f"double[{hall},1,0,0]": -1.0}
    assert row(written, "run_before_served", 0, "hall", 2, 0, 0, 1) == (
        {f"serve[{hall},2,0,0]": 1.0, **before},
        None,
        0.0,
    )
    assert f"double[{hall},1,0,0]" in row(written, "load_fits_pool", hall, 1, 0, 0).terms
    assert len(row(written, "moved_once", "job", "hall", 0).terms) == 3
    assert not [key for key in keys(written, "moved_before_served") if key[1] == "cloud"]


@pytest.mark.parametrize(("weeks", "months", "periods"), [(0, 1, 0), (4, 1, 1), (5, 1, 2), (13, 3, 1), (26, 1, 6)])
def test_rows_round_weeks_up_to_periods(weeks: int, months: int, periods: int) -> None:
    horizon = {**MONTH, "periods": 8, "months_per_period": months}
    written = program(away(weeks=weeks, horizon=horizon))
    first = next(t for t in range(8) if len(row(written, "moved_before_served", 0, "hall", t, 0, 0).terms) > 1)
    assert first == periods


def test_rows_of_data_that_move_for_nothing() -> None:
    """Without price and time there is nothing to decide; a price of the policy replaces the egress of the home."""
    assert not keys(program(away(tb=0.0)), "moved_once")
    assert not keys(program(away(policy__moving={"usd_per_tb": 0.0})), "moved_once")
    assert keys(program(away(tb=0.0, weeks=1)), "moved_once")
    Hand(away(policy__moving={"usd_per_tb": 7.0}), 72 + 28).check()


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_pays_power_of_what_runs_double() -> None:
    """The hall asks 0.1 USD per kWh of 4 busy kW: 12 USD a month, in the month of double running too."""
    hall = {**HALL, "electricity_usd_per_kwh": 0.1}
    given = away(weeks=4, sites=[hall, {**CLOUD, "egress_usd_per_gb": 0.01}], accelerators__0__busy_kw=1.0)
    Hand(given, 144 + 48 + 40 + 3 * 12).check()


def test_optimum_runs_each_growth_of_the_share_double() -> None:
    """The hall has room for 2, and for 4 in March alone: those 2 could not run double in February."""
    late = {**OWN, "id": "late", "quota_packs": 2.0, "order_from": "2027-03"}
    given = away(weeks=4, offers=[HOME, {**OWN, "quota_packs": 2.0}, late])
    Hand(given, HANDS["run_once_moving"].cost).check()


def test_optimum_starts_the_copy_when_its_payment_fits() -> None:
    """With the copy December would cost 160 USD in 2026: it is made in January, and only February is away."""
    capped = [{"id": "b", "kind": "total", "fiscal_year": 2026, "max_usd": 150.0}]
    given = away(weeks=4, horizon={**MONTH, "start": "2026-12"}, policy__budgets=capped)
    Hand(given, 120 + 144 + 24 + 40).check()


def test_property_longer_double_running_and_dearer_copies_never_cost_less() -> None:
    by_weeks = [cost(away(weeks=weeks)) for weeks in (0, 4, 8, 26)]
    assert by_weeks == sorted(by_weeks)
    assert by_weeks[-1] == pytest.approx(360)
    by_price = [cost(away(tb=tb)) for tb in (1.0, 4.0, 16.0, 64.0)]
    assert by_price == sorted(by_price)
    assert cost(away(workloads=[{**WORK, "home_site": None}])) <= by_price[0]
