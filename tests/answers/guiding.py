"""Small scenarios in which a rule of thumb, or a mistake, is true, each beside one in which it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from models.guidance import PlatformRule
from models.guides import DEPLOYMENTS, PLATFORMS, SIGNALS, TRAPS
from models.mistakes import MISTAKES
from models.plan import Plan
from models.scenario import Scenario
from models.vocabulary import AcceleratorClass
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import BENCHMARKS, CLOUD, EXACT, GPU, HALL, JOB, Document, offer, scenario, two_chips

RENT = offer("rent", "on_demand", usd_per_hour=1.0)
BUY = offer("own", "buy", upfront_usd=100.0)
AWAY = offer("away", "on_demand", site="cloud", usd_per_hour=1.0)
BOTH_SITES: Document = {"sites": [HALL, CLOUD]}
LIVE: Document = {"workloads__0__class": "realtime_inference"}


def other(kind: str, price: float = 1.0, **terms: Any) -> Document:
    """A second accelerator `tpu`, of that class and another stack, rented beside the GPU for 1 USD/h."""
    rented = offer("other", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=price)
    chips = two_chips(offers=[RENT, rented])
    chips["accelerators"] = [GPU, {"id": "tpu", "class": kind, "vendor": "volt", "stack": "rocm"}]
    return {**chips, "stacks": [{"id": "cuda"}, {"id": "rocm", "port_usd": 500.0}], **terms}


def job(**fields: Any) -> Document:
    """The workload with other fields."""
    return {f"workloads__0__{name}": value for name, value in fields.items()}


def cases(*scales: float) -> Document:
    """As many cases as factors on demand, equally likely, the first one `expected`."""
    names = ("expected", "low", "high")[: len(scales)]
    return {
        "cases": [
            {"id": name, "probability": 1 / len(scales), "demand": [{"scale": scale}]}
            for name, scale in zip(names, scales, strict=True)
        ]
    }


def path(first: float, second: float, third: float) -> Document:
    """Demand month by month [requests/h]."""
    months = {"2027-01": first, "2027-02": second, "2027-03": third}
    return job(demand=[{"geography": "eu", "path": months}])


def beside(**fields: Any) -> Document:
    """A second, smaller workload."""
    smaller = {**JOB, "id": "more", "demand": [{"geography": "eu", "level": 10.0}], **fields}
    return {"workloads": [JOB, smaller]}


def held(vendor: str) -> Document:
    """One accelerator there today, paid to a vendor."""
    fleet = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": vendor, "accelerators": 1.0}
    return {"holdings": [fleet]}


def graded(grade: str) -> Document:
    """The benchmark, so obtained."""
    return {"benchmarks__0__evidence": {"grade": grade, "source": "bench", "date": "2026-12"}}


def validated(share: float) -> Document:
    """An own benchmark on the second accelerator, on so much of the traffic."""
    return job(validations=[{"accelerator": "tpu", "date": "2026-12", "traffic_share": share}])


def changed(per_quarter: float) -> Document:
    """Changes of the workload."""
    return job(changes_per_quarter=per_quarter)


def edge(telemetry: float, **terms: Any) -> Document:
    """An edge site beside a cloud."""
    site = {"id": "plant", "kind": "edge", "jurisdiction": "eu", "serves": ["eu"], "telemetry_usd_per_month": telemetry}
    offers = [offer("there", "on_demand", site="plant", usd_per_hour=0.5), AWAY]
    return {"sites": [site, CLOUD], "offers": offers, **job(**{"class": "edge_inference"}), **terms}


TRAINING: Document = job(**{"class": "foundation_training"}, data_rights=["train"])
AGENTS: Document = job(**{"class": "agent_orchestration"})
SIMULATION: Document = job(**{"class": "simulation"})
ON_ROCM: Document = {**job(incumbent_stacks=["rocm"]), "stacks": [{"id": "cuda", "port_months": 2}, {"id": "rocm"}]}
RESERVED = offer("term", "reserve", term_months=3, monthly_usd=10.0)
LINE = {"id": "tests", "term": "evaluation", "driver": "workload", "usd": 50.0}
RUNS: Document = {
    **TRAINING,
    **job(deferral={"within_months": 0}),
    **job(gang={"run_units": 1200.0, "sizes": [{"accelerators": 4}], "deadline_hours": 40.0, "fabric_gbps": 25.0}),
}
TWO_PROFILES: Document = {
    **two_chips(offers=[RENT, offer("other", "on_demand", accelerator="tpu", usd_per_hour=1.0)]),
    "benchmarks": [BENCHMARKS[0], {**BENCHMARKS[1], "profile": "talk"}],
}
QUOTA = {**offer("other", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=0.5), "quota_packs": 1}
SCARCE: Document = {**other("gpu"), "offers": [RENT, QUOTA], "stacks": [{"id": "cuda"}, {"id": "rocm"}]}
PEAK: Document = {**LIVE, "offers": [BUY]}


class Scene(NamedTuple):
    """What makes a subject true, what makes it false, and how a plan answers."""

    true: Document
    false: Document
    answer: Callable[[Plan], bool | None]


def rule(plan: Plan, kind: AcceleratorClass) -> PlatformRule:
    """The rule of a class for the first workload."""
    assert plan.rules is not None
    return next(row for row in plan.rules.platforms if row.accelerator_class == kind and row.workload == "job")


def signal(kind: AcceleratorClass, name: str) -> Callable[[Plan], bool | None]:
    """Whether a signal speaks for a class."""
    return lambda plan: next(s.is_true for s in rule(plan, kind).signals if s.id == name)


def met(kind: AcceleratorClass) -> Callable[[Plan], bool | None]:
    """Whether the rule of a class is met."""
    return lambda plan: rule(plan, kind).is_met


def trapped(plan: Plan) -> bool | None:
    """Whether the first workload is in the trap of its kind."""
    return plan.rules.workloads[0].is_in_trap if plan.rules else None


def deployed(plan: Plan) -> bool | None:
    """Whether the first workload is deployed as recommended."""
    return plan.rules.workloads[0].is_as_recommended if plan.rules else None


def found(name: str) -> Callable[[Plan], bool]:
    """Whether a plan has a finding."""
    return lambda plan: any(row.mistake == name for row in plan.findings)


LIVELY = {**other("tpu"), **changed(13)}
CALM = {**other("tpu"), **changed(3)}
PREDICTABLE = {**other("asic"), **cases(1.0, 0.5, 1.5)}
CHEAP = {**other("asic", 0.5, stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": 179.0}])}
DEAR = {**other("asic", 0.5, stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": 181.0}])}

SCENES: dict[str, Scene] = {
    "signal unsettled": Scene(LIVELY, CALM, signal("gpu", "unsettled")),
    "signal uncertain": Scene(
        {**other("asic"), **cases(1.0, 0.4, 1.6)}, {**other("asic"), **cases(1.0, 0.6, 1.4)}, signal("gpu", "uncertain")
    ),
    "signal settled": Scene(CALM, LIVELY, signal("tpu", "settled")),
    "signal runs_at_once": Scene(other("tpu"), {**other("tpu"), **ON_ROCM}, signal("gpu", "runs_at_once")),
    "signal fit_proven": Scene(
        {**other("tpu"), **validated(0.1)}, {**other("tpu"), **validated(0.09)}, signal("tpu", "fit_proven")
    ),
    "signal cloud_is_standard": Scene(
        {**other("trainium"), **held("volt")},
        {**other("trainium"), **held("acme")},
        signal("trainium", "cloud_is_standard"),
    ),
    "signal predictable": Scene(PREDICTABLE, {**other("asic"), **cases(1.0, 0.4, 1.6)}, signal("asic", "predictable")),
    "signal large": Scene(CHEAP, DEAR, signal("asic", "large")),
    "signal exploratory": Scene(
        {**other("neuromorphic"), **job(stage="exploratory")},
        other("neuromorphic"),
        signal("neuromorphic", "exploratory"),
    ),
    "signal can_wait": Scene(other("cpu"), {**other("cpu"), **LIVE}, signal("cpu", "can_wait")),
    "rule gpu": Scene(
        {**other("tpu"), **ON_ROCM, **changed(13)}, {**other("tpu"), **ON_ROCM, **cases(1.0, 0.6, 1.4)}, met("gpu")
    ),
    "rule tpu": Scene({**CALM, **validated(0.2)}, {**LIVELY, **validated(0.2)}, met("tpu")),
    "rule trainium": Scene(
        {**other("trainium"), **held("volt")}, {**other("trainium"), **held("acme")}, met("trainium")
    ),
    "rule asic": Scene({**CHEAP, **cases(1.0, 0.5, 1.5)}, {**DEAR, **cases(1.0, 0.5, 1.5)}, met("asic")),
    "rule neuromorphic": Scene({**other("neuromorphic"), **validated(0.1)}, other("neuromorphic"), met("neuromorphic")),
    "rule cpu": Scene(other("cpu"), {**other("cpu"), **LIVE}, met("cpu")),
    "trap networking": Scene({"offers": [RENT], **TRAINING}, {"offers": [RENT], **RUNS}, trapped),
    "trap idle_capacity": Scene({**PEAK, **job(headroom=0.5)}, {**PEAK, **job(headroom=0.25)}, trapped),
    "trap premium_accelerators": Scene(SCARCE, {**SCARCE, "offers": [RENT, {**QUOTA, "quota_packs": 4}]}, trapped),
    "trap checkpointing": Scene(
        {"offers": [RENT], **SIMULATION},
        {"offers": [RENT], **job(**{"class": "simulation"}, is_interruptible=True)},
        trapped,
    ),
    "trap governance_costs": Scene(
        {"offers": [RENT], **AGENTS},
        {"offers": [RENT], **AGENTS, "policy__operating_costs": [LINE]},
        trapped,
    ),
    "trap edge_operations": Scene(edge(0.0), edge(1.0), trapped),
    "deployment own_or_contracted": Scene(
        {"offers": [BUY], **TRAINING},
        {"offers": [RENT], **TRAINING},
        deployed,
    ),
    "deployment hybrid_or_cloud": Scene({**BOTH_SITES, **LIVE, "offers": [AWAY]}, {**LIVE, "offers": [RENT]}, deployed),
    "deployment burst_or_scheduled": Scene({"offers": [RENT]}, {"offers": [BUY]}, deployed),
    "deployment hybrid_with_burst": Scene(
        {"offers": [RENT], **SIMULATION},
        {"offers": [BUY], **SIMULATION},
        deployed,
    ),
    "deployment hybrid_control": Scene(
        {
            **BOTH_SITES,
            "offers": [{**BUY, "upfront_usd": 50.0, "max_packs": 2}, AWAY],
            **AGENTS,
        },
        {**BOTH_SITES, "offers": [AWAY], **AGENTS},
        deployed,
    ),
    "deployment on_the_site": Scene(edge(0.0), edge(0.0, offers=[AWAY]), deployed),
    "finding bought_for_the_peak": Scene(
        {"offers": [BUY], **path(40, 4, 4)}, {"offers": [BUY], **path(40, 5, 5)}, found("bought_for_the_peak")
    ),
    "finding planned_on_hope": Scene(
        {"offers": [RENT], **cases(1.2, 0.8)}, {"offers": [RENT], **cases(1.1, 0.9)}, found("planned_on_hope")
    ),
    "finding bought_at_once": Scene(
        {"offers": [{**RESERVED, "order_until": "2027-02"}], **path(20, 40, 40)},
        {"offers": [RESERVED], **path(20, 40, 40)},
        found("bought_at_once"),
    ),
    "finding one_class_for_everything": Scene(
        {"offers": [RENT], **beside(**{"class": "realtime_inference"})},
        {**TWO_PROFILES, **beside(**{"class": "realtime_inference"}, profile="talk")},
        found("one_class_for_everything"),
    ),
    "finding headline_model": Scene(
        {"offers": [RENT], **beside(**{"class": "realtime_inference"})},
        {"offers": [RENT], **beside()},
        found("headline_model"),
    ),
    "finding operations_ignored": Scene(
        {"offers": [RENT]}, {"offers": [RENT], "policy__operating_costs": [LINE]}, found("operations_ignored")
    ),
    "finding no_exit_ramp": Scene(
        other("tpu"), {**other("tpu"), **job(incumbent_stacks=["cuda", "rocm"])}, found("no_exit_ramp")
    ),
    "finding idle_headroom": Scene(
        {**PEAK, **job(headroom=0.5)}, {**PEAK, **job(headroom=0.25)}, found("idle_headroom")
    ),
    "finding one_forecast": Scene(
        {"offers": [RENT], **cases(1.0, 0.5)}, {"offers": [RENT], **cases(1.0, 0.5, 1.5)}, found("one_forecast")
    ),
    "finding not_measured": Scene(
        {"offers": [RENT], **graded("vendor_claim")},
        {"offers": [RENT], **graded("own_measurement")},
        found("not_measured"),
    ),
}
"""By what they are about: each subject of the registers has one."""
SUBJECTS = frozenset(
    f"{what} {name}"
    for what, register in (
        ("signal", SIGNALS),
        ("rule", PLATFORMS),
        ("trap", TRAPS),
        ("deployment", DEPLOYMENTS),
        ("finding", MISTAKES),
    )
    for name in register
)
"""All that the registers know."""


def built(changes: Document) -> Scenario:
    """The scenario of some changes."""
    return scenario(**changes)


def plan_of(changes: Document) -> Plan:
    """Its plan in the case `expected`, made once."""
    return _plan(json.dumps(changes, sort_keys=True))


@cache
def _plan(changes: str) -> Plan:
    made = make_plan(scenario(**json.loads(changes)), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan
