"""A case whose plan alone was not found in time: the plan for all cases stands in for it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from data.load import load_scenario
from solver.answers.outcome import NoPlanInTime
from solver.hedge import cases as under_test
from solver.hedge.cases import CaseProblem
from solver.hedge.lived import Made, Posed
from solver.hedge.make import Hedged, make_hedge
from solver.search.options import SearchOptions
from tests.reference.test_three_bands import BANDS
from tests.reference.test_two_futures import FUTURES, futures

LATE = "high"
SCENARIO = load_scenario(FUTURES).scenario


def _cut_short(monkeypatch: pytest.MonkeyPatch, **found: Any) -> None:
    """The search for the plan of one case ends with what is given."""
    send = under_test._sent

    def sent(here: Posed, run: under_test.Run, urgency: int) -> Future[Made]:
        made = send(here, run, urgency).result()
        future: Future[Made] = Future()
        late = replace(made.solution, x=None, objective_usd=None, verdict="no_plan", **found)
        future.set_result(replace(made, solution=late) if here.case == LATE else made)
        return future

    monkeypatch.setattr(under_test, "_sent", sent)


def test_the_plan_for_all_cases_stands_in_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = futures()
    _cut_short(monkeypatch)
    found = make_hedge(SCENARIO)
    assert isinstance(found, Hedged)
    assert found.hedge.objective_usd == pytest.approx(whole.hedge.objective_usd)
    row = next(row for row in found.hedge.cases if row.case == LATE)
    assert row.alone_usd == pytest.approx(540.0)  # the best that is known: the plan for mean demand, lived there
    assert row.alone_bound_usd == pytest.approx(next(r.alone_bound_usd for r in whole.hedge.cases if r.case == LATE))
    assert not [row for row in found.hedge.lived if row.plan == LATE != row.case]
    assert [row for row in whole.hedge.lived if row.plan == LATE != row.case]


def test_without_a_bound_there_is_nothing_to_say_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    _cut_short(monkeypatch, bound_usd=None)
    found = make_hedge(SCENARIO)
    assert isinstance(found, CaseProblem)
    assert found.case == LATE
    assert isinstance(found.outcome, NoPlanInTime)


def test_a_fifth_of_the_limit_is_kept_from_searches_that_can_be_done_without() -> None:
    run = under_test.Run(SearchOptions(time_limit_s=100.0), "", (), None)
    assert 99 < run.seconds_left() <= 100
    assert 79 < run.seconds_left(is_needed=False) <= 80
    assert 49 < (run.share(0.5).time_limit_s or 0) <= 50
    assert 39 < (run.share(0.5, is_needed=False).time_limit_s or 0) <= 40
    assert under_test.Run(SearchOptions(time_limit_s=None), "", (), None).share(0.5).time_limit_s is None


def test_without_time_left_nothing_is_lived_and_nobody_is_said_not_to_fall_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = make_hedge(load_scenario(BANDS).scenario)
    assert isinstance(known, Hedged)
    assert any(row.first_short for row in known.hedge.outlooks)
    monkeypatch.setattr(under_test.Run, "seconds_left", lambda _, is_needed=True: 60.0 if is_needed else 0.0)
    late = make_hedge(load_scenario(BANDS).scenario, SearchOptions(time_limit_s=3600.0))
    assert isinstance(late, Hedged)
    assert late.hedge.objective_usd == pytest.approx(known.hedge.objective_usd)
    assert {row.plan for row in late.hedge.lived if row.plan != row.case} <= {"mean-demand"}
    for row, before in zip(late.hedge.outlooks, known.hedge.outlooks, strict=True):
        assert (row.is_late, row.first_short) == (bool(before.must_order), None)
