"""Headroom by queueing: the exact need by the audit's own Erlang C, every kind of wrong plan, and every figure."""

from __future__ import annotations

import json
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Assessment, DecisionSet, Held, Ordered, Ported, audit_plan
from solver.proof.audit.queueing import servers_needed, waiting_probability
from solver.sizing import queueing as sizing
from tests.program.kit import EXACT, SERVICE, TPU, two_chips
from tests.program.kit import scenario as planned_scenario
from tests.proof.audit_kit import Document, auditor, broken, broken_by, offer, serve_all

MONTHS = ("2027-01", "2027-02", "2027-03")
THIRD = {"probability": 1 / 3}
LOADS = [1e-6, 0.01, 0.4, 1.0, 7.3, 64.0, 900.0, 12_000.0, 250_000.0]
WAITING = [1e-9, 1e-4, 0.01, 0.05, 1 / 3, 0.9]


# ---- the formula ----------------------------------------------------------------------------------------------------


def textbook(servers: int, load: float) -> float:
    """Erlang C by the recursion of the loss formula upwards from no server."""
    loss = 1.0
    for n in range(1, servers + 1):
        loss = load * loss / (n + load * loss)
    return servers * loss / (servers - load * (1 - loss))


@pytest.mark.parametrize("load", LOADS[2:-1])
def test_at_whole_servers_it_is_the_textbook_formula(load: float) -> None:
    for extra in (1, 2, 1 + int(sqrt(load)), 1 + int(3 * sqrt(load))):
        servers = int(load) + extra
        exact = textbook(servers, load)
        assert waiting_probability(servers, load) == pytest.approx(exact, rel=1e-9)
        assert servers_needed(load, exact) == pytest.approx(servers, rel=1e-9)


@pytest.mark.parametrize(("load", "waiting"), list(product(LOADS, WAITING)))
def test_it_agrees_with_the_formula_of_the_sizing(load: float, waiting: float) -> None:
    assert servers_needed(load, waiting) == pytest.approx(sizing.servers_needed(load, waiting), rel=1e-9)
    assert waiting_probability(servers_needed(load, waiting), load) == pytest.approx(waiting, rel=1e-5)


@pytest.mark.parametrize("waiting", WAITING)
def test_two_pools_with_half_the_work_need_more_than_one(waiting: float) -> None:
    for load in np.geomspace(1e-3, 1e5, 30):
        assert 2 * servers_needed(load / 2, waiting) > servers_needed(load, waiting)


# ---- rows -----------------------------------------------------------------------------------------------------------


def judged(rows: list[Held], accelerators: float = 4.0, **changes: Any) -> set[str]:
    """Rows that holds break: 10 requests/h are one request in service, of which a third may wait: two slots by hand."""
    service: Document = {
        "offers__0__orders": "fractional",
        "workloads__0__class": "realtime_inference",
        "workloads__0__headroom": 0.0,
        "workloads__0__waiting": THIRD,
        "workloads__0__demand": [{"geography": "eu", "level": 10.0}],
    }
    judge = auditor(**{**service, **changes})
    orders = [Ordered("own", MONTHS[0], accelerators, None)]
    return broken_by(judge, orders=orders, dispatch=serve_all(judge), headroom=rows)


def held(accelerators: float = 2.0, share: float | None = 1.0, chip: str = "gpu") -> list[Held]:
    """The same hold at the peak of every month."""
    return [Held("job", "eu", chip, "hall", month, "day", accelerators, peak_share=share) for month in MONTHS]


def test_two_slots_by_hand_are_enough_and_no_less() -> None:
    assert judged(held(2.0), accelerators=2.0) == set()
    assert judged(held(2.0), accelerators=1.99) == {"hold_is_backed"}
    assert judged(held(1.9999)) == {"hold_covers_waiting"}


@pytest.mark.parametrize("share", [0.9999, 1.0001, 0.0])
def test_the_whole_peak_is_carried(share: float) -> None:
    assert judged(held(2.5, share)) == {"peak_is_carried"}


