"""What the search knows of its own progress: gap, target, stop rules, reports."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solver.search.driver import Solved
from solver.search.matrix import compile_matrix
from solver.search.options import Accept, Progress, SearchOptions
from solver.search.state import Search
from tests.program.kit import program, scenario

MATRIX = compile_matrix(program(scenario()))


def search(**fields: Any) -> Search:
    """A search in kUSD; objectives and bounds hold no constants."""
    options = fields.pop("options", {})
    return Search(MATRIX, SearchOptions(**options), **fields)


def found(objective: float) -> Solved:
    return Solved("optimal", np.zeros(MATRIX.shape[1]), objective, None)


def test_the_gap_is_taken_on_what_can_be_decided() -> None:
    """3 kUSD of 100 kUSD; a constant of a million USD beside them changes nothing."""
    assert search(objective=100.0, bound=97.0, constant_usd=1e6).gap == pytest.approx(0.03)
    assert search(objective=-100.0, bound=-103.0).gap == pytest.approx(0.03)
    assert search(objective=0.0, bound=0.0).gap == 0
    assert search(objective=1.0).gap is None
    assert search(bound=1.0).gap is None


@pytest.mark.parametrize(
    ("options", "is_enough"),
    [
        ({"gap": 0.031}, True),
        ({"gap": 0.029}, False),
        ({"gap": 0.0, "absolute_gap_usd": 3000.0}, True),
        ({"gap": 0.0, "absolute_gap_usd": 2999.0}, False),
    ],
)
def test_a_relative_or_an_absolute_gap_is_enough(options: dict[str, float], is_enough: bool) -> None:
    assert search(objective=100.0, bound=97.0, options=options).is_within_gap is is_enough


def test_no_gap_at_all_forgives_rounding() -> None:
    assert search(objective=1.0, bound=1.0 - 1e-13, options={"gap": 0.0}).is_within_gap
    assert not search(objective=1.0, options={"gap": 1.0}).is_within_gap


@pytest.mark.parametrize("objective", [200.0, -200.0])
def test_plans_that_cannot_beat_the_incumbent_by_the_gap_are_not_worth_having(objective: float) -> None:
    """1 % of 200 kUSD; a bound just there certifies the incumbent."""
    least = search(objective=objective, options={"gap": 0.01}).least_worth_having
    assert least == pytest.approx(objective - 2)
    assert search(objective=objective, bound=least + 1e-9, options={"gap": 0.01}).is_within_gap
    absolute = search(objective=objective, options={"gap": 0.0, "absolute_gap_usd": 500.0})
    assert absolute.least_worth_having == pytest.approx(objective - 0.5)
    assert search().least_worth_having == float("inf")


def test_bounds_rise_and_plans_improve() -> None:
    s = search()
    for bound in (1.0, None, 3.0, 2.0, float("inf"), float("nan")):
        s.raise_bound(bound)
    assert s.bound == 3.0
    for objective in (9.0, 7.0, 8.0):
        s.offer(found(objective))
    s.offer(Solved("stopped", None, None, None))
    assert s.objective == 7.0


def test_time_and_cancellation_stop_the_search() -> None:
    assert not search(options={"time_limit_s": None}).must_stop
    assert search(options={"time_limit_s": None}).seconds_left == float("inf")
    assert search(options={"time_limit_s": 0.0}).must_stop
    assert search(is_cancelled=True).must_stop


@pytest.mark.parametrize(("accepted", "asked", "ends"), [(0.02, 0.02, False), (0.04, 0.04, True), (0.001, 0.01, False)])
def test_a_listener_may_accept_a_wider_gap(accepted: float, asked: float, ends: bool) -> None:
    """3 % are proven where 1 % is asked."""
    s = search(objective=100.0, bound=97.0, options={"gap": 0.01}, listener=lambda _: Accept(accepted))
    assert s.asked_gap == 0.01
    s.report("first")
    assert (s.asked_gap, s.is_called_off, s.is_cancelled) == (asked, ends, False)


def test_a_proven_gap_calls_a_search_off_only_when_it_was_accepted() -> None:
    """A stage that runs when the asked gap is met comes to its own end: the same plan with and without a listener."""
    s = search(objective=100.0, bound=99.5, options={"gap": 0.01})
    assert (s.is_within_gap, s.is_called_off) == (True, False)


def test_a_listener_hears_money_with_constants_and_may_cancel() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) == 2

    s = search(objective=2.0, bound=1.5, constant_usd=10.0, listener=listen)
    s.report("first")
    s.report("first")  # too soon for another word on the same stage
    assert not s.is_cancelled
    s.report("second")
    assert s.is_cancelled
    assert [(p.incumbent_usd, p.bound_usd, p.gap, p.stage) for p in heard] == [
        (2010.0, 1510.0, 0.25, "first"),
        (2010.0, 1510.0, 0.25, "second"),
    ]
