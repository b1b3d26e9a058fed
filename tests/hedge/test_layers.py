"""Which demand an order covers: what stands there first, committed demand at the bottom, launches on top."""

from __future__ import annotations

from typing import Any

import pytest

from models.bands import Tranche
from models.hedge import Hedge
from models.scenario import Scenario
from solver.hedge.make import Hedged, make_hedge
from solver.search.options import SearchOptions
from tests.proof.audit_kit import offer, scenario

PARTS = [
    {"driver": "committed", "level": 20.0},
    {"driver": "expansion", "level": 30.0, "first": "2027-02"},
    {"driver": "launch", "level": 10.0, "first": "2027-03", "milestone": "go-live"},
]
OWN = offer("own", "buy", upfront_usd=10.0)
RENTED = offer("rented", "on_demand", usd_per_hour=1.0)


def given(**changes: Any) -> Scenario:
    """Two cases that are alike, so that every order is firm; 2, 5 and 6 accelerators are needed in three months."""
    cases = [{"id": "expected", "probability": 0.5}, {"id": "same", "probability": 0.5}]
    fields = {
        "workloads__0__demand": [{"geography": "eu", "parts": PARTS}],
        "milestones": [{"id": "go-live", "month": "2027-03", "owner": "Product"}],
        "cases": cases,
        "offers": [OWN],
        **changes,
    }
    return scenario(**fields)


def hedge(made: Scenario) -> Hedge:
    found = make_hedge(made, SearchOptions(gap=0.0, absolute_gap_usd=0.001, threads=1))
    assert isinstance(found, Hedged), found
    return found.hedge


def by_driver(found: Hedge) -> dict[str | None, float]:
    sums: dict[str | None, float] = {}
    for row in found.tranches:
        sums[row.driver] = sums.get(row.driver, 0.0) + row.packs
    return sums


def of(found: Hedge, driver: str) -> Tranche:
    return next(row for row in found.tranches if row.driver == driver)


def test_an_order_is_split_by_what_it_covers_at_its_busiest() -> None:
    found = hedge(given())
    assert by_driver(found) == {"committed": 2, "expansion": 3, "launch": 1}
    assert (of(found, "launch").band, of(found, "launch").milestone, of(found, "launch").owner) == (
        "surge", "go-live", "Product",
    )  # fmt: skip
    assert all(not row.triggers for row in found.tranches)


def test_todays_fleet_covers_the_lowest_layers() -> None:
    fleet = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 3.0}
    assert by_driver(hedge(given(holdings=[fleet]))) == {"expansion": 2, "launch": 1}


def test_what_is_rented_carries_the_top() -> None:
    dear = offer("own", "buy", upfront_usd=40.0)  # a month of rent costs 30: the launch of one month is rented
    found = hedge(given(offers=[dear, RENTED]))
    assert by_driver(found) == {"committed": 2, "expansion": 3}


def test_larger_packs_are_told_whole_and_what_is_over_stays_on_top() -> None:
    found = hedge(given(offers=[offer("own", "buy", upfront_usd=10.0, pack=4)]))
    assert by_driver(found) == {"committed": 1, "expansion": 1}  # 8 for 6: 2.7, 4 and 1.3 accelerators of each driver
    parts = hedge(given(offers=[offer("own", "buy", upfront_usd=10.0, pack=4, orders="fractional")]))
    assert by_driver(parts) == pytest.approx({"committed": 0.5, "expansion": 0.75, "launch": 0.25})


def test_demand_without_parts_is_committed_as_far_as_in_the_first_month() -> None:
    path = {"2027-01": 40.0, "2027-02": 40.0, "2027-03": 60.0}
    found = hedge(given(workloads__0__demand=[{"geography": "eu", "path": path}], milestones=[]))
    assert by_driver(found) == {"committed": 4, "expansion": 2}
    assert found.findings[0].startswith("T")
    assert "no milestone: give the part of the demand that each covers one" in " ".join(found.findings)