def test_a_share_is_an_amount_and_stated_where_it_is_due() -> None:
    assert judged(held(2.0, -0.5)) == {"held_where_allowed", "peak_is_carried"}
    assert judged(held(2.0, float("nan"))) == {"held_where_allowed", "peak_is_carried"}
    assert judged(held(2.0, None)) == {"held_where_allowed", "peak_is_carried"}
    assert judged(held(2.0), workloads__0__headroom_rule="ratio") == {"held_where_allowed"}
    assert judged(held(2.0, None), workloads__0__headroom_rule="ratio") == set()
    assert judged([]) == {"peak_is_carried"}


@pytest.mark.parametrize(
    ("rule", "need", "row"),
    [
        ("larger", 2.5, "hold_covers_ratio"),
        ("queueing", 2.0, "hold_covers_waiting"),
        ("sum", 3.5, "hold_covers_waiting"),
    ],
)
def test_every_rule_asks_for_its_own_need(rule: str, need: float, row: str) -> None:
    """A ratio of 1.5 above one accelerator is 2.5, queueing 2, both 2 + 1.5."""
    asked = {"workloads__0__headroom_rule": rule, "workloads__0__headroom": 1.5}
    assert judged(held(need), **asked) == set()
    assert judged(held(need * 0.9999), **asked) == {row}


def test_slots_follow_from_the_concurrency_of_a_replica_and_its_accelerators() -> None:
    """8 requests in service in a replica of 2 accelerators, 20 requests/h: one accelerator is 4 requests in service."""
    replica = {"points": [{"throughput": 20.0, "concurrency": 8.0}], "accelerators_per_replica": 2}
    need = servers_needed(4.0, 1 / 3) / 4
    changed = {f"benchmarks__0__{field}": value for field, value in replica.items()}
    assert judged(held(need), **changed) == set()
    assert judged(held(need * 0.9999), **changed) == {"hold_covers_waiting"}


def test_what_may_be_missed_need_not_be_carried() -> None:
    need = servers_needed(0.8, 1 / 3)
    assert judged(held(need), workloads__0__max_miss=0.2) == set()
    assert judged(held(need * 0.9999), workloads__0__max_miss=0.2) == {"hold_covers_waiting"}


def test_bursts_widen_the_margin_by_the_root_of_their_dispersion() -> None:
    bursts = {"workloads__0__waiting": {**THIRD, "dispersion": 4.0}}
    assert judged(held(3.0), **bursts) == set()
    assert judged(held(2.999), **bursts) == {"hold_covers_waiting"}


def test_a_peak_is_carried_only_on_stacks_that_are_ready() -> None:
    """Half of the peak on `tpu`, whose stack asks for a port."""
    half = servers_needed(0.5, 1 / 3)
    rows = held(half, 0.5) + held(half, 0.5, "tpu")
    chips = two_chips(
        accelerators=[{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}, TPU],
        offers=[offer("own", "buy", orders="fractional"), {**offer("too", "buy"), "accelerator": "tpu"}],
        stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": 1.0}],
    )
    service = {f"workloads__0__{k}": v for k, v in {"class": "realtime_inference", "headroom": 0.0}.items()}
    job = {"workloads__0__waiting": THIRD, "workloads__0__demand": [{"geography": "eu", "level": 10.0}]}
    judge = auditor(**chips, **service, **job)
    plan: dict[str, Any] = {
        "orders": [Ordered("own", MONTHS[0], 2.0, None), Ordered("too", MONTHS[0], 2.0, None)],
        "dispatch": serve_all(judge),
        "headroom": rows,
    }
    assert broken_by(judge, **plan) == {"ported_before_carried"}
    assert broken_by(judge, **plan, ports=[Ported("job", "rocm", MONTHS[0])]) == set()
    assert sum(row.accelerators for row in rows) / 3 > 2.2  # more than the 2 that one pool needs


def test_a_broken_row_says_who_lacks_what_where() -> None:
    judge = auditor(
        workloads__0__waiting=THIRD,
        workloads__0__headroom=0.0,
        workloads__0__demand=[{"geography": "eu", "level": 10.0}],
        workloads__0__class="realtime_inference",
    )
    found: Assessment = judge.assess(
        DecisionSet(
            orders=(Ordered("own", MONTHS[0], 2.0, None),), dispatch=serve_all(judge), headroom=tuple(held(1.5))
        )
    )
    assert broken(found) == {"hold_covers_waiting"}
    assert found.failures[0] == (
        "queueing: hold_covers_waiting [job@eu, gpu at hall, 2027-01, day]: 1.5 accelerators falls short of "
        "2 accelerators by 0.5 accelerators"
    )


