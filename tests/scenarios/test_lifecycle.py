"""Shipped scenarios: old cards meet the retire rule, nodes beside them do not; a plan without the cards agrees."""

from __future__ import annotations

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.shipped import Shipped
from ui.scenario_file import open_scenario

CARDS, NODES = "cards-of-2022", "nodes-of-2025"


def retired(plan: Plan) -> list[str]:
    assert plan.lifecycle is not None
    return [row.fleet for row in plan.lifecycle.retire]


def test_old_cards_are_to_be_retired_and_nodes_are_not(shipped_plans: Shipped) -> None:
    plan = shipped_plans("two-sites", "old-cards")
    assert plan.lifecycle is not None
    assert retired(plan) == [CARDS]
    assert retired(shipped_plans("two-sites")) == []
    (row,) = plan.lifecycle.retire
    assert row.review == "2027-08"
    assert row.elsewhere_usd_per_month is not None
    assert row.running_usd_per_month > row.elsewhere_usd_per_month
    nodes = [each for each in plan.lifecycle.running if each.fleet == NODES]
    assert all(each.running_usd_per_month < 0.2 * (each.elsewhere_usd_per_month or 0.0) for each in nodes)


def test_a_plan_without_the_cards_saves_what_the_rule_says(shipped_plans: Shipped) -> None:
    """Planned anew without them from the review on; the rule reckons with places used to the full, a plan has packs."""
    plan = shipped_plans("two-sites", "old-cards")
    assert plan.lifecycle is not None
    (row,) = plan.lifecycle.retire
    scenario = open_scenario("two-sites", variant="old-cards").scenario
    held = tuple(h.model_copy(update={"until": row.review}) if h.id == CARDS else h for h in scenario.holdings)
    made = make_plan(scenario.model_copy(update={"holdings": held}), "expected")
    assert isinstance(made, Planned)
    saved = plan.costs.total_nominal_usd - made.plan.costs.total_nominal_usd
    assert saved == pytest.approx(row.saves_usd, rel=0.02)


def test_spare_units_are_told_with_who_could_take_them(shipped_plans: Shipped) -> None:
    life = shipped_plans("two-sites", "old-cards").lifecycle
    assert life is not None
    assert {row.accelerator for row in life.spare} == {"l40s"}
    assert {row.workload: row.verdict for row in life.transfers} == {"calls": "ruled_out", "letters": "runs_there"}
    assert max(row.spare for row in life.spare) == 40
    assert all(row.usd_per_accelerator_hour > 0 for row in life.spare)
