"""Engineers for ports and upkeep: rows, prices and the figures a plan states, from the page alone."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Ordered, Ported, Served, audit_plan
from solver.search.options import SearchOptions
from tests.proof.audit_kit import BASE, auditor, broken, nominal, offer, scenario

JOB = {**BASE["workloads"][0], "incumbent_stacks": [], "changes_per_quarter": 3.0}
STACKS = [{"id": "cuda", "port_usd": 40.0, "port_months": 2, "learning": 0.5}]
STACKS[0] |= {"port_engineer_months": 4.0, "change_engineer_months": 0.5}
HORIZON = {"start": "2027-01", "periods": 5, "blocks": [{"id": "all", "hours": 30.0}]}
GIVEN = {
    "stacks": STACKS,
    "horizon": HORIZON,
    # they start in March, so that ports can be ready
    "workloads": [
        {**JOB, "id": name, "demand": [{"geography": "eu", "path": {"2027-02": 0.0, "2027-03": 40.0}}]}
        for name in ("a", "b")
    ],
    "policy__porting_every_months": 1,
}


def judge(most=100.0, usd=10.0):
    rule = {"engineer_months_per_quarter": most, "usd_per_engineer_month": usd}
    return auditor(**GIVEN, policy__engineers=rule)


def decided(first, second):
    """Ports of `a` and `b` in a month each, and their work from March on."""
    ports = (Ported("a", "cuda", first), Ported("b", "cuda", second))
    months = ("2027-03", "2027-04", "2027-05")
    served = tuple(Served(name, "eu", "gpu", "hall", month, "all", 1.0) for name in "ab" for month in months)
    return DecisionSet(orders=(Ordered("own", "2027-01", 8.0),), ports=ports, dispatch=served)


@pytest.mark.parametrize(
    ("ports", "first", "second"),
    [
        # both in January: 4 + 2 in two months, then a change a month each: March; April and May
        (("2027-01", "2027-01"), 6 + 2 * 0.5, 4 * 0.5),
        # b a month earlier is the first, in full; the port of a goes into April: half of 2, then one change
        (("2027-03", "2027-01"), 4 + 1 + 0.5, 1 + 2 * 0.5 + 0.5),
    ],
)
def test_effort_is_counted_by_quarter_and_the_last_one_is_cut(ports, first, second):
    """Three months, then two with two thirds of the engineers: each limit holds at its use, and not below it."""
    most = max(first, second * 1.5)
    assert "ports_fit_engineers" not in broken(judge(most).assess(decided(*ports)))
    found = judge(most - 0.01).assess(decided(*ports))
    assert "ports_fit_engineers" in broken(found)
    assert found.rows_by_family["porting"] == 2
    told = next(text for text in found.failures if "ports_fit_engineers" in text)
    assert told.startswith("porting: ports_fit_engineers [quarter from 2027-0")
    used = {limit.periods: limit.used for limit in judge().examine(decided(*ports)).ledger.limits}
    assert used[frozenset(("2027-01",))] == pytest.approx(first)
    assert used[frozenset(("2027-04",))] == pytest.approx(second)


def test_periods_longer_than_a_quarter_count_their_quarters_together():
    halves = {**HORIZON, "periods": 1, "months_per_period": 6}
    rule = {"engineer_months_per_quarter": 3.4}
    few = auditor(**{**GIVEN, "horizon": halves}, policy__engineers=rule)
    ports = (Ported("a", "cuda", "2027-01"), Ported("b", "cuda", "2027-01"))
    assert "ports_fit_engineers" not in broken(few.assess(DecisionSet(ports=ports)))  # 6 of 6.8
    fewer = auditor(**{**GIVEN, "horizon": halves}, policy__engineers={"engineer_months_per_quarter": 2.9})
    assert "ports_fit_engineers" in broken(fewer.assess(DecisionSet(ports=ports)))


def test_the_first_port_pays_in_full_and_pay_is_part_of_the_price():
    """40 + 4 x 10, and half of it for the second; a change costs half a month's pay."""
    found = judge().assess(decided("2027-02", "2027-01"))
    assert nominal(found, "porting") == {"2027-01": 80.0, "2027-02": 40.0}
    assert nominal(found, "upkeep") == pytest.approx({"2027-03": 5.0, "2027-04": 10.0, "2027-05": 10.0})
    assert nominal(judge(usd=0.0).assess(decided("2027-01", "2027-01")), "porting") == {"2027-01": 60.0}


