"""Whole replicas and their start as the audit reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Held, Moved, Ordered, Ported, audit_plan
from tests.program.kit import BENCHMARKS, CLOUD, EXACT, HALL, SERVICE, Document, two_chips
from tests.program.kit import scenario as planned_scenario
from tests.program.test_queueing import points
from tests.proof.audit_kit import auditor, broken_by, offer, serve_all

MONTHS = ("2027-01", "2027-02", "2027-03")
WHOLE: Document = {**SERVICE, "workloads__0__replicas": "whole", "benchmarks": points(1.0, 4)}
OD = offer("od", "on_demand", usd_per_hour=2.0, quota_packs=8.0, capacity_credit=1.0)
RISING: Document = {**SERVICE, "workloads__0__ramp_minutes": 10.0, "benchmarks__0__start_minutes": 5.0}
"""4 accelerators are busy, 6 must be held; a replica starts in half the time of a peak's rise."""


def held(accelerators: float, on_call: float | None = None, chip: str = "gpu") -> list[Held]:
    """The same hold at the peak of every month."""
    return [Held("job", "eu", chip, "hall", month, "day", accelerators, on_call=on_call) for month in MONTHS]


def judged(rows: list[Held], packs: float = 20.0, **changes: Any) -> set[str]:
    """Rows that holds break, with so many units bought."""
    judge = auditor(**changes)
    return broken_by(judge, orders=[Ordered("own", MONTHS[0], packs)], dispatch=serve_all(judge), headroom=rows)


# ---- whole replicas -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accelerators", "broken"),
    [
        (8.0, set()),
        (12.0, set()),
        (6.0, {"hold_is_whole"}),
        (8.000001, {"hold_is_whole"}),
        (4.0, {"headroom_is_held"}),
    ],
)
def test_holds_are_whole_replicas_that_cover_the_peak(accelerators: float, broken: set[str]) -> None:
    assert judged(held(accelerators), **WHOLE) == broken


def test_parts_of_replicas_pass_where_none_asks_for_whole_ones() -> None:
    assert judged(held(6.0), **{**WHOLE, "workloads__0__replicas": "fractional"}) == set()


def test_there_are_as_many_as_are_asked_for() -> None:
    assert judged(held(8.0), **WHOLE, workloads__0__min_replicas=3) == {"replicas_are_enough"}
    assert judged(held(12.0), **WHOLE, workloads__0__min_replicas=3) == set()
    assert judged(held(12.0), packs=11.0, **WHOLE, workloads__0__min_replicas=3) == {"hold_is_backed"}


def test_peaks_are_served_by_what_is_held_there() -> None:
    """No headroom, and half of the peak may go unserved: 2 of the 4 busy are held in replicas of one."""
    loose = {**WHOLE, "benchmarks": points(1.0), "workloads__0__max_miss": 0.5, "workloads__0__headroom": 0.0}
    assert judged(held(2.0), **loose) == {"served_by_replicas"}
    assert judged(held(4.0), **loose) == set()


@pytest.mark.parametrize("ports", [[], [Ported("job", "rocm", MONTHS[0])]])
def test_replicas_stand_on_stacks_that_are_ready(ports: list[Ported]) -> None:
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 1.0}]
    too = {**offer("too", "buy"), "accelerator": "tpu"}
    changes = {**WHOLE, "benchmarks": BENCHMARKS, "stacks": stacks, "offers": [offer("own", "buy"), too]}
    judge = auditor(**two_chips(**changes))
    orders = [Ordered(name, MONTHS[0], 6.0) for name in ("own", "too")]
    plan: Document = {"orders": orders, "dispatch": serve_all(judge), "headroom": held(6.0) + held(1.0, chip="tpu")}
    assert broken_by(judge, **plan, ports=ports) == (set() if ports else {"replicas_are_ported"})


def test_replicas_of_a_queue_stand_where_their_workload_is_ready_and_has_its_data() -> None:
    """Both queues hold 3 gpus in the hall, and one more replica each: on a tpu, or where the data were not at first."""
    stacks, sites = [{"id": "cuda"}, {"id": "rocm", "port_usd": 1.0}], [HALL, CLOUD]
    too = [{**offer("too", "buy"), "accelerator": "tpu"}, {**offer("far", "buy"), "site": "cloud"}]
    queues = [{"id": name, "share": 0.5} for name in ("a", "b")]
    moving = {"home_site": "hall", "data_tb": 1.0, "queues": queues, "headroom": 0.5}
    changes: Document = {**WHOLE, "benchmarks": BENCHMARKS, "stacks": stacks, "sites": sites}
    changes |= {f"workloads__0__{name}": value for name, value in moving.items()}
    judge = auditor(**two_chips(**changes, offers=[offer("own", "buy"), *too], policy__moving={"usd_per_tb": 1.0}))
    orders = [Ordered(name, MONTHS[0], 8.0) for name in ("own", "too", "far")]

    def faults(chip: str, site: str, **starts: Any) -> set[str]:
        places = (("gpu", "hall", 3.0), (chip, site, 1.0))
        rows = [Held(f"job/{q}", "eu", a, s, m, "day", n) for q in "ab" for a, s, n in places for m in MONTHS]
        return broken_by(judge, orders=orders, dispatch=serve_all(judge), headroom=rows, **starts)

    assert faults("tpu", "hall") == {"replicas_are_ported"}
    assert faults("tpu", "hall", ports=[Ported("job", "rocm", MONTHS[0])]) == set()
    assert faults("gpu", "cloud") == {"replicas_are_moved"}
    assert faults("gpu", "cloud", moves=[Moved("job", "cloud", MONTHS[0])]) == set()


