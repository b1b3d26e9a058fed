"""Placement: which arcs exist, at what throughput, and the first rule that removes each other one."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.sizing.arcs import size
from tests.program.kit import CLOUD, GPU, HALL, SERVICE, TPU, Document, Hand, cost, offer, scenario, two_chips

TTFT = {"metric": "ttft", "percentile": 90, "limit_ms": 200.0}


def places(**changes: Any) -> Scenario:
    """`tpu` on demand in the cloud for 90 USD each over the horizon; `gpu` to own in the hall for 200 USD each."""
    cheap = {**offer("cheap", "on_demand", usd_per_hour=1.0), "accelerator": "tpu", "site": "cloud"}
    own = offer("own", "buy", upfront_usd=200.0)
    job = {"workloads__0__incumbent_stacks": ["cuda", "rocm"]}
    return scenario(**two_chips(**{"offers": [cheap, own], "sites": [HALL, CLOUD], **job, **changes}))


def job(**fields: Any) -> Document:
    return {f"workloads__0__{name}": value for name, value in fields.items()}


def curve(**fields: Any) -> list[Document]:
    """`gpu` as in the base; `tpu` by a record with two operating points."""
    points = [
        {"load": 1.0, "throughput": 4.0, "latency_ms": {"ttft_p95": 100.0}},
        {"load": 2.0, "throughput": 10.0, "latency_ms": {"ttft_p95": 400.0}},
    ]
    record = {"id": "b-tpu", "profile": "work", "accelerator": "tpu", "unit": "requests/h", "points": points}
    gpu = {"id": "b-gpu", "profile": "work", "accelerator": "gpu", "unit": "requests/h", "points": points[:1]}
    return [gpu, {**record, **fields}]


def arcs(given: Scenario) -> dict[tuple[str, str], float]:
    return {(arc.accelerator.id, arc.site.id): arc.throughput for arc in size(given)[0]}


def removed(given: Scenario) -> dict[tuple[str, str], str]:
    return {(gone.accelerator.id, gone.site.id): gone.reason for gone in size(given)[1]}


RUNS: Document = {
    "deferral": {},
    "gang": {"run_units": 100.0, "sizes": [{"accelerators": 4}], "deadline_hours": 50.0, "fabric_gbps": 10.0},
}
ISOLATED = {"data_rights": ["retrieve", "isolated"]}
USERS: Document = {"geographies": [{"id": "eu"}, {"id": "us"}]}
SHUT: Document = {"sites": [HALL, {**CLOUD, "kind": "edge", "serves": ["us"]}]}
RULES: list[tuple[str, Document, Document]] = [
    ("serves", SHUT, USERS),
    ("sites", job(sites=["hall"]), {}),
    ("classes", job(classes=["gpu", "cpu"]), {}),
    ("residency", job(jurisdictions=["eu"]), {"sites": [HALL, {**CLOUD, "jurisdiction": "us"}]}),
    ("tags", job(required_tags=["iso"]), {"sites": [{**HALL, "tags": ["iso"]}, CLOUD]}),
    (
        "tags",
        job(sensitivity="regulated"),
        {"policy__placement__required_tags": {"regulated": ["iso"]}, "sites": [{**HALL, "tags": ["iso"]}, CLOUD]},
    ),
    ("data_rights", job(**ISOLATED), {"sites": [{**HALL, "tags": ["isolated"]}, CLOUD]}),
    ("maturity", {}, {"accelerators": [GPU, {**TPU, "is_pilot": True}]}),
    ("no_benchmark", {}, {"benchmarks": curve()[:1]}),
    ("memory", {}, {"accelerators": [GPU, {**TPU, "memory_gb": 9.0}], "benchmarks": curve(memory_gb=10.0)}),
    (
        "deterministic",
        job(deterministic="required"),
        {"benchmarks": [{**curve()[0], "is_deterministic": True}, curve()[1]]},
    ),
    ("gang", job(**RUNS), {"accelerators": [GPU, {**TPU, "domain": 3}]}),
    ("latency", job(targets=[{**TTFT, "percentile": 99}], sites=["cloud"]), {"benchmarks": curve()}),
]


@pytest.mark.parametrize(("reason", "work", "world"), RULES)
def test_rows_of_each_rule_remove_the_arc_it_forbids(reason: str, work: Document, world: Document) -> None:
    given = places(**{**world, **work})
    assert removed(given)["tpu", "cloud"] == reason
    assert ("tpu", "cloud") not in arcs(given)
    assert ("tpu", "cloud") in arcs(
        places(**{k: v for k, v in world.items() if k not in ("benchmarks", "accelerators")})
    )


def test_rows_stand_for_every_geography_and_every_pool_on_offer_or_held() -> None:
    demand = [{"geography": place, "level": 5.0} for place in ("eu", "us")]
    old = {"id": "old", "accelerator": "tpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}
    found, gone = size(places(geographies=[{"id": "eu"}, {"id": "us"}], holdings=[old], **job(demand=demand)))
    assert {(arc.geography, arc.accelerator.id, arc.site.id) for arc in found} == {
        (place, *pool) for place in ("eu", "us") for pool in (("gpu", "hall"), ("tpu", "cloud"), ("tpu", "hall"))
    }
    assert not gone


def test_rows_name_the_first_rule_that_fails() -> None:
    """In the order of the contract, however many fail."""
    laws = [
        ("sites", job(sites=["hall"])),
        ("classes", job(classes=["gpu"])),
        ("residency", job(jurisdictions=["mars"])),
        ("tags", job(required_tags=["iso"])),
        ("data_rights", job(data_rights=["train"])),
        ("maturity", {"accelerators": [GPU, {**TPU, "is_pilot": True}]}),
        ("serves", {**SHUT, **USERS}),
        ("no_benchmark", {"benchmarks": curve()[:1]}),
    ]
    for n, (reason, _) in enumerate(laws):
        broken = {key: value for _, changes in laws[n:] for key, value in changes.items()}
        assert removed(places(**broken))["tpu", "cloud"] == reason


def test_rows_keep_the_users_whom_a_site_serves() -> None:
    demand = [{"geography": place, "level": 5.0} for place in ("eu", "us")]
    found, gone = size(places(**SHUT, **USERS, **job(demand=demand)))
    assert {arc.geography for arc in found if arc.site.id == "cloud"} == {"us"}
    assert [(r.geography, r.detail) for r in gone] == [("eu", "cloud serves only us: no sharing across sites")]


def test_rows_of_data_rights_and_maturity_in_full() -> None:
    pilot = {"accelerators": [GPU, {**TPU, "is_pilot": True}]}
    assert ("tpu", "cloud") in arcs(places(**pilot, **job(stage="exploratory")))
    own = {"accelerator": "tpu", "date": "2026-12-31", "traffic_share": 0.1}
    assert ("tpu", "cloud") in arcs(places(**pilot, **job(validations=[own])))
    training = {"class": "fine_tuning", "data_rights": ["retrieve"]}
    assert set(removed(places(**job(**training))).values()) == {"data_rights"}
    assert not removed(places(**job(**{**training, "data_rights": ["train"]})))


def test_rows_carry_throughput_per_accelerator_in_the_unit_of_demand() -> None:
    """150 ms are left of 200: a sixth of the way from 4 to 10 requests/min, by a replica of 2, with 20 % lost."""
    sites = [HALL, {**CLOUD, "rtt_ms": {"eu": 50.0}}]
    record = {"unit": "requests/min", "accelerators_per_replica": 2, "failed_share": 0.2}
    given = places(sites=sites, benchmarks=curve(**record), **job(targets=[TTFT]))
    assert arcs(given)["tpu", "cloud"] == pytest.approx(5 * 60 * 0.8 / 2)
    assert removed(given)["gpu", "hall"] == "latency"  # no round trip between the hall and its users is known
    x = Instance(given, Tree.single("expected", 3))
    assert x.load(next(r for r, (_, _, a) in enumerate(x.arcs) if a.site.id == "cloud"), 0, 0, 0) == pytest.approx(
        1 / 3
    )


def test_rows_take_the_best_record_and_the_first_of_equals() -> None:
    same = {"profile": "work", "accelerator": "tpu", "unit": "requests/h"}
    records = [
        {"id": n, **same, "points": [{"throughput": v}]} for n, v in (("c", 8.0), ("b", 9.0), ("a2", 9.0), ("z", 1.0))
    ]
    found = [arc for arc in size(places(benchmarks=[curve()[0], *records]))[0] if arc.accelerator.id == "tpu"]
    assert [(arc.throughput, arc.benchmark.id) for arc in found] == [(9.0, "a2")]


def test_rows_pass_unknown_memory_and_exact_fits() -> None:
    for memory in (None, 10.0):
        chips = [GPU, {**TPU, "memory_gb": memory}]
        given = places(accelerators=chips, benchmarks=curve(memory_gb=20.0, accelerators_per_replica=2))
        assert arcs(given)["tpu", "cloud"] == 5.0


# Without a rule 4 tpu on demand cost 360; data that must stay in the hall makes it 4 x 200.
HANDS = {"placement": Hand(places(**job(sites=["hall"])), 800.0), "no rule": Hand(places(), 360.0)}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_slows_down_with_a_tighter_target() -> None:
    """At 100 ms only the first point holds: 4 requests/h each, so 10 accelerators; at 400 ms 4 of them do."""
    sites = [HALL, {**CLOUD, "rtt_ms": {"eu": 0.0}}]
    for limit, count in ((100.0, 10), (250.0, 40 / 7), (400.0, 4)):
        given = places(sites=sites, benchmarks=curve(), **job(targets=[{**TTFT, "limit_ms": limit}]))
        assert cost(given) == pytest.approx(count * 90)


@pytest.mark.parametrize(("reason", "work", "world"), RULES)
def test_property_a_rule_never_saves_money(reason: str, work: Document, world: Document) -> None:
    assert cost(places(**{**world, **work})) >= cost(places(**world)) - 1e-6, reason


def test_property_a_slower_answer_never_costs_more() -> None:
    sites = [{**HALL, "rtt_ms": {"eu": 1.0}}, {**CLOUD, "rtt_ms": {"eu": 30.0}}]
    targets = [[{**TTFT, "limit_ms": limit}] for limit in (90.0, 110.0, 140.0, 200.0, 300.0, 450.0)]
    costs = [cost(places(sites=sites, benchmarks=curve(), **SERVICE, **job(targets=target))) for target in targets]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (float("inf"), pytest.approx(360))


def test_rows_of_gangs_need_one_offer_that_is_fast_enough_or_a_holding() -> None:
    slow = {**offer("slow", "on_demand", fabric_gbps=5.0), "accelerator": "tpu", "site": "cloud"}
    unknown = {**slow, "id": "unknown", "fabric_gbps": None}
    old = {"id": "old", "accelerator": "tpu", "site": "cloud", "vendor": "acme", "accelerators": 4.0}
    own = offer("own", "buy")
    assert removed(places(offers=[slow, own], **job(**RUNS))) == {("tpu", "cloud"): "fabric"}
    assert removed(places(offers=[slow, unknown, own], **job(**RUNS))) == {}
    assert removed(places(offers=[slow, own], holdings=[old], **job(**RUNS))) == {}