def test_effort_without_engineers_is_nothing():
    free = auditor(**GIVEN | {"stacks": [{"id": "cuda", "port_engineer_months": 4.0}]})
    found = free.assess(DecisionSet(ports=(Ported("a", "cuda", "2027-01"),)))
    assert "ports_are_possible" in broken(found)
    assert not found.rows_by_family["porting"]
    bound = auditor(
        **GIVEN | {"stacks": [{"id": "cuda", "port_engineer_months": 4.0}]},
        policy__engineers={"engineer_months_per_quarter": 4.0},
    )
    assert "ports_are_possible" not in broken(bound.assess(DecisionSet(ports=(Ported("a", "cuda", "2027-01"),))))


GRANTED = scenario(
    **GIVEN | {"offers": [offer("od", "on_demand", usd_per_hour=1.0)]},
    policy__engineers={"engineer_months_per_quarter": 8.0, "usd_per_engineer_month": 10.0},
)


@pytest.fixture(scope="module")
def plan():
    """Both ports in January: 80 and 40 USD, 4 and 2 engineer-months; 1 of upkeep in March, 2 in April and May."""
    made = make_plan(GRANTED, "expected", SearchOptions(gap=1e-6))
    assert isinstance(made, Planned), made
    return made.plan


def test_the_plan_states_engineers_and_prices(plan):
    assert [(p.workload, p.start_period, p.cost_usd, p.engineer_months) for p in plan.ports] == [
        ("a", "2027-01", 80.0, 4.0),
        ("b", "2027-01", 40.0, 2.0),
    ]
    assert [vars(row) for row in plan.engineers] == [
        {
            "period": "2027-01",
            "months": 3,
            "porting_engineer_months": 6.0,
            "upkeep_engineer_months": 1.0,
            "capacity_engineer_months": 8.0,
        },
        {
            "period": "2027-04",
            "months": 2,
            "porting_engineer_months": 0.0,
            "upkeep_engineer_months": 2.0,
            "capacity_engineer_months": pytest.approx(16 / 3),
        },
    ]
    (limit,) = [use for use in plan.limits if use.kind == "porting"]
    assert (limit.limit, limit.period, limit.used, limit.unit) == (
        "porting engineers per quarter",
        "2027-01",
        7.0,
        "engineer-months",
    )
    charged = {(row.workload, row.period): row.cost_usd for row in plan.service}
    # 4 accelerators x 30 h, the port over three months, one change a month
    assert charged["a", "2027-03"] == pytest.approx(120 + 80 / 3 + 5, abs=0.011)
    assert charged["b", "2027-03"] == pytest.approx(120 + 40 / 3 + 5, abs=0.011)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("ports", 0, "cost_usd"), 40.0, "ports (a, stack cuda, 2027-01): cost_usd"),
        (("ports", 1, "engineer_months"), 4.0, "ports (b, stack cuda, 2027-01): engineer_months"),
        (("ports", 0, "start_period"), "2027-02", "ported_before_served"),
        (("engineers", 0, "porting_engineer_months"), 5.0, "engineers (2027-01): porting_engineer_months"),
        (("engineers", 1, "upkeep_engineer_months"), 1.0, "engineers (2027-04): upkeep_engineer_months"),
        (("engineers", 1, "capacity_engineer_months"), 8.0, "engineers (2027-04): capacity_engineer_months"),
        (("engineers", 1, "months"), 3, "engineers (2027-04): months"),
        (("engineers", 0, "period"), "2027-02", "engineers: list of quarters"),
        (("engineers",), [], "engineers: list of quarters"),
        (("limits", 0, "used"), 6.0, "limits (porting engineers per quarter, 2027-01): no limit"),
    ],
)
def test_a_wrong_figure_is_told(plan, place, value, told):
    document = json.loads(plan.model_dump_json())
    spot = document
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value
    failures = audit_plan(GRANTED, "expected", Plan.model_validate_json(json.dumps(document))).failures
    assert any(told in text for text in failures)
