"""Nested bands that are not found in time: the plan without them is better than none, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

import solver.hedge.make
from data.load import load_scenario
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime
from solver.hedge.cases import Cases
from solver.hedge.make import Hedged, make_hedge
from solver.hedge.search import Found, hedged
from solver.proof.audit.hedge import hedge_failures
from tests.reference.test_reference import OPTIONS
from tests.reference.test_two_futures import FUTURES, futures
from ui.hedge_report import hedge_sentences


def nesting() -> Scenario:
    given = load_scenario(FUTURES).scenario
    rules = given.policy.uncertainty.model_copy(update={"nested_bands": True})
    return given.model_copy(update={"policy": given.policy.model_copy(update={"uncertainty": rules})})


def late(cases: Cases, starts: Callable[[], Iterable[Found]], *, nest: bool) -> Found | NoPlanInTime | None:
    return NoPlanInTime(None, 1.0) if nest else hedged(cases, starts, nest=nest)


def test_the_plan_without_nested_bands_stands_in_for_one_that_was_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver.hedge.make, "hedged", late)
    made = make_hedge(nesting(), OPTIONS)
    assert isinstance(made, Hedged), made
    assert made.hedge.objective_usd == pytest.approx(futures().hedge.objective_usd)
    assert (made.hedge.nested_bands, made.hedge.is_nesting_late, made.hedge.nesting_usd) == (False, True, None)
    assert any(said.startswith("Bands do not nest: no plan in which") for said in hedge_sentences(made.hedge))
    hidden = made.hedge.model_copy(update={"is_nesting_late": False})
    assert hedge_failures(nesting(), made.plans, hidden) == ["bands are to nest, the hedge says otherwise"]


def test_in_time_they_nest() -> None:
    made = make_hedge(nesting(), OPTIONS)
    assert isinstance(made, Hedged), made
    assert made.hedge.nested_bands
    assert not made.hedge.is_nesting_late
