"""The bound from cases one by one at prices of what they share: between the relaxation and the optimum of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from models.scenario import Scenario
from solver.hedge import search as hedging
from solver.hedge.make import Hedged, make_hedge
from solver.search import apart as under_test
from solver.search import neighbourhood
from solver.search.apart import Apart, raised_by_cuts, taken_apart
from solver.search.options import SearchOptions
from solver.search.risk import Attitude, priced
from solver.search.solve import run
from solver.search.state import Search
from solver.search.weave import Woven
from tests.search.test_weave import given, woven

EXACT = SearchOptions(gap=1e-9)
ROUNDING = 1e-6
"""Of a cost [kUSD]: what two solvers' feasibility tolerances of 1e-7 leave."""
WEIGHTS = (0.25, 0.75)
SCENARIOS = [
    given(),
    given("2027-03"),
    given(offers__0__lead_months=1),
    given(offers__0__upfront_usd=1500.0),
]


@pytest.fixture(params=range(len(SCENARIOS)))
def found(request: pytest.FixtureRequest) -> Woven:
    return woven(SCENARIOS[request.param])[0]


@pytest.fixture(params=[400, 2], ids=["rows kept", "rows priced"])
def dense(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From how many entries on rows are priced."""
    monkeypatch.setattr(under_test, "DENSE", request.param)
    yield
    assert neighbourhood.DENSE == 400, "the constant under test is the one in use"


def whole(found: Woven) -> Search:
    return Search(priced(found, Attitude(WEIGHTS, 0.0, 0.9), (0.0, 0.0)), EXACT)


def bound(parts: Apart) -> float:
    raised = [raised_by_cuts(Search(part, EXACT)) for part in parts.priced]
    return sum(one for one in raised if one is not None)


@pytest.mark.usefixtures("dense")
def test_it_lies_between_relaxation_and_optimum(found: Woven) -> None:
    search = whole(found)
    parts = taken_apart(search, found, WEIGHTS)
    relaxed = search.relaxation().run().objective
    optimum = run(search).objective_usd
    assert parts is not None
    assert relaxed is not None
    assert optimum is not None
    assert relaxed - ROUNDING <= bound(parts) <= optimum / 1000 + ROUNDING


def test_whatever_the_prices_it_is_no_more_than_the_optimum(found: Woven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "DENSE", 2)
    search, price = whole(found), under_test._priced
    draw = np.random.default_rng(5)
    monkeypatch.setattr(
        under_test, "_priced", lambda parts, m, dual: price(parts, m, dual * draw.uniform(0.0, 2.0, len(dual)))
    )
    parts = taken_apart(search, found, WEIGHTS)
    assert parts is not None
    optimum = run(search).objective_usd
    assert optimum is not None
    assert bound(parts) <= optimum / 1000 + ROUNDING


def test_a_case_alone_costs_no_less_than_its_bound(found: Woven) -> None:
    parts = taken_apart(whole(found), found, WEIGHTS)
    assert parts is not None
    for part, least in zip(found.parts, parts.bounds, strict=True):
        alone = run(Search(part, EXACT)).objective_usd
        assert alone is not None
        assert 0 < least <= alone / 1000 + ROUNDING


def test_a_case_that_cannot_be_is_no_bound() -> None:
    found = woven(given())[0]
    part = found.parts[0]
    impossible = replace(part, row_low=np.full(part.shape[0], 1e9), row_high=np.full(part.shape[0], np.inf))
    assert taken_apart(whole(found), replace(found, parts=(impossible, found.parts[1])), WEIGHTS) is None


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_hedge_with_it_is_the_same(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    without = make_hedge(scenario, EXACT)
    asked: list[Apart | None] = []

    def noted(*given: object) -> Apart | None:
        asked.append(taken_apart(*given))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(hedging, "SIMPLEX_ROWS", 0)
    monkeypatch.setattr(hedging, "taken_apart", noted)
    found = make_hedge(scenario, EXACT)
    assert isinstance(without, Hedged)
    assert isinstance(found, Hedged)
    assert [one is not None for one in asked] == [True]
    assert found.hedge.objective_usd == pytest.approx(without.hedge.objective_usd)
    assert found.hedge.bound_usd <= without.hedge.objective_usd * (1 + 1e-9)
