"""Launches as the audit reads them: nothing is asked for before, the value is forgone, and no false launch passes."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from models.value import Launch
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import audit_plan
from tests.program.kit import EXACT, JOB, SERVICE, offer, scenario

LATER = {**JOB, "id": "later", "served": "may", "value_from": {"2027-01": 0.05, "2027-02": 0.3}}
NEVER = {**JOB, "id": "never", "served": "may", "value_per_unit_usd": 0.01}
PARTS: list[dict[str, Any]] = [
    {"id": "a", "share": 0.25, "value_per_unit_usd": 0.2, "value_from": {}},
    {"id": "b", "share": 0.75, "value_from": {}},
]


def given() -> Scenario:
    """A service with headroom that must be served; work launched in February, in queues with values of their own in
    all months; work that never pays."""
    work = [{**JOB, "class": "realtime_inference", "headroom": 0.5}, LATER, NEVER]
    return scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)], workloads=work, policy__objective="value")


@cache
def planned() -> Plan:
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def refused(update: dict[str, Any]) -> tuple[str, ...]:
    return audit_plan(given(), "expected", planned().model_copy(update=update)).failures


def test_work_is_launched_when_it_pays_and_forgone_before() -> None:
    plan = planned()
    assert plan.launches == (
        Launch(workload="later", period="2027-02", forgone_usd=60.0),
        Launch(workload="never", period=None, forgone_usd=36.0),
    )
    assert plan.costs.by_term == {"on_demand": 360 + 240, "forgone_value": 96}
    assert {row.reason: row.cost_usd for row in plan.unassigned if row.period == "2027-01"} == {"not_launched": 72.0}
    asked = {(row.workload, row.period): row.units_asked for row in plan.service}
    assert [asked["later", month] for month in ("2027-01", "2027-02", "2027-03")] == [0, 1200, 1200]
    assert sum(row.cost_usd for row in plan.unit_economics if row.year is None) == plan.costs.total_nominal_usd
    assert "launch later in 2027-02; do not launch never" in plan.decision
    assert "96.00 USD of it value forgone before launches" in plan.decision


def test_queues_are_launched_together_each_at_its_own_value() -> None:
    """1,200 requests: a quarter at 0.2 and the rest at 0.05 USD, 105 a month, do not pay for 120; 0.3 would."""
    for share, period in ((0.25, None), (0.75, "2027-01")):
        parts = [{**PARTS[0], "share": share}, {**PARTS[1], "share": 1 - share}]
        work = [{**JOB, "served": "may", "value_per_unit_usd": 0.05, "queues": parts}]
        offers = [offer("od", "on_demand", usd_per_hour=1.0)]
        made = make_plan(scenario(offers=offers, workloads=work, policy__objective="value"), "expected", EXACT)
        assert isinstance(made, Planned)
        assert made.plan.launches[0].period == period
        assert made.plan.launches[0].forgone_usd == (0 if period else pytest.approx(3 * (300 * 0.2 + 900 * 0.05)))


@pytest.mark.parametrize(
    ("n", "change", "said"),
    [
        (0, {"period": "2027-01"}, "demand_is_met"),
        (0, {"period": "2027-03"}, "forgone_value"),
        (0, {"period": None}, "forgone_value"),
        (1, {"period": "2027-01"}, "demand_is_met"),
        (0, {"period": "2031-01"}, "launches_are_decided"),
        (0, {"workload": "job"}, "launches_are_decided"),
        (0, {"forgone_usd": 61.0}, "launches (later): forgone_usd"),
    ],
)
def test_a_false_launch_is_refused(n: int, change: dict[str, Any], said: str) -> None:
    rows = list(planned().launches)
    rows[n] = rows[n].model_copy(update=change)
    assert any(said in each for each in refused({"launches": tuple(rows)}))


def test_a_launch_that_is_missing_or_listed_twice_is_refused() -> None:
    rows = planned().launches
    for wrong in (rows[1:], (*rows, rows[0])):
        assert any("launches_are_decided" in said for said in refused({"launches": wrong}))


def test_under_least_cost_all_of_it_is_served() -> None:
    cost = given().model_copy(update={"policy": given().policy.model_copy(update={"objective": "cost"})})
    assert any("launches_are_decided" in said for said in audit_plan(cost, "expected", planned()).failures)
    made = make_plan(cost, "expected", EXACT)
    assert isinstance(made, Planned)
    assert made.plan.launches == ()
    assert made.plan.objective_usd == pytest.approx(3 * 360)


def test_service_and_headroom_of_a_peak_wait_for_the_launch() -> None:
    value = {"workloads__0__value_from": {"2027-01": 0.05, "2027-02": 0.3}, "workloads__0__served": "may"}
    offers = [offer("od", "on_demand", usd_per_hour=1.0, quota_packs=9.0)]
    made = make_plan(scenario(offers=offers, policy__objective="value", **SERVICE, **value), "expected", EXACT)
    assert isinstance(made, Planned)
    assert {row.period for row in made.plan.headroom} == {"2027-02", "2027-03"}
    assert [row.peak_demand for row in made.plan.service] == [0, 40, 40]
