"""Whole replicas: models that span several accelerators are held as a whole, and serve peaks from what they hold."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.sizing.replicas import replicas_for
from tests.program.kit import BENCHMARKS, SERVICE, Document, Hand, cost, keys, offer, program, row, scenario, two_chips
from tests.program.test_moving import HOME, QUOTA, WORK, away
from tests.program.test_moving import OWN as AWAY
from tests.program.test_moving import SERVICE as SERVICE_WORK
from tests.program.test_queueing import points

OWN = offer("own", "buy", upfront_usd=100.0)
WHOLE: Document = {**SERVICE, "workloads__0__replicas": "whole"}


def spanning(span: int = 4, **changes: Any) -> Scenario:
    """A service that keeps 4 accelerators busy and must hold 6, in replicas that span several."""
    return scenario(**{"offers": [OWN], "benchmarks": points(1.0, span), **WHOLE, **changes})


def elsewhere(**changes: Any) -> Scenario:
    """Replicas of one on `gpu` for 100 USD, or on `tpu` for 10 USD once its stack is ported for 1000 USD."""
    tpu = {**offer("tpus", "buy", upfront_usd=10.0), "accelerator": "tpu"}
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 1000.0}]
    return scenario(**two_chips(offers=[OWN, tpu], stacks=stacks, benchmarks=BENCHMARKS, **{**WHOLE, **changes}))


def dear_to_run() -> Scenario:
    """Units that cost 1 USD/h when used hold the peak; cheap ones on demand count for no headroom."""
    own = {**OWN, "usd_per_hour": 1.0}
    cheap = {**offer("od", "on_demand", usd_per_hour=0.01, capacity_credit=0.0), "accelerator": "tpu"}
    return scenario(**two_chips(offers=[own, cheap], benchmarks=[*points(1.0, 4), BENCHMARKS[1]], **WHOLE))


THREE = Hand(spanning(workloads__0__min_replicas=3), 3 * 4 * 100)  # instead of the two that the peak takes
HANDS = {
    "hold_is_whole": Hand(spanning(), 2 * 4 * 100),  # 6 accelerators are a replica and a half
    "replicas_are_enough": THREE,
    "peak_takes_replicas": THREE,
    "served_by_replicas": Hand(dear_to_run(), 800 + 4 * 10 * 3 * 1.0 + 4 * 20 * 3 * 0.01),  # by day from what is held
    # 4 busy, 6 held: home backs 4, the hall may hold 2 replicas of one more once the data are there
    "replicas_are_moved": Hand(
        away(
            offers=[{**HOME, **QUOTA}, {**AWAY, "usd_per_hour": 9.0, **QUOTA}],
            workloads=[{**WORK, **SERVICE_WORK, "replicas": "whole"}],
        ),
        360 + 40,
    ),
    "replicas_are_ported": Hand(elsewhere(), 6 * 100),  # and not 4 x 100 + 2 x 10 on a stack that is not ready
}


def test_rows_span_accelerators_and_count_replicas() -> None:
    """4 busy, 6 held: one and a half replicas of 4, so 2; three are asked for."""
    written = program(spanning(workloads__0__min_replicas=3))
    assert row(written, "hold_is_whole", 0, 1, 0, 0) == ({"hold[0,1,0,0]": 1, "replicas[0,1,0,0]": -4}, 0, 0)
    assert row(written, "replicas_are_enough", 0, 1, 0, 0) == ({"replicas[0,1,0,0]": 1}, 3, None)
    assert row(written, "peak_takes_replicas", 0, 1, 0, 0) == ({"replicas[0,1,0,0]": 1}, 2, None)
    assert row(written, "served_by_replicas", 0, 1, 0, 0) == ({"serve[0,1,0,0]": 4, "hold[0,1,0,0]": -1}, None, 0)
    assert keys(written, "served_by_replicas") == [(0, t, 0, 0) for t in range(3)]  # at the peak, the day, alone
    assert written.model.replicas[0, 1, 0, 0].ub == 3
    assert written.model.hold[0, 1, 0, 0].ub == 12
    assert written.instance.copies[0].data_bound == 12


def test_rows_open_replicas_with_the_stack_and_leave_its_share_of_the_need_out() -> None:
    written = program(elsewhere())
    assert keys(written, "replicas_are_ported") == [(1, t, 0, 0) for t in range(3)]
    terms = {"replicas[1,1,0,0]": 1, "port[job,rocm,0,0]": -6}
    assert row(written, "replicas_are_ported", 1, 1, 0, 0) == (terms, None, 0)
    assert not keys(written, "ported_before_held")


def test_rows_take_the_fewest_replicas_that_any_pool_would() -> None:
    """Two of 4 accelerators on `gpu`, one of 8 on `tpu`."""
    big = {**points(1.0, 8)[0], "id": "b-tpu", "accelerator": "tpu"}
    written = program(spanning(**two_chips(benchmarks=[*points(1.0, 4), big], offers=[OWN, _tpu(OWN)])))
    assert row(written, "peak_takes_replicas", 0, 1, 0, 0).low == 1


def _tpu(given: Document) -> Document:
    return {**given, "id": "too", "accelerator": "tpu"}


@pytest.mark.parametrize(
    "exempt",
    [
        {"workloads__0__replicas": "fractional"},
        {"workloads__0__is_interruptible": True},
        {"workloads__0__class": "batch_scoring"},
    ],
)
def test_rows_spare_other_work(exempt: Document) -> None:
    written = program(spanning(**exempt))
    assert not written.model.replicas
    assert not any(keys(written, name) for name in HANDS)


def test_a_hair_above_a_whole_number_is_no_further_replica() -> None:
    assert [replicas_for(a, 4) for a in (0.0, 1e-12, 4.0, 4 * (1 + 1e-12), 4.001, 8.0)] == [0, 0, 1, 1, 2, 2]
    assert replicas_for(4e6 * (1 + 1e-12), 4) == 1_000_000


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_takes_the_replica_that_fits() -> None:
    """6 of 10 requests/h: 8 `gpu` in two replicas of 4, or 6 `tpu` in one replica of 6, for 100 USD each."""
    six = {**points(1.0, 6)[0], "id": "b-tpu", "accelerator": "tpu"}
    given = spanning(**two_chips(benchmarks=[*points(1.0, 4), six], offers=[OWN, _tpu(OWN)]))
    assert cost(given) == pytest.approx(6 * 100)


def test_optimum_rounds_what_queueing_asks_for_up() -> None:
    """One request in service, of which a third may wait: two slots in one accelerator each; a replica spans 3."""
    rare = {"workloads__0__waiting": {"probability": 1 / 3}, "workloads__0__headroom": 0.0}
    level = {"workloads__0__demand": [{"geography": "eu", "level": 10.0}]}
    assert cost(spanning(1, **rare, **level)) == pytest.approx(2 * 100)
    assert cost(spanning(3, benchmarks=points(3.0, 3), **rare, **level)) == pytest.approx(3 * 100)


def test_optimum_needs_more_units_than_a_replica_spans_where_they_count_for_less() -> None:
    """Two replicas of 4 on units that are up 0.8 of the time: ten of them."""
    assert cost(spanning(offers=[{**OWN, "availability": 0.8}])) == pytest.approx(10 * 100)


def test_property_larger_and_more_replicas_never_cost_less() -> None:
    fractional = cost(spanning(1, workloads__0__replicas="fractional"))
    doubling = [cost(spanning(span)) for span in (1, 2, 4, 8, 16)]
    assert [fractional, *doubling] == sorted([fractional, *doubling])
    asked = [cost(spanning(2, workloads__0__min_replicas=n)) for n in (1, 2, 3, 4, 5)]
    assert asked == sorted(asked)
    assert asked[-1] == pytest.approx(10 * 100)
