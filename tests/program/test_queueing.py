"""Queueing: headroom that keeps waiting rare, wherever a peak is carried."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.sizing.queueing import servers_needed, tangent
from tests.program.kit import SERVICE, Hand, cost, keys, offer, program, row, scenario, two_chips
from tests.program.test_adoption import held_elsewhere

OWN = offer("own", "buy", upfront_usd=100.0, orders="fractional")
THIRD = {"probability": 1 / 3}


def rare(**changes: Any) -> Scenario:
    """One request in service on average, and at most a third may wait: two slots (by hand in the sizing's tests)."""
    job: dict[str, Any] = {"workloads__0__waiting": THIRD, "workloads__0__demand": [{"geography": "eu", "level": 10.0}]}
    return scenario(**{"offers": [OWN], **SERVICE, "workloads__0__headroom": 0.0, **job, **changes})


def points(concurrency: float, span: int = 1) -> list[dict[str, Any]]:
    """The benchmark of the base with a concurrency; a replica of several accelerators is as fast for each of them."""
    point = {"throughput": 10.0 * span, "concurrency": concurrency}
    return [
        {
            "id": "b-gpu",
            "profile": "work",
            "accelerator": "gpu",
            "unit": "requests/h",
            "accelerators_per_replica": span,
            "points": [point],
        }
    ]


# Two accelerators at 100 USD where a third of the requests may wait; 2.5 where a headroom of 1.5 asks for more.
HANDS = {
    "peak_is_carried": Hand(rare(), 200),
    "carried_where_spread": Hand(rare(), 200),
    "hold_covers_waiting": Hand(rare(), 200),
    "hold_covers_ratio": Hand(rare(workloads__0__headroom=1.5), 250),
    "ported_before_carried": Hand(
        held_elsewhere(workloads__0__waiting={"probability": 0.285}, workloads__0__headroom_rule="queueing"),
        4 * 90 + 50,
    ),  # Erlang C asks for 6 slots in one pool, gpu backs 4: the rest stands on a stack that must be ported to
}


def test_rows_are_the_tangent_at_the_whole_peak() -> None:
    """40 requests/h on 10 per accelerator are 4 accelerators busy, each with 3 requests in service."""
    written = program(rare(workloads__0__demand=[{"geography": "eu", "level": 40.0}], benchmarks=points(6.0, span=2)))
    line = tangent(12.0, 1 / 3)
    need = {"hold[0,1,0,0]": 1, "carry[0,1,0,0]": -4 * line.slope, "spread[0,1,0]": -line.intercept / 3}
    assert row(written, "hold_covers_waiting", 0, 1, 0, 0) == (pytest.approx(need), 0, None)
    assert row(written, "hold_covers_ratio", 0, 1, 0, 0) == ({"hold[0,1,0,0]": 1, "carry[0,1,0,0]": -4}, 0, None)
    assert row(written, "peak_is_carried", 0, 1, 0, 0) == ({"carry[0,1,0,0]": 1}, 1, 1)
    assert row(written, "carried_where_spread", 0, 1, 0, 0).terms == {"carry[0,1,0,0]": 1, "spread[0,1,0]": -1}
    assert written.model.hold[0, 1, 0, 0].ub == pytest.approx(servers_needed(12.0, 1 / 3) / 3)
    assert not keys(written, "headroom_is_held")


def test_rows_of_a_sum_add_the_ratio_to_queueing() -> None:
    written = program(rare(workloads__0__headroom_rule="sum", workloads__0__headroom=0.5))
    line = tangent(1.0, 1 / 3)
    terms = row(written, "hold_covers_waiting", 0, 1, 0, 0).terms
    assert terms["carry[0,1,0,0]"] == pytest.approx(-line.slope - 0.5)
    assert not keys(written, "hold_covers_ratio")


@pytest.mark.parametrize(
    "exempt",
    [
        {"workloads__0__headroom_rule": "ratio"},
        {"workloads__0__waiting": None},
        {"workloads__0__is_interruptible": True},
        {"workloads__0__class": "batch_scoring"},
    ],
)
def test_rows_spare_work_without_queueing(exempt: dict[str, Any]) -> None:
    written = program(rare(**exempt))
    assert not keys(written, "peak_is_carried")
    assert not written.model.carry
    assert not written.model.spread


def test_rows_of_a_single_pool_use_its_own_decision() -> None:
    written = program(rare(workloads__0__assignment="single_pool"))
    assert not written.model.spread
    assert row(written, "carried_where_spread", 0, 1, 0, 0).terms == {"carry[0,1,0,0]": 1, "use[0]": -1}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(("rule", "usd"), [("ratio", 150), ("queueing", 200), ("larger", 200), ("sum", 250)])
def test_optimum_by_rule(rule: str, usd: float) -> None:
    """A headroom of 0.5 asks for 1.5, queueing for 2, both together for 2.5 accelerators."""
    assert cost(rare(workloads__0__headroom=0.5, workloads__0__headroom_rule=rule)) == pytest.approx(usd)


def test_optimum_splits_a_peak_only_where_it_pays_twice_for_rare_waiting() -> None:
    """Two kinds of chips at the same price: one pool needs 2, two pools with half the work each need more."""
    own = {**OWN, "id": "too", "accelerator": "tpu"}
    assert cost(rare(**two_chips(offers=[OWN, own]))) == pytest.approx(200)
    halves = 2 * servers_needed(0.5, 1 / 3)
    assert halves > 2.2
    forced = rare(**two_chips(offers=[OWN, {**own, "upfront_usd": 90.0, "max_packs": 1.0}]))
    assert cost(forced) == pytest.approx(200)


def test_property_rarer_waiting_and_burstier_arrivals_never_cost_less() -> None:
    rarer = [cost(rare(workloads__0__waiting={"probability": p})) for p in (0.9, 0.5, 0.2, 0.05, 0.01)]
    assert rarer == sorted(rarer)
    burstier = [cost(rare(workloads__0__waiting={**THIRD, "dispersion": d})) for d in (0.0, 0.5, 1.0, 4.0, 16.0)]
    assert burstier == sorted(burstier)
    assert burstier[0] == pytest.approx(100)
    assert burstier[-1] == pytest.approx(100 + 4 * 100)
