"""The last stage: fewer contracts and orders within the gap, never beyond it, and the previous plan where it fits."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.program.kit import CLOUD, HALL, offer, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
SLIVER = [{**OWN, "max_packs": 3.0}, offer("rest", "buy", upfront_usd=101.0)]
"""4 accelerators: 3 x 100 + 101 = 401 USD, or 404 from one offer, 0.75 % more."""
TWINS: list[dict[str, Any]] = [{**OWN, "id": name, "max_packs_per_period": 2.0} for name in ("b", "a")]


def planned(given: Scenario, gap: float, previous: Plan | None = None, strategy: Any = "steelyard") -> Plan:
    options = SearchOptions(gap=gap, threads=1, strategy=strategy)
    made = make_plan(given, "expected", options, previous=previous)
    assert isinstance(made, Planned), made
    return made.plan


def growing(**fields: Any) -> Scenario:
    """One accelerator more every month, at 12 % a year: each month of waiting saves 1 % of the price."""
    path = {"2027-01": 10.0, "2027-12": 120.0}
    return scenario(
        horizon__periods=12,
        offers=[{**OWN, **fields}],
        workloads__0__demand=[{"geography": "eu", "path": path}],
        policy__finance={"discount_rate": 0.12, "end_value": "none"},
    )


def test_a_contract_is_left_out_where_that_stays_within_the_gap() -> None:
    given = scenario(offers=SLIVER)
    tight, wide = planned(given, 0.005), planned(given, 0.01)
    assert [(o.offer, o.packs) for o in tight.orders] == [("own", 3.0), ("rest", 1.0)]
    assert [(o.offer, o.packs) for o in wide.orders] == [("rest", 4.0)]
    assert wide.simplicity is not None
    assert wide.simplicity.left_out == ("own",)
    assert (wide.simplicity.contracts, wide.simplicity.orders_spared, wide.simplicity.cost_usd) == (1, 1, 3.0)
    assert wide.bound_usd == pytest.approx(401)
    assert wide.gap <= 0.01


def test_bare_highs_keeps_the_plan_it_finds() -> None:
    plan = planned(scenario(offers=SLIVER), 0.01, strategy="plain")
    assert plan.simplicity is not None
    assert (plan.simplicity.contracts, plan.simplicity.left_out) == (2, ())


def test_orders_are_drawn_together_for_a_fifth_of_the_gap_at_most() -> None:
    given = growing()
    exact, plan = planned(given, 1e-6), planned(given, 0.02)
    assert len(exact.orders) == 12
    assert 6 <= len(plan.orders) < 12
    assert plan.simplicity is not None
    assert plan.simplicity.orders_spared == 12 - len(plan.orders)
    assert 0 < plan.simplicity.cost_usd <= 0.2 * 0.02 * exact.objective_usd
    assert plan.objective_usd - plan.simplicity.cost_usd == pytest.approx(exact.objective_usd, rel=0.02)


def test_orders_are_not_drawn_together_beyond_what_is_on_offer() -> None:
    assert len(planned(growing(max_packs_per_period=1.0), 0.02).orders) == 12


@pytest.mark.parametrize("offers", [TWINS, TWINS[::-1]])
def test_of_equal_offers_the_first_by_name_wins(offers: list[dict[str, Any]]) -> None:
    free = [{**each, "max_packs_per_period": None} for each in offers]
    assert {order.offer for order in planned(scenario(offers=free), 1e-4).orders} == {"a"}
    both = planned(scenario(offers=offers), 1e-4)
    assert both.simplicity is not None
    assert both.simplicity.contracts == 2  # 4 at once, and each has 2 a month


def test_a_previous_plan_is_kept_within_the_gap_and_left_beyond_it() -> None:
    dear = [{**OWN, "upfront_usd": 101.0}, {**OWN, "id": "other"}]
    before = planned(scenario(offers=[OWN, {**OWN, "id": "other", "upfront_usd": 101.0}]), 0.02)
    assert {order.offer for order in before.orders} == {"own"}
    kept, left = (planned(scenario(offers=dear), gap, before) for gap in (0.02, 0.005))
    assert {order.offer for order in kept.orders} == {"own"}
    assert kept.simplicity is not None
    assert (kept.simplicity.keeps_previous, kept.simplicity.cost_usd) == (True, 4.0)
    assert {order.offer for order in left.orders} == {"other"}
    assert left.simplicity is not None
    assert not left.simplicity.keeps_previous


def test_a_previous_plan_that_knows_other_offers_changes_nothing() -> None:
    before = planned(scenario(offers=[{**OWN, "id": "gone"}]), 0.02)
    assert planned(scenario(offers=[OWN]), 0.02, before).orders == planned(scenario(offers=[OWN]), 0.02).orders


def test_limits_hold_in_the_simpler_plan() -> None:
    """The cheapest pair stays: a plan of one site would be within the gap, but its power is not enough."""
    sites = [{**HALL, "power_cap_kw": 3.0}, CLOUD]
    away = {**OWN, "id": "away", "site": "cloud", "upfront_usd": 100.5, "max_packs": 3.0}
    plan = planned(scenario(sites=sites, offers=[OWN, away], accelerators__0__busy_kw=1.0), 0.05)
    assert {order.offer for order in plan.orders} == {"own", "away"}
    assert plan.audit.passed
