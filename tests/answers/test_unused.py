"""Inputs that cannot change the answer are reported, each kind of them."""

from __future__ import annotations

from typing import Any

import pytest

from solver.answers.unused import unused_inputs
from solver.program.instance import Instance
from solver.program.tree import Tree
from tests.program.kit import CLOUD, GPU, HALL, SERVICE, TPU, Document, offer, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)
POINTS = {"unit": "requests/h", "points": [{"throughput": 10.0}]}
RECORD = {"id": "b-gpu", "profile": "work", "accelerator": "gpu", **POINTS}
OLD = {"id": "old", "accelerator": "tpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}
SHAPE = {"id": "bursty", "blocks": {"day": {"mean": 1.0}, "night": {"mean": 1.0}}}
USED: Document = {
    "vendors": [{"id": "acme"}],
    "stacks": [{"id": "cuda"}],
    "offers": [OWN],
}
"""The base without what nothing refers to."""


def job(**fields: Any) -> Document:
    return {f"workloads__0__{name}": value for name, value in fields.items()}


def unused(**changes: Any) -> tuple[str, ...]:
    return unused_inputs(Instance(scenario(**{**USED, **changes}), Tree.single("expected", 3)))


def capped(**fields: Any) -> Document:
    """A capacity share of gpus."""
    return {"policy__capacity_shares": [{"id": "cap", "of": "class", "names": ["gpu"], "max_share": 0.9, **fields}]}


def mix(**fields: Any) -> Document:
    """A limit on the mix of contracts, where units are bought alone."""
    return {"policy__contract_mix": [{"id": "mix", **fields}]}


OWN_TEST: Document = {"accelerator": "gpu", "date": "2026-10", "traffic_share": 0.1}
CAPPED: Document = {"policy__maturity__unvalidated_share": 0.1}
SERVED = "no effect while max_miss is 0 (nothing may go unserved)"
EXEMPT = "has no effect on work that is level, deferrable or interruptible: it needs no headroom"
PILOTLESS = {"vendors": [{"id": "acme"}, {"id": "volt"}], "stacks": [{"id": "cuda"}, {"id": "rocm"}]}
REVIEW = {"vendor": "volt", "criterion": "support", "score": 3.0, "reviewer": "Ada", "date": "2026-10"}
RUNS: Document = {"run_units": 300.0, "sizes": [{"accelerators": 4}], "deadline_hours": 10.0}
CASES: list[tuple[str, Document]] = [
    ("accelerators.gpu.domain: no gang can run on it", {"accelerators": [{**GPU, "domain": 8}]}),
    ("accelerators.gpu.mtbf_hours: no gang can run on it", {"accelerators": [{**GPU, "mtbf_hours": 800.0}]}),
    ("offers.own.fabric_gbps: no gang needs any", {"offers": [{**OWN, "fabric_gbps": 50.0}]}),
    (
        "sites.hall.storage_cap_gbps: no gang that needs storage can run there",
        {"sites": [{**HALL, "storage_cap_gbps": 8.0}], **job(gang=RUNS, deferral={})},
    ),
    (
        "benchmarks.b-gpu.is_deterministic: no workload requires it",
        {"benchmarks": [{**RECORD, "is_deterministic": True}]},
    ),
    ("sites.hall.m2_per_rack: the site has no `floor_cap_m2`", {"sites": [{**HALL, "m2_per_rack": 3.0}]}),
    (
        "sites.hall.expansions.feed.racks: the site has no limit on it",
        {"sites": [{**HALL, "power_cap_kw": 9.0, "expansions": [{"id": "feed", "kw": 5.0, "racks": 1.0}]}]},
    ),
    (
        "sites.hall.expansions.feed: it can never be in service inside the horizon (lead time, order_from)",
        {"sites": [{**HALL, "power_cap_kw": 9.0, "expansions": [{"id": "feed", "kw": 5.0, "lead_months": 3}]}]},
    ),
    ("vendors.volt: nothing refers to it", {"vendors": [{"id": "acme"}, {"id": "volt"}]}),
    (
        "scorecard.reviews.0: volt has no offer that any work could use",
        {"vendors": PILOTLESS["vendors"], "scorecard": {"reviews": [REVIEW]}},
    ),
    (
        "scorecard.reviews.0: server has no offer that any work could use as maker of silicon",
        {
            "vendors": [{"id": "acme"}, {"id": "server"}],
            "offers": [{**OWN, "vendor": "server"}],
            "scorecard": {"reviews": [{**REVIEW, "vendor": "server", "role": "silicon"}]},
        },
    ),
    ("stacks.rocm: nothing refers to it", {"stacks": [{"id": "cuda"}, {"id": "rocm"}]}),
    ("accelerators.new: nothing refers to it", {"accelerators": [GPU, {**GPU, "id": "new"}]}),
    ("sites.cloud: nothing refers to it", {"sites": [HALL, CLOUD]}),
    ("geographies.us: no workload has demand there", {"geographies": [{"id": "eu"}, {"id": "us"}]}),
    ("shapes.bursty: no workload follows it", {"shapes": [SHAPE]}),
    (
        "holdings.old: no workload can use it; its cost is a constant",
        {**PILOTLESS, "accelerators": [GPU, TPU], "holdings": [OLD]},
    ),
    (
        "policy.placement.required_tags.regulated: no workload is regulated",
        {"policy__placement__required_tags": {"regulated": ["iso"]}},
    ),
    (
        "offers.far: no workload can run on gpu at cloud",
        {"sites": [HALL, CLOUD], "offers": [OWN, {**OD, "id": "far", "site": "cloud"}], **job(sites=["hall"])},
    ),
    (
        "offers.late: it can never be in service inside the horizon (dates, lead time, support)",
        {"offers": [OWN, {**OWN, "id": "late", "lead_months": 3}]},
    ),
    ("offers.spot: no interruptible workload can run there", {"offers": [OWN, offer("spot", "spot")]}),
    (
        "benchmarks.b2: no workload has the profile play",
        {"benchmarks": [RECORD, {**RECORD, "id": "b2", "profile": "play"}]},
    ),
    (
        "benchmarks.b2: nothing offers new",
        {
            "accelerators": [GPU, {**GPU, "id": "new"}],
            "benchmarks": [RECORD, {**RECORD, "id": "b2", "accelerator": "new"}],
        },
    ),
    (
        "benchmarks.b2: never the best record that meets a service level",
        {"benchmarks": [RECORD, {**RECORD, "id": "b2", "points": [{"throughput": 9.0}]}]},
    ),
    (
        f"workloads.job.miss_penalty_usd_per_unit: {SERVED}",
        job(value_per_unit_usd=1.0, miss_penalty_usd_per_unit=1.0),
    ),
    (
        "workloads.job.served: all demand is served while policy.objective is cost",
        job(served="may", value_per_unit_usd=1.0),
    ),
    ("workloads.job.model_family: no line of policy.operating_costs is by model_family", job(model_family="llm")),
    (
        "policy.objective: no workload may be launched later (`served: may`), so value is served as at least cost",
        {"policy__objective": "value"},
    ),
    (f"workloads.job.headroom: {EXEMPT}", job(headroom=0.3)),
    (
        f"workloads.job.launch_windows: {EXEMPT}",
        job(launch_windows=[{"first": "2027-01", "until": "2027-02", "headroom": 1.0}]),
    ),
    (f"workloads.job.criticality: {EXEMPT}", job(criticality="internal")),
    (
        "workloads.job.criticality: the workload's own headroom replaces the policy's",
        {**SERVICE, **job(criticality="mission_critical")},
    ),
    ("workloads.job.traffic: batch_scoring is planned as level load", job(traffic="bursty")),
    ("workloads.job.shape: batch_scoring is planned as level load", {"shapes": [SHAPE], **job(shape="bursty")}),
    (
        "workloads.job.shape: it says only when deferrable work arrives",
        {"shapes": [SHAPE], **SERVICE, **job(shape="bursty", deferral={})},
    ),
    ("workloads.job.headroom: " + EXEMPT, {**SERVICE, **job(headroom=0.3, deferral={})}),
    (
        "workloads.job.deferral: there is one block and no later period to wait for, so it runs as level load",
        {"horizon": {"start": "2027-01", "periods": 3}, **job(deferral={})},
    ),
    (
        "sites.hall.electricity_usd_per_kwh: every block has a price of its own",
        {"sites": [{**HALL, "electricity_usd_per_kwh": 0.1, "electricity_by_block": {"day": 0.2, "night": 0.1}}]},
    ),
    (
        "workloads.job.traffic: no shape is called bursty; demand is flat over the blocks",
        {**SERVICE, **job(traffic="bursty")},
    ),
    (
        "workloads.job.is_interruptible: there is no spot offer (it still frees the work from headroom)",
        job(is_interruptible=True, **{"class": "realtime_inference"}),
    ),
    (
        "workloads.job.changes_per_quarter: no arc leads to a stack that it would have to be ported to",
        job(changes_per_quarter=1.0),
    ),
    ("workloads.job.gb_per_unit: no site it can run at charges for egress", job(gb_per_unit=1.0)),
    (f"workloads.job.waiting: {EXEMPT}", job(waiting={"probability": 0.1})),
    (
        "workloads.job.waiting: `headroom_rule: ratio` sizes headroom by the ratio alone",
        {**SERVICE, **job(waiting={"probability": 0.1}, headroom_rule="ratio")},
    ),
    (
        "workloads.job.headroom_rule: without `waiting` headroom is the ratio",
        {**SERVICE, **job(headroom_rule="larger")},
    ),
    (
        "workloads.job.headroom: headroom is sized by queueing alone",
        {**SERVICE, **job(waiting={"probability": 0.1}, headroom_rule="queueing")},
    ),
    (
        "workloads.job.validations.0: gpu is not pilot-grade, and no policy.maturity.unvalidated_share limits others",
        job(validations=[OWN_TEST]),
    ),
    (
        "workloads.job.validations.0: gpu is not pilot-grade, and its stack cuda is one the work runs on today",
        {**CAPPED, **job(validations=[OWN_TEST])},
    ),
    (
        "workloads.job.validations.0: it ran on 9 % of the traffic, 10 % are needed",
        {**CAPPED, **job(validations=[{**OWN_TEST, "traffic_share": 0.09}])},
    ),
    (
        "workloads.job.validations.0: it counts from 2027-04 on, after the start of the last period",
        {**CAPPED, **job(validations=[{**OWN_TEST, "date": "2027-03-02"}], incumbent_stacks=[])},
    ),
    (
        "workloads.job.validations.1: an earlier one of gpu counts already",
        {**CAPPED, **job(validations=[OWN_TEST, {**OWN_TEST, "date": "2027-03"}], incumbent_stacks=[])},
    ),
    (
        "workloads.job.validations.0: exploratory work needs none",
        {**CAPPED, **job(validations=[OWN_TEST], incumbent_stacks=[], stage="exploratory")},
    ),
    (
        "workloads.job.validations.0: no placement on gpu is possible",
        {**CAPPED, **job(validations=[OWN_TEST], sites=["cloud"]), "sites": [HALL, CLOUD]},
    ),
    ("policy.maturity.unvalidated_share: no placement is unproven", CAPPED),
    ("policy.maturity.unvalidated_share: a share of 1 limits nothing", {"policy__maturity__unvalidated_share": 1.0}),
    (
        "policy.maturity.least_traffic_share: no workload has validations",
        {"policy__maturity__least_traffic_share": 0.2},
    ),
    (
        "policy.budgets.lab.scope: no pilot accelerator is offered or held; it counts nothing",
        {"policy__budgets": [{"id": "lab", "kind": "opex", "scope": "pilots", "max_usd": 1.0}]},
    ),
    (
        "policy.budgets.run.scope: no pilot accelerator is offered or held; it counts everything",
        {"policy__budgets": [{"id": "run", "kind": "opex", "scope": "production", "max_usd": 1.0}]},
    ),
    ("workloads.job.funding: used for charge-back, not for the plan", job(funding="research")),
    ("policy.capacity_shares.cap: a share of 1 limits nothing", capped(max_share=1.0)),
    ("policy.capacity_shares.cap: no period starts in 2027-04 or later", capped(first="2027-04")),
    ("policy.capacity_shares.cap: no offer and no holding that counts belongs to it", capped(among=["tpu"])),
    ("policy.contract_mix.mix: a share of at least 0 or at most 1 limits nothing", mix(modes=["buy"], max_share=1.0)),
    (
        "policy.contract_mix.mix: no offer that is ordered counts",
        mix(min_term_months=2, among=["lease"], min_share=0.5),
    ),
    ("policy.contract_mix.mix: no offer that counts is of the part", mix(modes=["lease"], max_share=0.5)),
    ("policy.contract_mix.mix: every offer that counts is of the part", mix(modes=["buy"], min_share=0.5)),
    (
        "stacks.cuda.portability: reported by workload, not used for the plan",
        {"stacks": [{"id": "cuda", "portability": {"runtime": 0.5}}]},
    ),
    (
        "policy.max_term_months: no lease, reserve, commitment or agreement is longer than 12 months",
        {"policy__max_term_months": 12},
    ),
    (
        "offers.long: its term of 36 months is longer than policy.max_term_months (12)",
        {"offers": [OWN, offer("long", "lease", term_months=36)], "policy__max_term_months": 12},
    ),
]


PARTS: list[Document] = [{"id": "a", "share": 0.5, "headroom": 0.2}, {"id": "b", "share": 0.5, "headroom": 0.5}]


def test_what_has_no_effect_on_a_queue_is_told_where_it_stands() -> None:
    """Of the workload only what has none on any of its queues."""
    exempt = "has no effect on work that is level, deferrable or interruptible: it needs no headroom"
    assert unused(**job(queues=PARTS)) == tuple(f"workloads.job.queues.{q}.headroom: {exempt}" for q in "ab")
    parts = [PARTS[0], {**PARTS[1], "is_interruptible": True}]
    service = {"workloads__0__class": "realtime_inference", **job(queues=parts, criticality="internal")}
    lines = [line for line in unused(**service) if "spot" not in line]
    assert lines == [f"workloads.job.queues.b.headroom: {exempt}"]
    own = [{**part, "criticality": "customer_facing"} for part in PARTS]
    assert "workloads.job.criticality: every queue has its own" in unused(
        **{**service, **job(queues=own, criticality="internal")}
    )


@pytest.mark.parametrize(("sentence", "changes"), CASES, ids=[sentence.split(":")[0] for sentence, _ in CASES])
def test_an_input_without_effect_is_reported(sentence: str, changes: Document) -> None:
    assert sentence in unused(**changes)


def test_a_launch_window_in_which_no_period_starts_is_reported() -> None:
    def said(first: str) -> list[str]:
        window = {"first": first, "until": "2027-07", "headroom": 0.9}
        service = {**SERVICE, **job(headroom=None, launch_windows=[window])}
        return [line for line in unused(horizon__months_per_period=3, **service) if "launch_windows" in line]

    why = "no period starts in it (periods of 3 months look at their first month)"
    assert said("2027-05") == [f"workloads.job.launch_windows: 2027-05 to 2027-07: {why}"]
    assert said("2027-04") == []


def test_a_scenario_whose_inputs_all_count_has_nothing_to_report() -> None:
    assert unused() == ()
    assert unused(**{**SERVICE, **job(criticality="internal", headroom=None)}) == ()


def test_what_has_an_effect_is_not_reported() -> None:
    port = [{"id": "cuda"}, {"id": "rocm", "port_usd": 1.0}]
    spot = {**offer("spot", "spot"), "accelerator": "tpu", "vendor": "volt"}
    egress = [{**HALL, "egress_usd_per_gb": 0.1}]
    counted = {
        **two_chips(
            stacks=port, sites=egress, offers=[OWN, spot], shapes=[SHAPE], vendors=[{"id": "acme"}, {"id": "volt"}]
        ),
        **job(
            **{"class": "realtime_inference"},
            traffic="bursty",
            is_interruptible=True,
            changes_per_quarter=1.0,
            gb_per_unit=1.0,
            max_miss=0.1,
            value_per_unit_usd=1.0,
        ),
    }
    assert unused(**counted) == ()
