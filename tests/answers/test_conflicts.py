"""Why nothing fits: the limit that must give is named, with the months and the amount."""

from __future__ import annotations

from typing import Any

import pytest

from data.plan_io import plan_json
from models.conflict import NothingFits
from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from solver.proof import irreducible
from solver.proof.conflict_words import enough, in_words, price_of, sentence_of
from tests.program.kit import EXACT, HALL, SERVICE, Document, offer, scenario
from tests.program.test_exit_ramp import leaving

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)
WHY = "(lead times, dates, support, ports)"
MEASURED: Document = {"benchmarks__0__points": [{"throughput": 10.0, "latency_ms": {"ttft_p95": 50.0}}]}
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
        "packs of own over the horizon: short by 1 pack of 3; or " + missed(25),
    ),
    "supply in a month": (
        {"offers": [{**OWN, "max_packs_per_period": 3.0}]},
        "packs of own ordered per period: short by 1 pack of 3 in 2027-01; or " + missed(25, "in 2027-01"),
    ),
    "quota": (
        {"offers": [{**OD, "quota_packs": 3.0}]},
        "quota of od: short by 1 pack of 3 from 2027-01 to 2027-03; or " + missed(25),
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
        "share cap of accelerators on silicon of acme: 1 accelerator above 75 % from 2027-01 to 2027-03; or "
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
    "longest term": (  # the cheaper way first: 3 leases for 3 months of 25, or 3 packs of 100
        {"offers": [{**LEASE, "term_months": 36}, {**OWN, "max_packs": 1.0}], "policy__max_term_months": 24},
        "longest term of 24 months: 3 packs of lease (36 months) would do; or packs of own over the horizon: short by "
        "3 packs of 1; or " + missed(75),
    ),
    "least of a mix": (
        {"policy__contract_mix": [{"id": "m", "modes": ["lease"], "min_share": 0.5}]},
        "least share of mix m (lease among all orders), over the horizon: 2 accelerators below 50 %; or " + missed(100),
    ),
    "most of a mix": (
        {
            "offers": [OWN, LEASE],
            "policy__max_term_months": 1,
            "policy__contract_mix": [{"id": "m", "modes": ["buy"], "max_share": 0.0, "per": "fiscal_year"}],
        },
        "longest term of 1 month: 4 packs of lease (3 months) would do; or largest share of mix m (buy among all "
        "orders), in fiscal year 2027: 4 accelerators above 0 %; or " + missed(100),
    ),
    "mix by value": (  # 300 of 375 USD
        {
            "offers": [{**OWN, "max_packs": 3.0}, LEASE],
            "policy__contract_mix": [{"id": "m", "modes": ["buy"], "min_share": 0.81, "measure": "value"}],
        },
        "least share of mix m (buy among all orders by value), over the horizon: 3.75 USD below 81 %; or packs of own "
        "over the horizon: short by 1 pack of 3; or " + missed(25),
    ),
    "total capacity": (
        group(max_accelerators=3.0),
        "most accelerators of group g: short by 1 accelerator of 3 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "most of a group": (
        group("own", max_accelerators=3.0),
        "most accelerators of group g: short by 1 accelerator of 3 from 2027-01 to 2027-03; or " + missed(25),
    ),
    "least of a group": (
        {"offers": [OWN, OD], **group("od", min_accelerators=3.0)},
        "least accelerators of group g: short by 3 accelerators of 3 from 2027-01 to 2027-03",
    ),
    "stacks": (
        {"policy__max_stacks_per_workload": 1, "workloads__0__incumbent_stacks": ["rocm"]},
        "stacks of job: short by 1 stack of 1; or " + missed(100),
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
        "packs of own over the horizon: short by 1 pack of 5; or "
        + less_work("16.7 %", "200 of 1,200", "2027-01 to 2027-03"),
    ),
    "a deadline": (  # 360 accelerator-hours in two months; 5 units do 300, 6 in both months all
        {
            "offers": [{**OD, "quota_packs": 5.0}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "quota of od: short by 1 pack of 5 from 2027-01 to 2027-02; or "
        + less_work("8.34 %", "300 of 3,600", "2027-01 to 2027-02"),
    ),
    "a wait": (  # 330 of January's 360 accelerator-hours by the end of February; the 900 requests of February may wait
        {
            "offers": [],
            "holdings": [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 5.5}],
            "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 30.0, "2027-03": 0.0}}],
            "workloads__0__deferral": {"within_months": 1},
        },
        "longest wait of job in eu: 33.4 % more work than arrives within it would wait in 2027-02; or "
        + less_work("3.71 %", "167 of 4,500", "2027-01 to 2027-02"),
    ),
    "work before anything can do it": (
        {"offers": [{**OWN, "lead_months": 2}], "workloads__0__deferral": {"within_months": 1}},
        f"job in eu: nothing can be in service in 2027-02, not before 2027-03 {WHY}",
    ),
    "whole packs": (  # 4, 8, ... but 5 to 7 are asked for
        {"offers": [{**OWN, "pack": 4}], **group("own", min_accelerators=5.0, max_accelerators=7.0)},
        "; or ".join(
            f"{bound} accelerators of group g: short by 1 accelerator of {n} from 2027-01 to 2027-03"
            for bound, n in (("least", 5), ("most", 7))
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
    assert said == ("quota of od: short by 1 pack of 1 from 2027-01 to 2027-03; or " + missed(25),)


def test_a_limit_that_would_not_be_enough_alone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power and racks for 3 of 4; told to look for one set only, the search does not know that racks are short too."""
    monkeypatch.setattr(irreducible, "MOST_SETS", 1)
    sites = [{**HALL, "power_cap_kw": 3.0, "rack_cap": 3.0}]
    (said,) = conflicts(sites=sites, accelerators__0__busy_kw=1.0, accelerators__0__racks=1.0)
    first, other = said.split("; or ")
    assert first == missed(25)
    assert other in ("power at hall: not enough alone", "racks at hall: not enough alone")


def why(**changes: Any) -> NothingFits:
    made = make_plan(scenario(**{"offers": [OWN], **changes}), "expected", EXACT)
    assert isinstance(made, Infeasible)
    return made.why


def test_a_limit_says_what_it_is_about_and_from_when_it_must_give() -> None:
    (found,) = why(**CASES["power"][0]).conflicts
    power, demand = found.limits
    assert (power.kind, power.site, power.is_service, power.precision) == ("site", "hall", False, "exact")
    assert (power.allowed, power.allowed_unit, power.by, power.unit) == (35.0, "kW", pytest.approx(5.0), "kW")
    assert power.periods == ("2027-01", "2027-02", "2027-03")
    assert (demand.kind, demand.workload, demand.geography) == ("dispatch", "job", "eu")
    assert (demand.by, demand.allowed, demand.unit) == (pytest.approx(10.0), 40.0, "requests/h")


def test_a_share_is_stated_apart_from_the_amount_that_exceeds_it() -> None:
    (found,) = why(**CASES["vendor share"][0]).conflicts
    share = found.limits[0]
    assert (share.allowed, share.allowed_unit, share.by, share.unit) == (0.75, "share", pytest.approx(100.0), "USD")
    assert (share.record, share.periods) == ("cap", ())


def test_rules_rank_by_what_a_plan_then_costs_and_service_does_not() -> None:
    """3 leases for 3 months of 25 beside one unit of 100, or 4 units of 100."""
    (found,) = why(**CASES["longest term"][0]).conflicts
    lease, own, demand = found.limits
    assert [(limit.kind, limit.rank) for limit in found.limits] == [("term", 1), ("supply", 2), ("dispatch", None)]
    assert lease.plan_usd_at_least == pytest.approx(3 * 3 * 25 + 100, rel=1e-4)
    assert own.plan_usd_at_least == pytest.approx(4 * 100, rel=1e-4)
    assert demand.plan_usd_at_least is None
    assert found.price == (
        "A plan then costs at least, discounted: 325.00 USD if longest term of 24 months gives; 400.00 USD if packs of "
        "own over the horizon gives."
    )


def test_a_rule_alone_has_a_cost_and_no_rank() -> None:
    """A budget of 399, and 4 x 100 to pay."""
    (found,) = why(**CASES["budget of the horizon"][0]).conflicts
    assert (found.limits[0].rank, found.limits[0].plan_usd_at_least) == (None, pytest.approx(400, rel=1e-4))


def test_what_is_in_conflict_survives_writing_and_reads_the_same() -> None:
    found = why(**CASES["power"][0])
    again = NothingFits.model_validate_json(plan_json(found))
    assert again == found
    for conflict in again.conflicts:
        assert conflict.sentence == sentence_of(conflict.limits)
        assert conflict.price == price_of(conflict.limits)
        assert all(limit.sentence == in_words(limit) for limit in conflict.limits)
    assert again.lines == (again.conflicts[0].sentence, f"  {again.conflicts[0].price}")


def test_without_time_for_whole_numbers_the_relaxation_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """It buys parts of packs: 4 of 8."""
    monkeypatch.setattr(irreducible, "SECONDS_IN_ALL", 0.0)
    (found,) = why(offers=[{**OWN, "pack": 8, "max_packs": 0.25}]).conflicts
    assert (found.limits[0].precision, found.limits[0].plan_usd_at_least) == ("at_least", None)
    assert found.sentence.startswith("packs of own over the horizon: short by at least 0.25 packs of 0.25")
    assert found.price == ""


def test_the_nearest_miss_comes_first() -> None:
    """First token within 10 ms: 300 and 40 ms of round trip are too far, 80 ms are nearer than 100."""
    far, near = ({**HALL, "id": name, "rtt_ms": {"eu": rtt}} for name, rtt in (("far", 300.0), ("near", 40.0)))
    offers = [{**OWN, "id": f"own-{site}", "site": site} for site in ("far", "near")]
    target = {"metric": "ttft", "percentile": 95, "limit_ms": 10.0}
    (work,) = why(offers=offers, sites=[far, near], workloads__0__targets=[target], **MEASURED).unservable
    assert [miss.site for miss in work.misses] == ["near", "far"]
    missed = [miss.missed_ms for miss in work.misses]
    assert missed[1] - missed[0] == pytest.approx(260.0)
    assert (work.workload, work.geography, work.period) == ("job", "eu", None)
    assert work.misses[0].reason == "latency"
    assert work.sentence.startswith("job in eu: no accelerator can serve it (gpu at near: latency, ttft_p95 is ")


def test_what_comes_too_late_says_from_when_something_can() -> None:
    found = why(offers=[{**OWN, "lead_months": 1}])
    (work,) = found.unservable
    assert (work.period, work.not_before, found.conflicts) == ("2027-01", "2027-02", ())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (367_215.08, "367,216"),
        (100.0, "100"),
        (8.331, "8.34"),
        (5.0000001, "5"),
        (0.031201, "0.0313"),
        (999.2, "1,000"),
    ],
)
def test_what_is_said_is_never_less_than_what_is_needed(value: float, said: str) -> None:
    assert enough(value) == said


def test_an_exit_ramp_that_cannot_be_kept_is_named_with_its_time() -> None:
    """A port of half a year is not done in three months."""
    made = make_plan(leaving(port_months=6), "expected", EXACT)
    assert isinstance(made, Infeasible)
    (found,) = made.why.conflicts
    (ramp,) = found.limits
    assert (ramp.kind, ramp.record, ramp.workload) == ("redundancy", "cuda", "job")
    assert found.sentence == (
        "redundancy r0: without stack cuda within 3 months, peak of job in eu kept: short by 0.5 of the peak of 0.5 "
        "from 2027-01 to 2027-03"
    )
