"""The scenario that is planned again: firm orders as holdings, nothing added before they end, demand as measured."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.hardware import Holding
from models.replan import replanned
from models.replanning import Actual, FirmOrder, Previous
from models.scenario import Scenario
from tests.proof.audit_kit import Document, offer, scenario

OWN: Document = offer("own", "buy", upfront_usd=800.0, life_months=48, pack=8, support_share_per_year=0.12)
LEASE: Document = {
    **offer("lease", "lease", upfront_usd=16.0, monthly_usd=8.0, committed_usd_per_hour=4.0, term_months=12, pack=4),
    "software_usd_per_year": 24.0,
    "fabric_usd_per_month": 3.0,
    "capacity_credit": 0.5,
    "availability": 0.9,
}
MAY = FirmOrder(id="own/2026-11", offer="own", ordered="2026-11", since="2027-02", packs=3.0)
SIGNED = FirmOrder(id="lease/2026-12", offer="lease", ordered="2026-12", since="2026-12", until="2027-12", packs=2.0)


def previous(**fields: Any) -> Previous:
    return Previous(**{"content_hash": "", "firm_until": "2027-01", "first": "2027-01", "until": "2027-04", **fields})


def given(**changes: Any) -> Scenario:
    return scenario(offers=[OWN, LEASE], **changes)


def test_without_a_previous_plan_the_scenario_is_itself() -> None:
    before = given()
    assert replanned(before, None) is before
    assert replanned(before, previous()) == before


def test_a_firm_order_is_a_holding_on_the_terms_of_its_offer() -> None:
    own, lease = replanned(given(), previous(firm=(MAY, SIGNED))).holdings
    assert own == Holding(
        id="own/2026-11", accelerator="gpu", site="hall", vendor="acme", accelerators=24.0, since="2027-02", mode="buy",
        offer="own", upfront_usd=100.0, monthly_usd=1.0, life_months=48, availability=1.0, capacity_credit=1.0,
    )  # fmt: skip
    assert (lease.accelerators, lease.until, lease.mode) == (8.0, "2027-12", "lease")
    assert (lease.monthly_usd, lease.committed_usd_per_hour, lease.upfront_usd) == (2.0, 1.0, 4.0)
    assert (lease.beside_usd_per_month, lease.credit, lease.availability) == (5.0, 0.5, 0.9)


def test_a_holding_of_the_file_stands_for_the_firm_order_of_its_name() -> None:
    own = {"id": "own/2026-11", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 20.0}
    found = replanned(given(holdings=[own]), previous(firm=(MAY,)))
    assert [h.accelerators for h in found.holdings] == [20.0]


def test_nothing_is_added_before_firm_orders_end() -> None:
    """3 of 5 are firm inside the horizon: two are left, from March on. What is rented stays as it was."""
    limited = {**OWN, "max_packs": 5.0}
    rented = offer("od", "on_demand", usd_per_hour=1.0)
    inside = MAY.model_copy(update={"ordered": "2027-01"})
    before = scenario(offers=[limited, LEASE, rented])
    own, lease, od = replanned(before, previous(firm_until="2027-03", firm=(inside,))).offers
    assert (own.order_from, own.max_packs) == ("2027-03", 2.0)
    assert (lease.order_from, od.order_from) == ("2027-03", None)
    earlier = replanned(before, previous(firm_until="2027-03", firm=(MAY,))).offers[0]
    assert earlier.max_packs == 5.0  # ordered before the horizon


def rows(*amounts: float) -> tuple[Actual, ...]:
    return tuple(
        Actual(month=f"2026-{12 - n:02d}", workload="job", geography="eu", demand=amount)
        for n, amount in enumerate(amounts)
    )


def test_measured_demand_of_the_last_three_months_is_the_new_level() -> None:
    """40 requests/h expected: 50, 40, 60 were measured, and 1 long ago, which no longer counts."""
    found = replanned(given(), previous(actuals=rows(60.0, 40.0, 50.0, 1.0)))
    assert found.workloads[0].demand[0].level == pytest.approx(50.0)
    path = {"2027-01": 40.0, "2027-03": 80.0}
    bent = replanned(given(workloads__0__demand=[{"geography": "eu", "path": path}]), previous(actuals=rows(30.0)))
    assert bent.workloads[0].demand[0].path == pytest.approx({"2027-01": 30.0, "2027-03": 60.0})


def test_growth_is_run_back_to_the_months_measured() -> None:
    """Growing by 100 % a year to 40 in January, 20 were expected a year before."""
    growing = [{"geography": "eu", "level": 40.0, "growth_per_year": 1.0}]
    year_ago = (Actual(month="2026-01", workload="job", geography="eu", demand=30.0),)
    found = replanned(given(workloads__0__demand=growing), previous(actuals=year_ago))
    assert found.workloads[0].demand[0].level == pytest.approx(60.0)


def test_a_forecast_of_nothing_cannot_be_rescaled() -> None:
    idle = given(workloads__0__demand=[{"geography": "eu", "path": {"2027-01": 0.0, "2027-02": 9.0}}])
    with pytest.raises(ValueError, match="job in eu: the forecast of the measured months is 0"):
        replanned(idle, previous(actuals=rows(3.0)))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"since": "2027-03", "until": "2027-03"}, "`until` must be after `since`"),
        ({"life_months": 12, "mode": "lease", "since": "2027-01"}, "bought units whose `since` is known"),
        ({"life_months": 12, "mode": "buy"}, "bought units whose `since` is known"),
        ({"upfront_usd": 3.0}, "is due in `since`"),
        ({"ordered": "2027-03", "since": "2027-02"}, "not before `ordered`"),
        ({"lane": "common", "dedicated_to": "job@eu"}, "give `lane` or `dedicated_to`"),
        ({"offer": "none"}, "'none' is not one of the offers"),
        ({"dedicated_to": "job@mars"}, "'job@mars' is not one of the workloads@geographies; known: job@eu"),
    ],
)
def test_a_holding_that_makes_no_sense_is_refused(fields: Document, message: str) -> None:
    held = {"id": "h", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, **fields}
    with pytest.raises(ValidationError, match=message):
        given(holdings=[held])
