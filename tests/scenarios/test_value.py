"""The variant `when-it-pays` of `two-sites`: most value less cost is another plan than least cost of serving all."""

from __future__ import annotations

from typing import Any

import pytest

import steelyard as sy
from models.plan import Plan
from models.scenario import Scenario
from tests.shipped import Shipped

CLOSE = sy.SearchOptions(gap=0.005)


def given() -> Scenario:
    return sy.load("two-sites", "when-it-pays").scenario


def rented(plan: Plan) -> float:
    """Paid for rent before 2028 [USD]."""
    lines = (line for line in plan.costs.lines if line.term == "on_demand" and (line.period or "") < "2028-01")
    return sum(line.nominal_usd for line in lines)


def test_summaries_are_launched_when_they_pay(shipped_plans: Shipped) -> None:
    plan = shipped_plans("two-sites", "when-it-pays")
    (launch,) = plan.launches
    assert (launch.workload, launch.period) == ("summaries", "2028-01")
    assert plan.costs.by_term["forgone_value"] == pytest.approx(launch.forgone_usd, abs=0.05)  # cents of its periods
    assert launch.forgone_usd > 0
    row = next(row for row in plan.unit_economics if row.workload == "summaries" and row.year is None)
    assert row.margin_usd_per_1000_units is not None
    assert row.margin_usd_per_1000_units > 0


def test_least_cost_serves_them_from_the_start_and_costs_more_than_it_brings(shipped_plans: Shipped) -> None:
    plan = shipped_plans("two-sites", "when-it-pays")
    policy = given().policy.model_copy(update={"objective": "cost"})
    least = sy.plan(given().model_copy(update={"policy": policy}), options=CLOSE)
    assert least.launches == ()
    assert least.bound_usd > plan.objective_usd  # more than is paid, and forgone, with the later launch
    assert rented(least) > rented(plan)


def test_they_are_never_launched_where_they_do_not_pay() -> None:
    def changed(work: Any) -> Any:
        return work.model_copy(update={"value_from": {"2028-01": 2e-7}}) if work.id == "summaries" else work

    scenario = given()
    plan = sy.plan(scenario.model_copy(update={"workloads": tuple(map(changed, scenario.workloads))}), options=CLOSE)
    assert plan.launches[0].period is None
    assert {row.units_served for row in plan.service if row.workload == "summaries"} == {0.0}
