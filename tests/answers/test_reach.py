"""What supply, quotas, power and heat leave at best, by hand."""

from __future__ import annotations

import pytest

from solver.answers.check import check
from tests.program.kit import HALL, Document, offer, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)

# The base workload keeps 4 gpu busy, each serving a quarter of its demand.
SHORT: list[tuple[str, Document]] = [
    ("quota", {"offers": [{**OD, "quota_packs": 3.0}]}),
    ("supply", {"offers": [{**OWN, "max_packs": 3.0}]}),
    (
        "power",
        {"offers": [OWN], "sites": [{**HALL, "power_cap_kw": 15.0}], "accelerators__0__busy_kw": 5.0},
    ),
    (
        "heat",
        {"offers": [OWN], "sites": [{**HALL, "heat_cap_kw": 15.0}], "accelerators__0__busy_kw": 5.0},
    ),
]


@pytest.mark.parametrize("changes", [row[1] for row in SHORT], ids=[row[0] for row in SHORT])
def test_three_quarters_of_the_capacity_is_called_short(changes: Document) -> None:
    (problem,) = check(scenario(**changes)).problems
    assert "job in eu: at most" in problem
    assert "without any other work" in problem


@pytest.mark.parametrize(
    "changes",
    [
        {"offers": [{**OD, "quota_packs": 4.0}]},
        {"offers": [{**OWN, "max_packs": 4.0}]},
        {"offers": [OWN], "sites": [{**HALL, "power_cap_kw": 20.0}], "accelerators__0__busy_kw": 5.0},
        {
            "offers": [OWN],
            "sites": [{**HALL, "power_cap_kw": 10.0, "expansions": [{"id": "feed", "kw": 5.0, "max_modules": 2}]}],
            "accelerators__0__busy_kw": 5.0,
        },
        {"offers": [OWN], "sites": [{**HALL, "heat_cap_kw": 20.0, "pue": 2.0}], "accelerators__0__busy_kw": 5.0},
        {"offers": [{**OD, "quota_packs": 3.0}], "workloads__0__max_miss": 0.25},
    ],
)
def test_just_enough_is_not(changes: Document) -> None:
    assert check(scenario(**changes)).problems == ()


# 1200 requests a month are 120 accelerator-hours: 6 in the nights of 20 h, 4 in all hours; in two months half as many.
NIGHTS = {"within_months": 0, "blocks": ["night"]}
ONCE = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 0.0}}]


@pytest.mark.parametrize(
    ("deferral", "units", "changes", "said"),
    [
        (NIGHTS, 5.0, {}, "at most 1,000 of 1,200 requests can be done in 2027-01"),
        ({}, 3.0, {}, "at most 900 of 1,200 requests can be done in 2027-01"),
        (
            {"within_months": 1},
            1.0,
            {"workloads__0__demand": ONCE},
            "at most 600 of 1,200 requests can be done from 2027-01 to 2027-02",
        ),
        ({"within_months": 9}, 3.0, {}, "at most 900 of 1,200 requests can be done in 2027-03"),
    ],
)
def test_deferrable_work_is_short_of_time(deferral: Document, units: float, changes: Document, said: str) -> None:
    given = scenario(offers=[{**OD, "quota_packs": units}], workloads__0__deferral=deferral, **changes)
    (problem,) = check(given).problems
    assert problem == f"case expected: job in eu: {said} (its hours, supply, quotas and power, without any other work)"
    more = scenario(offers=[{**OD, "quota_packs": units + 1}], workloads__0__deferral=deferral, **changes)
    assert check(more).problems == ()
