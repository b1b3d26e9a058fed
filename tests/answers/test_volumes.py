"""Moving prices and limits on supply and export as plans tell them: conflicts, inputs without effect, orders kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.check import check
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from tests.program.kit import CLOUD, EXACT, HALL, offer, scenario

OWN = offer("own", "reserve", term_months=1, upfront_usd=20.0)
TIERS: dict[str, Any] = {"tiers": [{"from_packs": 5, "discount": 0.25}, {"from_packs": 90, "discount": 0.5}]}


def planned(given: Scenario, previous: Plan | None = None) -> Plan:
    made = make_plan(given, "expected", replace(EXACT, gap=0.2 if previous else 1e-6), previous=previous)
    assert isinstance(made, Planned), made
    return made.plan


def conflicts(**policy: Any) -> str:
    """4 busy at a site under the law of `ae`, reserved month by month."""
    gulf = {**HALL, "jurisdiction": "ae"}
    made = make_plan(scenario(**{"offers": [OWN], "sites": [gulf], **policy}), "expected", EXACT)
    assert isinstance(made, Infeasible), made
    return "\n".join(made.conflicts)


def test_a_limit_in_conflict_is_named_with_what_it_would_have_to_give() -> None:
    said = conflicts(policy__supplies=[{"id": "s", "months": 2, "max_accelerators": 6.0}])
    assert "supply s: accelerators ordered in any 2 months: short by 2 accelerators of 6 from 2027-01 to" in said
    rule = {"id": "e", "jurisdictions": ["ae"], "max_accelerators": 3.0, "first": "2027-02"}
    said = conflicts(policy__exports=[rule])
    assert "export e: accelerators under the law of ae: short by 1 accelerator of 3 from 2027-02 to 2027-03" in said
    assert "least order of own" in conflicts(offers=[{**OWN, "min_packs_per_order": 9, "max_packs_per_period": 8.0}])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (TIERS | {"max_packs": 50.0}, "offers.own.tiers: fewer than the 90 packs of a tier are on offer"),
        ({"tier_rule": "incremental"}, "offers.own.tier_rule: it has no tiers"),
        ({"price_path": {"2026-01": 0.5, "2027-01": 0.6}}, "offers.own.price_path.2026-01: nothing can be ordered or"),
        ({"price_path": {"2027-04": 0.5}}, "offers.own.price_path.2027-04: nothing can be ordered or rented at this"),
        (
            {"min_packs_per_order": 9, "max_packs": 8.0},
            "offers.own: at most 8 packs are on offer, its min_",
        ),
    ],
)
def test_prices_without_effect_are_told(fields: dict[str, Any], said: str) -> None:
    assert any(line.startswith(said) for line in check(scenario(offers=[{**OWN, **fields}])).unused)


@pytest.mark.parametrize(
    ("rules", "row", "said"),
    [
        ("supplies", {"first": "2028-01"}, "policy.supplies.r: no period of the horizon starts in its months"),
        ("supplies", {"classes": ["tpu"]}, "policy.supplies.r: it counts no offer that is ordered"),
        ("exports", {"jurisdictions": ["eu"], "first": "2028-01"}, "policy.exports.r: no period starts in 2028-01"),
        ("exports", {"jurisdictions": ["us"]}, "policy.exports.r: it counts no offer and no holding"),
    ],
)
def test_limits_without_effect_are_told(rules: str, row: dict[str, Any], said: str) -> None:
    limit = {"id": "r", "max_accelerators": 1.0, **row}
    given = scenario(offers=[OWN], sites=[HALL, {**CLOUD, "jurisdiction": "us"}], **{f"policy__{rules}": [limit]})
    assert any(line.startswith(said) for line in check(given).unused)


def test_a_check_of_capacity_counts_what_is_on_offer_once_whatever_its_prices() -> None:
    few = {**OWN, **TIERS, "price_path": {"2027-02": 0.5}, "max_packs_per_period": 3.0}
    (problem,) = check(scenario(offers=[few])).problems
    assert "at most 30 of 40 requests/h can be served in 2027-01" in problem
    assert check(scenario(offers=[{**few, "max_packs_per_period": 4.0}])).problems == ()


@pytest.mark.parametrize("rules", [{}, {"tier_rule": "incremental"}, {"tier_window": "fiscal_year"}])
def test_orders_of_an_earlier_plan_are_kept_in_their_tiers(rules: dict[str, Any]) -> None:
    """A little dearer, three large orders are still as good as those of the plan before."""
    own = {**OWN, **TIERS, **rules, "term_months": 2}
    first = planned(scenario(offers=[own]))
    again = planned(scenario(offers=[{**own, "upfront_usd": 21.0}]), first)
    assert again.simplicity is not None
    assert again.simplicity.keeps_previous
    kept = [(row.order_period, row.packs, row.price_share) for row in again.orders]
    assert kept == [(row.order_period, row.packs, row.price_share) for row in first.orders]
    assert again.simplicity.orders == len(first.orders)
