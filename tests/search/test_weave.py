"""The program of all cases: what it shares, what it keeps apart, and what no case can do alone before a review."""

from __future__ import annotations

import numpy as np

from models.scenario import Scenario
from solver.program.build import Program, build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.matrix import Matrix, compile_matrix
from solver.search.risk import Attitude, nested, priced, settled
from solver.search.weave import Woven, weave
from tests.proof.audit_kit import offer, scenario

OWN = offer("own", "buy", upfront_usd=60.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)
CASES = [
    {"id": "low", "probability": 0.25, "demand": [{"scale": 0.5}]},
    {"id": "high", "probability": 0.75},
]


def given(month: str = "2027-02", **changes: object) -> Scenario:
    """Two or four accelerators for three months, told apart from a month on."""
    reviews = {"policy__uncertainty__reviews": [{"month": month}]}
    return scenario(offers=[{**OWN}, OD], cases=CASES, **reviews, **changes)


def woven(base: Scenario, high: Scenario | None = None) -> tuple[Woven, list[Program]]:
    """The cases side by side; `high` may have another scenario of its own."""
    tree = Tree.of(base)
    xs = [Instance(s, Tree.single(c, 3)) for s, c in ((base, "low"), (high or base, "high"))]
    needs = {place: max(x.needs.get(place, 0.0) for x in xs) for x in xs for place in x.needs}
    xs = [Instance(x.scenario, x.tree, None, needs) for x in xs]
    programs = [build(x) for x in xs]
    return weave(programs, [compile_matrix(p) for p in programs], tree), programs


def columns(found: Woven, k: int, name: str, *index: int) -> int:
    part = found.parts[k]
    own = next(
        n
        for n, v in enumerate(part.columns)
        if v.parent_component().local_name == name and v.index()[: len(index)] == index
    )
    return int(found.columns[k][own])


def test_orders_are_shared_before_the_review_and_rents_never() -> None:
    found, _ = woven(given())
    assert columns(found, 0, "order", 0, 0) == columns(found, 1, "order", 0, 0)
    assert columns(found, 0, "order", 0, 1) != columns(found, 1, "order", 0, 1)
    assert columns(found, 0, "in_service", 0, 0) == columns(found, 1, "in_service", 0, 0)
    assert columns(found, 0, "in_service", 0, 1) != columns(found, 1, "in_service", 0, 1)
    assert columns(found, 0, "rent", 1, 0) != columns(found, 1, "rent", 1, 0)
    parts = sum(part.shape[0] for part in found.parts)
    assert found.matrix.shape[0] == parts


def test_a_shared_order_may_serve_the_case_of_most_demand() -> None:
    found, _ = woven(given())
    column = columns(found, 0, "order", 0, 0)
    assert found.matrix.high[column] == 4.0
    assert found.matrix.is_integer[column]


def test_what_one_case_cannot_order_no_case_can_before_the_review() -> None:
    late = given(accelerators__0__available_from="2027-02")
    found, _ = woven(given(), late)
    assert found.matrix.high[columns(found, 0, "order", 0, 0)] == 0.0
    assert found.matrix.high[columns(found, 0, "order", 0, 1)] > 0.0


def test_a_different_lead_time_keeps_the_order_shared_and_its_service_apart() -> None:
    slow = given(offers__0__lead_months=1)
    found, _ = woven(given("2027-03"), slow)
    assert columns(found, 0, "order", 0, 0) == columns(found, 1, "order", 0, 0)
    assert columns(found, 0, "in_service", 0, 1) != columns(found, 1, "in_service", 0, 1)


def test_costs_count_by_probability() -> None:
    found, _ = woven(given())
    cost = found.costs((0.25, 0.75))
    assert cost[columns(found, 0, "order", 0, 0)] == 0.06
    assert cost[columns(found, 0, "rent", 1, 0)] * 3 == cost[columns(found, 1, "rent", 1, 0)]


def rows_hold(m: Matrix, x: np.ndarray) -> bool:
    body = np.bincount(m.index, weights=m.value * np.repeat(x, np.diff(m.start)), minlength=m.shape[0])
    return bool((body >= m.row_low - 1e-9).all() and (body <= m.row_high + 1e-9).all())


def test_tails_lie_above_the_value_at_risk() -> None:
    found, _ = woven(given())
    attitude, constants = Attitude((0.25, 0.75), 0.5, 0.5), (1000.0, 3000.0)
    m = priced(found, attitude, constants)
    zeros = [np.zeros(part.shape[1]) for part in found.parts]
    x = settled(found, attitude, constants, zeros, m.shape[1])
    assert x[-3:].tolist() == [0.0, 0.0, 3.0]  # tails of low and high, value at risk [kUSD]
    assert float(m.cost @ x) + 0.5 * 2.5 == 0.5 * 2.5 + 0.5 * 3.0
    tails = m.shape[0] - 2
    assert m.row_low[tails:].tolist() == [1.0, 3.0]
    assert attitude.value(constants) == 0.5 * 2500.0 + 0.5 * 3000.0


def test_regret_lies_above_what_every_case_costs_more_than_alone() -> None:
    found, _ = woven(given())
    attitude, constants = Attitude((0.25, 0.75), 0.0, 0.5, references=(400.0, 1000.0)), (500.0, 1200.0)
    m = priced(found, attitude, constants)
    zeros = [np.zeros(part.shape[1]) for part in found.parts]
    x = settled(found, attitude, constants, zeros, m.shape[1])
    assert attitude.value(constants) == 200.0  # of high; of low 100
    assert attitude.left_out(constants) == (0.25 * 500 + 0.75 * 1200) - (0.25 * 400 + 0.75 * 1000)
    assert 1000 * float(m.cost @ x) + attitude.left_out(constants) == 200.0
    assert (m.cost != 0).sum() == 1
    last = m.shape[1] - 1
    body = np.bincount(m.index, weights=m.value * np.repeat(x, np.diff(m.start)), minlength=m.shape[0])[-2:]
    assert (body - m.row_low[-2:]).tolist() == [0.1, 0.0]  # [kUSD]: high is the worst
    assert m.low[last] == -np.inf


def test_cvar_is_the_mean_of_the_dearest_cases() -> None:
    attitude = Attitude((0.2, 0.3, 0.5), 1.0, 0.6)
    assert abs(attitude.cvar((100.0, 50.0, 10.0)) - (0.2 * 100 + 0.2 * 50) / 0.4) < 1e-9
    assert attitude.cvar((7.0, 7.0, 7.0)) == 7.0


def test_nesting_is_a_row_for_every_offer_and_month() -> None:
    found, _ = woven(given())
    m = nested(found.matrix, found, (0, 1))
    added = m.shape[0] - found.matrix.shape[0]
    assert added == 2  # up to January both have the same orders
    x = np.zeros(m.shape[1])
    x[columns(found, 0, "order", 0, 1)] = 1.0
    last = np.bincount(m.index, weights=m.value * np.repeat(x, np.diff(m.start)), minlength=m.shape[0])[-added:]
    assert last.tolist() == [-1.0, -1.0]
    assert not rows_hold(m, x)
