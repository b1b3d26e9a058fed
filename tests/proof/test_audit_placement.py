"""Arcs: operating points, throughput per accelerator, and the reason of every removed pair (section 3)."""

import json

import pytest

from models.benchmark import Benchmark
from models.service import ServiceTarget
from solver.proof.audit.operating_point import operating_point
from tests.proof.audit_kit import auditor

CURVE = [
    {"load": 1.0, "throughput": 10.0, "latency_ms": {"ttft_p95": 100.0, "e2e_p99": 1000.0}},
    {"load": 2.0, "throughput": 20.0, "latency_ms": {"ttft_p95": 200.0, "e2e_p99": 1200.0}},
    {"load": 4.0, "throughput": 26.0, "latency_ms": {"ttft_p95": 500.0, "e2e_p99": 3200.0}},
]


def record(points):
    text = {"id": "b", "profile": "p", "accelerator": "a", "unit": "requests/h", "points": points}
    return Benchmark.model_validate_json(json.dumps(text))


def best(points, *targets, rtt=0.0):
    wanted = tuple(ServiceTarget(metric=m, percentile=p, limit_ms=limit) for m, p, limit in targets)
    return operating_point(record(points), wanted, rtt)


def test_without_targets_the_highest_point_counts():
    found = best(CURVE)
    assert found.throughput == 26.0
    assert found.bottlenecks == {"throughput"}


def test_throughput_is_interpolated_to_the_limit():
    found = best(CURVE, ("ttft", 95, 350.0))  # half way from 200 to 500 ms
    assert found.throughput == pytest.approx(23.0)
    assert found.bottlenecks == {"ttft_p95"}


def test_of_two_targets_the_tighter_one_counts():
    # ttft alone: 23 at load 3; e2e at 1400 ms: a tenth of the way from 1200 to 3200, load 2.2, 20.6
    found = best(CURVE, ("ttft", 95, 350.0), ("e2e", 99, 1400.0))
    assert found.throughput == pytest.approx(20.6)
    assert found.bottlenecks == {"e2e_p99"}


def test_a_target_reads_the_next_higher_percentile():
    found = best(CURVE, ("e2e", 50, 1100.0))
    assert found.throughput == pytest.approx(15.0)
    assert found.bottlenecks == {"e2e_p99", "e2e_p50"}
    assert best(CURVE, ("ttft", 99, 1e6)) is None  # p95 says nothing about p99
    assert best(CURVE, ("tpot", 50, 1e6)) is None  # not measured at all


def test_nothing_is_extrapolated():
    assert best(CURVE, ("ttft", 95, 99.0)) is None
    assert best(CURVE, ("ttft", 95, 1e6)).throughput == 26.0


def test_a_limit_met_exactly_is_met():
    assert best(CURVE, ("ttft", 95, 100.0)).throughput == pytest.approx(10.0)
    assert best(CURVE[:1], ("ttft", 95, 100.0)).throughput == 10.0
    assert best(CURVE[:1], ("ttft", 95, 99.9)) is None


def test_the_network_takes_its_part_of_what_users_see():
    assert best(CURVE, ("ttft", 95, 250.0), rtt=50.0).throughput == pytest.approx(20.0)
    assert best(CURVE, ("ttft", 95, 250.0), rtt=None) is None
    points = [{"throughput": 5.0, "latency_ms": {"tpot_p50": 10.0}}]
    assert best(points, ("tpot", 50, 10.0), rtt=None).throughput == 5.0  # between tokens there is no round trip


def test_a_curve_that_dips_may_be_used_on_both_sides():
    dip = [
        {"load": 1.0, "throughput": 30.0, "latency_ms": {"ttft_p50": 90.0}},
        {"load": 2.0, "throughput": 20.0, "latency_ms": {"ttft_p50": 50.0}},
        {"load": 3.0, "throughput": 28.0, "latency_ms": {"ttft_p50": 90.0}},
    ]
    # at 70 ms the left piece allows its lower half (25), the right one its upper half up to 24
    assert best(dip, ("ttft", 50, 70.0)).throughput == pytest.approx(25.0)


def test_throughput_is_per_accelerator_in_the_service_unit_less_failed_work():
    changes = {
        "unit": "requests/s",
        "accelerators_per_replica": 8,
        "failed_share": 0.25,
        "points": [{"throughput": 4.0}],
    }
    judge = auditor(**{f"benchmarks__0__{name}": value for name, value in changes.items()})
    assert judge.facts.speed(("job", "eu"), ("gpu", "hall")) == pytest.approx(4.0 * 3600 * 0.75 / 8)


def bench(name, throughput, **fields):
    common = {"id": name, "profile": "work", "accelerator": "gpu", "unit": "requests/h"}
    return {**common, "points": [{"throughput": throughput}], **fields}


def arc(*records):
    return auditor(benchmarks=list(records)).facts.placement.arcs[("job", "eu"), ("gpu", "hall")]


def test_the_fastest_record_counts():
    found = arc(bench("slow", 10.0), bench("fast", 12.0))
    assert (found.throughput, set(found.origins)) == (12.0, {"fast"})


def test_of_equal_records_any_may_be_named_and_the_first_id_is_preferred():
    assert list(arc(bench("z", 10.0), bench("a", 10.0)).origins) == ["a", "z"]


def test_a_record_that_does_not_fit_memory_is_passed_over():
    changes = {"accelerators__0__memory_gb": 80.0}
    two = [bench("big", 50.0, memory_gb=161.0, accelerators_per_replica=2), bench("small", 10.0, memory_gb=80.0)]
    judge = auditor(benchmarks=two, **changes)
    assert judge.facts.speed(("job", "eu"), ("gpu", "hall")) == 10.0
    judge = auditor(benchmarks=two[:1], **changes)
    assert list(judge.facts.placement.removed.values()) == ["memory"]
    judge = auditor(benchmarks=two[:1])  # memory of the accelerator unknown
    assert judge.facts.speed(("job", "eu"), ("gpu", "hall")) == 25.0


OWN_TEST = {"accelerator": "gpu", "date": "2027-03", "traffic_share": 0.1}
LATENT = {
    "benchmarks__0__points": CURVE,
    "workloads__0__targets": [{"metric": "ttft", "percentile": 95, "limit_ms": 150.0}],
}


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("sites", {"workloads__0__sites": ["elsewhere"]}),
        ("classes", {"workloads__0__classes": ["tpu", "asic"]}),
        ("residency", {"workloads__0__jurisdictions": ["us"]}),
        ("tags", {"workloads__0__required_tags": ["iso27001"]}),
        ("tags", {"policy__placement": {"required_tags": {"internal": ["hipaa"]}}}),
        ("data_rights", {"workloads__0__data_rights": ["train"]}),
        ("data_rights", {"workloads__0__data_rights": ["retrieve", "isolated"]}),
        ("data_rights", {"workloads__0__class": "fine_tuning"}),
        ("maturity", {"accelerators__0__is_pilot": True}),
        ("no_benchmark", {"benchmarks": []}),
        ("no_benchmark", {"benchmarks__0__profile": "other"}),
        ("memory", {"benchmarks__0__memory_gb": 81.0, "accelerators__0__memory_gb": 80.0}),
        ("latency", {**LATENT}),  # the round trip is unknown
        ("latency", {**LATENT, "sites__0__rtt_ms": {"eu": 60.0}}),
        # of several broken rules the first counts
        ("sites", {"workloads__0__sites": ["elsewhere"], "workloads__0__jurisdictions": ["us"], "benchmarks": []}),
        ("tags", {"workloads__0__required_tags": ["x"], "accelerators__0__is_pilot": True}),
        ("no_benchmark", {**LATENT, "benchmarks__0__profile": "other"}),
    ],
)
def test_a_removed_pair_keeps_the_first_rule_that_failed(reason, changes):
    sites = [
        {"id": "hall", "kind": "on_prem", "jurisdiction": "eu"},
        {"id": "elsewhere", "kind": "colo", "jurisdiction": "us"},
    ]
    placement = auditor(sites=sites, **changes).facts.placement
    assert placement.removed == {(("job", "eu"), ("gpu", "hall")): reason}
    assert not placement.arcs


@pytest.mark.parametrize(
    "changes",
    [
        {"workloads__0__sites": ["hall"], "workloads__0__classes": ["gpu"], "workloads__0__jurisdictions": ["eu"]},
        {
            "sites__0__tags": ["hipaa", "iso27001"],
            "workloads__0__required_tags": ["iso27001"],
            "workloads__0__sensitivity": "regulated",
            "policy__placement": {"required_tags": {"regulated": ["hipaa"]}},
        },
        {"sites__0__tags": ["isolated"], "workloads__0__data_rights": ["retrieve", "isolated"]},
        {"workloads__0__class": "fine_tuning", "workloads__0__data_rights": ["train"]},
        {"accelerators__0__is_pilot": True, "workloads__0__stage": "exploratory"},
        {"accelerators__0__is_pilot": True, "workloads__0__validations": [OWN_TEST]},
        {**LATENT, "sites__0__rtt_ms": {"eu": 50.0}},  # 100 ms are left, met by the first point
    ],
)
def test_a_pair_that_meets_every_rule_is_an_arc(changes):
    placement = auditor(**changes).facts.placement
    assert set(placement.arcs) == {(("job", "eu"), ("gpu", "hall"))}
    assert not placement.removed


def test_only_places_that_an_offer_or_a_holding_names_are_judged():
    sites = [{"id": name, "kind": "on_prem", "jurisdiction": "eu"} for name in ("hall", "empty", "held")]
    old = {"id": "old", "accelerator": "gpu", "site": "held", "vendor": "acme", "accelerators": 1.0}
    placement = auditor(sites=sites, holdings=[old]).facts.placement
    assert {place for _, place in placement.arcs} == {("gpu", "hall"), ("gpu", "held")}
