"""The case of `planned_again`: the year is planned in November, and again in June, by hand and by the program."""

from __future__ import annotations

from functools import cache

import pytest

from data.actuals import read_actuals
from data.load import load_scenario
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.replan import previous_of
from tests.reference.test_reference import FOLDER, OPTIONS

CASE = FOLDER / "planned_again"


@cache
def november() -> Plan:
    """The first plan."""
    made = make_plan(load_scenario(CASE / "first.yaml").scenario, "expected", OPTIONS)
    assert isinstance(made, Planned)
    return made.plan


def june(variant: str | None = None, *, measured: bool = False) -> Plan:
    """The plan after it."""
    given: Scenario = load_scenario(CASE / "again.yaml", variant).scenario
    actuals = read_actuals(CASE / "measured.csv", given) if measured else ()
    again = previous_of(given, november(), actuals=actuals)
    made = make_plan(given, "expected", OPTIONS, previous=november(), again=again)
    assert isinstance(made, Planned), made
    return made.plan


def orders(plan: Plan) -> list[tuple[str, str, float]]:
    """What is ordered, when and how much."""
    return [(order.offer, order.order_period, order.packs) for order in plan.orders]


def test_what_was_ordered_is_firm_and_the_rest_stays_as_it_was() -> None:
    assert orders(november()) == [("owned", "2027-05", 4.0), ("owned", "2027-08", 2.0)]
    plan = june()
    assert plan.objective_usd == pytest.approx(6000, abs=0.01)
    assert plan.previous is not None
    assert [(f.id, f.since, f.until, f.packs) for f in plan.previous.firm] == [("owned/2027-05", "2027-07", None, 4.0)]
    assert orders(plan) == [("owned", "2027-08", 2.0)]
    assert plan.changes == ()
    terms = {"holdings_purchase": 9600, "holdings_end_value": -5200, "hardware_purchase": 4800, "end_value": -3200}
    assert plan.costs.by_term == pytest.approx(terms)


def test_measured_demand_is_the_new_level_and_departing_has_its_price() -> None:
    plan = june(measured=True)
    assert plan.objective_usd == pytest.approx(11200, abs=0.01)
    assert plan.costs.by_term["departure"] == pytest.approx(200)
    assert orders(plan) == [("owned", "2027-06", 3.0), ("owned", "2027-08", 3.0)]
    assert [change.text for change in plan.changes] == [
        "3 more packs of owned in 2027-06.",
        "1 more pack of owned in 2027-08.",
        "rented: 0.6 accelerators rented on average instead of 0.0.",
        "Payments from 2027-06 to 2027-12, nominal: 25,200 USD instead of 14,400 USD.",
    ]
    nobodys = {row.period: row.cost_usd for row in plan.unassigned if row.reason == "departure"}
    assert sum(row.cost_usd for row in (*plan.service, *plan.unassigned)) == pytest.approx(11200)
    assert nobodys == {"2027-06": 150.0, "2027-08": 50.0}
    assert june("dear-to-depart", measured=True).objective_usd == pytest.approx(17700, abs=0.01)