# ---- figures of the plan --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def given() -> Scenario:
    """A peak that has to be split: 4 accelerators busy in all, no more than 4 of each of two kinds on offer."""
    own = offer("own", "buy", upfront_usd=100.0, orders="fractional", max_packs=4.0)
    return planned_scenario(
        **{
            **SERVICE,
            **two_chips(offers=[own, {**own, "id": "too", "accelerator": "tpu"}]),
            "stacks": [{"id": "cuda"}, {"id": "rocm"}],
            "workloads__0__headroom": 0.1,
            "workloads__0__waiting": {"probability": 0.3},
        }
    )


@pytest.fixture(scope="module")
def document(given: Scenario) -> Document:
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    found: Document = json.loads(made.plan.model_dump_json())
    return found


def audited(given: Scenario, document: Document) -> tuple[str, ...]:
    return audit_plan(given, "expected", Plan.model_validate_json(json.dumps(document))).failures


def test_a_split_peak_passes_and_its_excess_is_stated(given: Scenario, document: Document) -> None:
    assert audited(given, document) == ()
    assert len(document["queueing"]) == len(document["headroom"]) == 6
    for row, hold in zip(document["queueing"], document["headroom"], strict=True):
        assert 0 < hold["peak_share"] < 1
        assert row["requests_in_service"] == pytest.approx(4 * hold["peak_share"])
        assert row["slots_needed"] == pytest.approx(sizing.servers_needed(4 * hold["peak_share"], 0.3))
        assert row["excess_accelerators"] == pytest.approx(hold["accelerators"] - row["accelerators_needed"])
        assert row["excess_accelerators"] > 0.01


FIGURES = ("requests_in_service", "slots_needed", "accelerators_needed", "excess_accelerators")


@pytest.mark.parametrize("n", [0, 5])
@pytest.mark.parametrize("field", FIGURES)
def test_any_changed_figure_fails(given: Scenario, document: Document, field: str, n: int) -> None:
    rows = [dict(row) for row in document["queueing"]]
    rows[n][field] *= 1.001
    assert any(field in failure for failure in audited(given, {**document, "queueing": rows}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("workload", "other"),
        ("geography", "us"),
        ("accelerator", "npu"),
        ("site", "cloud"),
        ("dedicated", True),
        ("period", "2027-04"),
        ("block", "night"),
    ],
)
def test_a_row_about_something_else_fails(given: Scenario, document: Document, field: str, value: object) -> None:
    rows = [{**document["queueing"][0], field: value}, *document["queueing"][1:]]
    failures = audited(given, {**document, "queueing": rows})
    assert any("no share of a peak is carried there" in failure for failure in failures)
    assert any("the row is missing" in failure for failure in failures)


def test_a_row_left_out_or_listed_twice_fails(given: Scenario, document: Document) -> None:
    rows = document["queueing"]
    assert any("the row is missing" in failure for failure in audited(given, {**document, "queueing": rows[1:]}))
    assert any("queueing" in failure for failure in audited(given, {**document, "queueing": [*rows, rows[0]]}))


def test_a_hold_above_the_tangent_passes_only_with_its_excess_stated(given: Scenario, document: Document) -> None:
    """Holding more is allowed as long as it is backed; the plan's own figures then say so, or the audit fails."""
    free = given.model_copy(update={"offers": tuple(o.model_copy(update={"max_packs": 9.0}) for o in given.offers)})
    made = make_plan(free, "expected", EXACT)
    assert isinstance(made, Planned)
    more: Document = json.loads(made.plan.model_dump_json())
    assert all(row["excess_accelerators"] == pytest.approx(0, abs=1e-9) for row in more["queueing"])
    more["headroom"][0]["accelerators"] *= 0.999
    assert any("hold_covers_waiting" in failure for failure in audited(free, more))
