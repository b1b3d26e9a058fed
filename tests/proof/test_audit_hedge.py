"""The audit of a hedge: what cannot be known yet is decided alike, and every figure is what the plans cost."""

from __future__ import annotations

from typing import Any

import pytest

from data.load import load_scenario
from models.hedge import Hedge
from models.plan import Plan
from solver.proof.audit.hedge import hedge_failures
from tests.reference.test_two_futures import FUTURES, futures

GIVEN = load_scenario(FUTURES).scenario


def failures(plans: dict[str, Plan] | None = None, **changes: Any) -> str:
    made = futures()
    hedge = Hedge.model_validate_json(made.hedge.model_copy(update=changes).model_dump_json())
    return "\n".join(hedge_failures(GIVEN, plans or made.plans, hedge))


def test_the_hedge_passes() -> None:
    assert failures() == ""


def test_an_order_before_the_review_is_the_same_in_both_cases() -> None:
    made = futures()
    high = made.plans["high"]
    more = tuple(order.model_copy(update={"packs": order.packs + 1}) for order in high.orders)
    said = failures({**made.plans, "high": high.model_copy(update={"orders": more})})
    assert (
        "order of own  2027-01 in 2027-01 is 4 in case low and 5 in case high, which cannot be told apart yet" in said
    )


def test_a_decision_after_the_review_is_free() -> None:
    made = futures()
    order = made.plans["high"].orders[0].model_copy(update={"order_period": "2027-02", "packs": 1.0})
    later = made.plans["high"].model_copy(update={"orders": (*made.plans["high"].orders, order)})
    assert "cannot be told apart" not in failures({**made.plans, "high": later})


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("expected_usd", "expected cost is 440.00 USD, the hedge says 441.00"),
        ("cvar_usd", "CVaR is 560.00 USD, the hedge says 561.00"),
        ("objective_usd", "objective is 440.00 USD, the hedge says 441.00"),
        ("evpi_usd", "EVPI is 20.00 USD, the hedge says 21.00"),
        ("evpi_most_usd", "EVPI at most is 20.00 USD, the hedge says 21.00"),
        ("vss_usd", "VSS is 40.00 USD, the hedge says 41.00"),
        ("bound_usd", "the bound 441.00 USD lies above the objective 440.00"),
    ],
)
def test_a_wrong_figure_is_named(field: str, said: str) -> None:
    assert said in failures(**{field: getattr(futures().hedge, field) + 1})


def test_a_wrong_regret_is_named() -> None:
    rows = [row.model_copy(update={"regret_usd": 1.0}) if row.case == "high" else row for row in futures().hedge.lived]
    assert "low in high: regret is 40.00 USD, the hedge says 1.00" in failures(lived=tuple(rows))


def test_costs_of_cases_are_those_of_their_plans() -> None:
    rows = [row.model_copy(update={"cost_usd": row.cost_usd - 5}) for row in futures().hedge.cases]
    assert "case low costs 320.00 USD, the hedge says 315.00" in failures(cases=tuple(rows))


def test_orders_that_do_not_nest_are_named() -> None:
    made = futures()
    order = made.plans["high"].orders[0]
    swapped = made.plans["high"].model_copy(
        update={"orders": (order.model_copy(update={"order_period": "2027-02", "packs": 9.0}),)}
    )
    said = failures({**made.plans, "high": swapped}, nested_bands=True)
    assert "orders of own of cases low and high do not nest" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"objective_usd": 41.0}, "objective is 40.00 USD, the hedge says 41.00"),
        ({"regret_usd": 39.0}, "largest regret is 40.00 USD, the hedge says 39.00"),
        ({"regret_most_usd": 39.0}, "regret at most is 40.00 USD, the hedge says 39.00"),
        ({"bound_usd": 41.0}, "the bound 41.00 USD lies above the objective 40.00"),
        ({"vss_usd": 1.0}, "VSS is 60.00 USD, the hedge says 1.00"),
        ({"objective": "expected_and_cvar"}, "asked for is minimax_regret (risk aversion 0, CVaR of 0.5)"),
    ],
)
def test_the_largest_regret_is_recomputed(changes: dict[str, Any], said: str) -> None:
    made = futures("least-regret")
    found = hedge_failures(
        load_scenario(FUTURES, "least-regret").scenario, made.plans, made.hedge.model_copy(update=changes)
    )
    assert bool(found) == bool(said)
    assert said in "\n".join(found)
