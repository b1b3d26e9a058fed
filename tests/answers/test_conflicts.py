"""Why nothing fits: the limit that must give is named, with the months and the amount."""

from __future__ import annotations

from typing import Any

import pytest

from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from solver.proof import irreducible
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


def missed(percent: int, when: str = "from 2027-01 to 2027-03") -> str:
    """What serving less would take, of 40 requests/h."""
    return (
        f"demand of job in eu: {percent} % more of it would be missed ({40 * percent // 100} of 40 requests/h) {when}"
    )


def less_work(share: str, requests: str, months: str) -> str:
    """What doing less of the work that may wait would take."""
    return f"work of job in eu: {share} more of it would be missed ({requests} requests) from {months}"


CASES: dict[str, tuple[Document, str]] = {
    "power": (  # 4 x 5 kW x PUE 2
        {"sites": [{**HALL, "power_cap_kw": 35.0, "pue": 2.0}], "accelerators__0__busy_kw": 5.0},
        "power at hall: short by 5 kW of 35 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "heat": (  # 4 x 5 kW at the rack
        {"sites": [{**HALL, "heat_cap_kw": 17.5, "pue": 2.0}], "accelerators__0__busy_kw": 5.0},
        "heat at hall: short by 2.5 kW of 17.5 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "a site in use": (  # 4 x 100, and 3 months of 30
        {
            "sites": [{**HALL, "support_usd_per_month": 30.0}],
            "policy__budgets": [{"id": "cap", "kind": "total", "max_usd": 450.0}],
        },
        "total budget cap over the horizon: short by 40 USD of 450; or " + missed(25),
    ),
    "floor": (  # 4 x half a rack x 3 m2
        {
            "sites": [{**HALL, "floor_cap_m2": 5.0, "m2_per_rack": 3.0}],
            "accelerators__0__racks": 0.5,
        },
        "floor at hall: short by 1 m2 of 5 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "modules": (  # one module of 5 of the 10 kW that lack
        {
            "sites": [{**HALL, "power_cap_kw": 10.0, "expansions": [{"id": "feed", "kw": 5.0}]}],
            "accelerators__0__busy_kw": 5.0,
        },
        "power at hall: short by 5 kW of 10 from 2027-01 to 2027-03; or modules feed at hall: a limit of 1 is too low, "
        "2 would do; or " + missed(25),
    ),
    "racks": (
        {"sites": [{**HALL, "rack_cap": 1.5}], "accelerators__0__racks": 0.5},
        "racks at hall: short by 0.5 racks of 1.5 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "budget of a year": (
        {"policy__budgets": [{"id": "cap", "kind": "capex", "max_usd": 250.0, "fiscal_year": 2027}]},
        "capex budget cap in fiscal year 2027: short by 150 USD of 250; or " + missed(50),
    ),
    "budget of the horizon": (
        {"policy__budgets": [{"id": "cap", "kind": "total", "max_usd": 399.0}]},
        "total budget cap over the horizon: short by 1 USD of 399; or " + missed(25),
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
        "packs of own over the horizon: short by 1 packs of 3; or " + missed(25),
    ),
    "supply in a month": (
        {"offers": [{**OWN, "max_packs_per_period": 3.0}]},
        "packs of own ordered per period: short by 1 packs of 3 in 2027-01; or " + missed(25, "in 2027-01"),
    ),
    "quota": (
        {"offers": [{**OD, "quota_packs": 3.0}]},
        "quota of od: short by 1 packs of 3 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "exposure": (  # 4 leases owe 50 USD each at the end of January
        {"offers": [LEASE], "policy__exposure": {"id": "owed", "max_usd": 150.0}},
        "commitment exposure: short by 50 USD of 150 in 2027-01; or " + missed(25, "in 2027-01"),
    ),
    "vendor share": (
        {"policy__vendor_shares": [{"id": "cap", "vendor": "acme", "max_share": 0.75}]},
        "share of acme in spend (as payee): 100 USD above 75 %; or " + missed(100),
    ),
    "share of accelerators": (  # all 4 are of acme
        {
            "policy__capacity_shares": [
                {"id": "cap", "of": "silicon", "names": ["acme"], "max_share": 0.75, "measure": "in_service"}
            ]
        },
        "share cap of accelerators on silicon of acme: 1 accelerators above 75 % from 2027-01 to 2027-03; or "
        + missed(100),
    ),
    "share of work": (
        {
            "stacks": [{"id": "cuda", "is_proprietary": True}, {"id": "rocm"}],
            "policy__capacity_shares": [{"id": "cap", "of": "proprietary", "max_share": 0.5}],
        },
        "share cap of work served on proprietary stacks: 2 accelerators above 50 % from 2027-01 to 2027-03; or "
        + missed(100),
    ),
    "longest term": (
        {"offers": [{**LEASE, "term_months": 36}, {**OWN, "max_packs": 1.0}], "policy__max_term_months": 24},
        "packs of own over the horizon: short by 3 packs of 1; or longest term of 24 months: 3 packs of lease "
        "(36 months) would do; or " + missed(75),
    ),
    "total capacity": (
        group(max_accelerators=3.0),
        "most accelerators of group g: short by 1 accelerators of 3 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "most of a group": (
        group("own", max_accelerators=3.0),
        "most accelerators of group g: short by 1 accelerators of 3 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "least of a group": (
        {"offers": [OWN, OD], **group("od", min_accelerators=3.0)},
        "least accelerators of group g: short by 3 accelerators of 3 from 2027-01 to 2027-03",
    ),
    "stacks": (
        {"policy__max_stacks_per_workload": 1, "workloads__0__incumbent_stacks": ["rocm"]},
        "stacks of job: short by 1 stacks of 1; or " + missed(100),
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
        "packs of own over the horizon: short by 1 packs of 5; or "
        + less_work("16.7 %", "200 of 1,200", "2027-01 to 2027-03"),
    ),
    "a deadline": (  # 360 accelerator-hours in two months; 5 units do 300, 6 in both months all
        {
            "offers": [{**OD, "quota_packs": 5.0}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "quota of od: short by 1 packs of 5 from 2027-01 to 2027-02; or "
        + less_work("8.33 %", "300 of 3,600", "2027-01 to 2027-02"),
    ),
    "a wait": (  # 330 of January's 360 accelerator-hours by the end of February; the 900 requests of February may wait
        {
            "offers": [],
            "holdings": [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 5.5}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 30.0, "2027-03": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "longest wait of job in eu: 33.3 % more work than arrives within it would wait in 2027-02; or "
        + less_work("3.7 %", "167 of 4,500", "2027-01 to 2027-02"),
    ),
    "work before anything can do it": (
        {"offers": [{**OWN, "lead_months": 2}], "workloads__0__deferral": {"within_months": 1}},
        f"job in eu: nothing can be in service in 2027-02, not before 2027-03 {WHY}",
    ),
    "whole packs": (  # 4, 8, ... but 5 to 7 are asked for
        {"offers": [{**OWN, "pack": 4}], **group("own", min_accelerators=5.0, max_accelerators=7.0)},
        "; or ".join(
            f"{bound} accelerators of group g: short by 1 accelerators of {n} from 2027-01 to 2027-03"
            for bound, n in (("most", 7), ("least", 5))
        ),
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


def test_every_set_is_named() -> None:
    """Power for 3 of 4, money for 3.5: each for itself, and serving less would mend either."""
    sites = [{**HALL, "power_cap_kw": 3.0}]
    cap = [{"id": "cap", "kind": "capex", "max_usd": 350.0}]
    assert conflicts(sites=sites, accelerators__0__busy_kw=1.0, policy__budgets=cap) == (
        "power at hall: short by 1 kW of 3 from 2027-01 to 2027-03; or " + missed(25),
        "capex budget cap over the horizon: short by 50 USD of 350; or " + missed(25),
    )


def test_what_may_be_missed_anyway_is_not_counted() -> None:
    """One unit of four does a quarter, half may be missed: another quarter would be."""
    said = conflicts(offers=[{**OD, "quota_packs": 1.0}], workloads__0__max_miss=0.5)
    assert said == ("quota of od: short by 1 packs of 1 from 2027-01 to 2027-03; or " + missed(25),)


def test_a_limit_that_would_not_be_enough_alone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power and racks for 3 of 4; told to look for one set only, the search does not know that racks are short too."""
    monkeypatch.setattr(irreducible, "MOST_SETS", 1)
    sites = [{**HALL, "power_cap_kw": 3.0, "rack_cap": 3.0}]
    (said,) = conflicts(sites=sites, accelerators__0__busy_kw=1.0, accelerators__0__racks=1.0)
    first, other = said.split("; or ")
    assert first == missed(25)
    assert other in ("power at hall: not enough alone", "racks at hall: not enough alone")