# ---- start-up -------------------------------------------------------------------------------------------------------

CALLED: Document = {**RISING, "offers": [offer("own", "buy"), OD]}


@pytest.mark.parametrize(
    ("packs", "on_call", "broken"),
    [
        (6.0, 0.0, set()),
        (6.0, None, set()),
        (5.0, 0.0, {"hold_is_backed"}),
        (5.0, 1.0, set()),
        (5.0, 0.9, {"hold_is_backed"}),
        (20.0, 4.0, set()),  # half of 8
        (20.0, 4.1, {"on_call_is_backed"}),
        (20.0, 6.1, {"on_call_is_backed", "on_call_is_held"}),
        (20.0, -1.0, {"held_where_allowed"}),
        (20.0, float("nan"), {"held_where_allowed"}),
    ],
)
def test_what_is_on_call_takes_more_of_what_can_be_called(packs: float, on_call: float, broken: set[str]) -> None:
    assert judged(held(6.0, on_call), packs, **CALLED) == broken


def test_nothing_is_on_call_that_starts_too_late_or_where_no_start_is_counted() -> None:
    late = {**CALLED, "workloads__0__ramp_minutes": 5.0}
    assert judged(held(6.0, 1.0), 20.0, **late) == {"on_call_is_backed"}
    assert judged(held(6.0, 0.0), 6.0, **late) == set()
    assert judged(held(6.0, 1.0), 20.0, **{**CALLED, "workloads__0__ramp_minutes": None}) == {"on_call_is_held"}
    free = {**CALLED, "offers": [offer("own", "buy"), {**OD, "quota_packs": None}]}
    assert judged(held(6.0, 2.0), 4.0, **free) == set()
    assert judged(held(6.0, 2.0), 4.0, **{**free, "workloads__0__ramp_minutes": 5.0}) == {"on_call_is_backed"}


# ---- figures of the plan --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def given() -> Scenario:
    """Two replicas of 4 must be held; 8 can be called, which counts for 4 of them."""
    own = offer("own", "buy", upfront_usd=100.0)
    changes: Document = {**RISING, **WHOLE, "offers": [own, OD], "workloads__0__min_replicas": 2}
    return planned_scenario(**{**changes, "benchmarks": [{**points(1.0, 4)[0], "start_minutes": 5.0}]})


@pytest.fixture(scope="module")
def document(given: Scenario) -> Document:
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    found: Document = json.loads(made.plan.model_dump_json())
    return found


def audited(given: Scenario, document: Document) -> tuple[str, ...]:
    return audit_plan(given, "expected", Plan.model_validate_json(json.dumps(document))).failures


def test_a_plan_states_replicas_and_what_of_them_is_on_call(given: Scenario, document: Document) -> None:
    assert audited(given, document) == ()
    assert [(row["accelerators"], row["replicas"], row["on_call"]) for row in document["headroom"]] == [(8, 2, 4)] * 3
    pair = document["capacities"][0]
    assert (pair["accelerators_per_replica"], pair["on_call_share"]) == (4, 0.5)
    used = {row["kind"]: (row["used"], row["allowed"], row["is_binding"]) for row in document["limits"]}
    assert used["replicas"] == (2, 2, True)
    assert used["start_up"] == (8, 8, True)
    assert used["adequacy"] == (4, 4, True)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("headroom", "replicas", 3),
        ("headroom", "replicas", None),
        ("headroom", "accelerators", 7.0),
        ("headroom", "on_call", 3.0),
        ("headroom", "on_call", None),
        ("capacities", "accelerators_per_replica", 2),
        ("capacities", "on_call_share", 0.6),
    ],
)
def test_any_changed_figure_fails(
    given: Scenario, document: Document, table: str, field: str, value: float | None
) -> None:
    rows = [dict(row) for row in document[table]]
    assert rows[0][field] != value
    rows[0][field] = value
    assert audited(given, {**document, table: rows})


@pytest.mark.parametrize("kind", ["replicas", "start_up"])
def test_a_limit_stated_wrong_fails(given: Scenario, document: Document, kind: str) -> None:
    rows = [row | {"used": row["used"] * 1.1 if row["kind"] == kind else row["used"]} for row in document["limits"]]
    assert any(
        "no limit of the scenario is used so" in failure for failure in audited(given, {**document, "limits": rows})
    )
