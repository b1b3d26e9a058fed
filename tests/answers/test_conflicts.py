"""Why nothing fits: the limit that must give is named, with the months and the amount."""

from __future__ import annotations

from typing import Any

import pytest

from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from tests.program.kit import EXACT, HALL, SERVICE, Document, offer, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)
WHY = "(lead times, dates, support, ports)"
LEASE = offer("lease", "lease", term_months=3, monthly_usd=25.0)


def conflicts(**changes: Any) -> tuple[str, ...]:
    made = make_plan(scenario(**{"offers": [OWN], **changes}), "expected", EXACT)
    assert isinstance(made, Infeasible)
    return made.conflicts


def group(*offers: str, **limits: float) -> Document:
    return {"policy__groups": [{"id": "g", "offers": list(offers), **limits}]}


CASES: dict[str, tuple[Document, str]] = {
    "power": (  # 4 x 5 kW x PUE 2
        {"sites": [{**HALL, "power_cap_kw": 35.0, "pue": 2.0}], "accelerators__0__busy_kw": 5.0},
        "power at hall: short by 5 kW of 35 from 2027-01 to 2027-03",
    ),
    "heat": (  # 4 x 5 kW at the rack
        {"sites": [{**HALL, "heat_cap_kw": 17.5, "pue": 2.0}], "accelerators__0__busy_kw": 5.0},
        "heat at hall: short by 2.5 kW of 17.5 from 2027-01 to 2027-03",
    ),
    "a site in use": (  # 4 x 100, and 3 months of 30
        {
            "sites": [{**HALL, "support_usd_per_month": 30.0}],
            "policy__budgets": [{"id": "cap", "kind": "total", "max_usd": 450.0}],
        },
        "total budget cap over the horizon: short by 40 USD of 450",
    ),
    "racks": (
        {"sites": [{**HALL, "rack_cap": 1.5}], "accelerators__0__racks": 0.5},
        "racks at hall: short by 0.5 racks of 1.5 from 2027-01 to 2027-03",
    ),
    "budget of a year": (
        {"policy__budgets": [{"id": "cap", "kind": "capex", "max_usd": 250.0, "fiscal_year": 2027}]},
        "capex budget cap in fiscal year 2027: short by 150 USD of 250",
    ),
    "budget of the horizon": (
        {"policy__budgets": [{"id": "cap", "kind": "total", "max_usd": 399.0}]},
        "total budget cap over the horizon: short by 1 USD of 399",
    ),
    "lead time": (
        {"offers": [{**OWN, "lead_months": 1}]},
        f"job in eu: nothing can be in service in 2027-01, not before 2027-02 {WHY}",
    ),
    "end of support": (
        {"accelerators__0__end_of_support": "2027-03"},
        f"job in eu: nothing can be in service in 2027-03, nor later {WHY}",
    ),
    "supply in all": (
        {"offers": [{**OWN, "max_packs": 3.0}]},
        "packs of own over the horizon: short by 1 packs of 3",
    ),
    "supply in a month": (
        {"offers": [{**OWN, "max_packs_per_period": 3.0}]},
        "packs of own ordered per period: short by 1 packs of 3 in 2027-01",
    ),
    "quota": (
        {"offers": [{**OD, "quota_packs": 3.0}]},
        "quota of od: short by 1 packs of 3 from 2027-01 to 2027-03",
    ),
    "exposure": (  # 4 leases owe 50 USD each at the end of January
        {"offers": [LEASE], "policy__exposure": {"id": "owed", "max_usd": 150.0}},
        "commitment exposure: short by 50 USD of 150 in 2027-01",
    ),
    "vendor share": (
        {"policy__vendor_shares": [{"id": "cap", "vendor": "acme", "max_share": 0.75}]},
        "share of acme in spend (as payee): 100 USD above 75 %",
    ),
    "most of a group": (
        group("own", max_accelerators=3.0),
        "most accelerators of group g: short by 1 accelerators of 3 from 2027-01 to 2027-03",
    ),
    "least of a group": (
        {"offers": [OWN, OD], **group("od", min_accelerators=3.0)},
        "least accelerators of group g: short by 3 accelerators of 3 from 2027-01 to 2027-03",
    ),
    "stacks": (
        {"policy__max_stacks_per_workload": 1, "workloads__0__incumbent_stacks": ["rocm"]},
        "stacks of job: short by 1 stacks of 1",
    ),
    "headroom": (  # 4 x 0.7 x 10 requests/h of 60 are backed
        {"offers": [{**OD, "quota_packs": 4.0}], **SERVICE},
        "headroom of job in eu: short by 32 requests/h of 60 from 2027-01 to 2027-03",
    ),
    "time for work that may wait": (  # 120 accelerator-hours in a night of 20 h
        {
            "offers": [{**OWN, "max_packs": 5.0}],
            "workloads__0__deferral": {"within_months": 0, "blocks": ["night"]},
        },
        "packs of own over the horizon: short by 1 packs of 5",
    ),
    "a deadline": (  # 360 accelerator-hours in two months; 5 units do 300, 3 more in a night of 20 h the rest
        {
            "offers": [{**OD, "quota_packs": 5.0}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "quota of od: short by 3 packs of 5 in 2027-01",
    ),
    "a wait": (  # 330 of January's 360 accelerator-hours by the end of February; the 900 requests of February may wait
        {
            "offers": [],
            "holdings": [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 5.5}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 30.0, "2027-03": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "longest wait of job in eu: 33.3 % more work than arrives within it would wait in 2027-02",
    ),
    "work before anything can do it": (
        {"offers": [{**OWN, "lead_months": 2}], "workloads__0__deferral": {"within_months": 1}},
        f"job in eu: nothing can be in service in 2027-02, not before 2027-03 {WHY}",
    ),
    "whole packs": (  # 4, 8, ... but 5 to 7 are asked for
        {"offers": [{**OWN, "pack": 4}], **group("own", min_accelerators=5.0, max_accelerators=7.0)},
        "least accelerators of group g: short by 1 accelerators of 5 from 2027-01 to 2027-03",
    ),
    "placement": (
        {"workloads__0__jurisdictions": ["us"]},
        "job in eu: no accelerator can serve it (gpu at hall: residency, hall lies in eu, allowed: us)",
    ),
    "service level": (
        {"workloads__0__targets": [{"metric": "ttft", "percentile": 99, "limit_ms": 10.0}]},
        "job in eu: no accelerator can serve it (gpu at hall: latency, no ttft measured at percentile 99 or higher)",
    ),
}


@pytest.mark.parametrize("limit", CASES)
def test_the_limit_in_conflict_is_named(limit: str) -> None:
    changes, sentence = CASES[limit]
    assert conflicts(**changes) == (sentence,)


def test_all_limits_that_must_give_are_named() -> None:
    """Each for itself: either alone would not do."""
    sites = [{**HALL, "power_cap_kw": 3.0}]
    cap = [{"id": "cap", "kind": "capex", "max_usd": 350.0}]
    assert conflicts(sites=sites, accelerators__0__busy_kw=1.0, policy__budgets=cap) == (
        "power at hall: short by 1 kW of 3 from 2027-01 to 2027-03",
        "capex budget cap over the horizon: short by 50 USD of 350",
    )


def test_limits_are_named_before_demand() -> None:
    """Serving less would repair it too, but what the user set is looked at first."""
    said = conflicts(offers=[{**OD, "quota_packs": 1.0}], workloads__0__max_miss=0.5)
    assert said == ("quota of od: short by 1 packs of 1 from 2027-01 to 2027-03",)
