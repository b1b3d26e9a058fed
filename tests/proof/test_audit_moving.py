"""Moving: rows, money, double running and milestones, from the page alone."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Held, Moved, Ordered, Served, audit_plan
from solver.search.options import SearchOptions
from tests.proof.audit_kit import BASE, auditor, broken, nominal, offer, scenario

JOB = {**BASE["workloads"][0], "home_site": "cloud", "data_tb": 4.0}
MONTHS = ("2027-01", "2027-02", "2027-03")
GIVEN = {
    "horizon": {"start": "2027-01", "periods": 3, "blocks": [{"id": "all", "hours": 30.0, "is_peak": True}]},
    "sites": [
        {"id": "hall", "kind": "on_prem", "jurisdiction": "eu"},
        {"id": "cloud", "kind": "cloud", "jurisdiction": "eu", "egress_usd_per_gb": 0.01},
    ],
    "offers": [offer("own", "buy"), offer("away", "buy", site="cloud")],
    "policy__porting_every_months": 1,
}
ORDERS = (Ordered("own", "2027-01", 4.0), Ordered("away", "2027-01", 4.0))


def judge(weeks=0, **changes):
    rule = {"double_running_weeks": weeks}
    return auditor(**{**GIVEN, "workloads": [JOB], "policy__moving": rule, **changes})


def shares(*hall):
    """Shares in the hall by month, the rest at home."""
    rows = [("hall", month, share) for month, share in zip(MONTHS, hall, strict=True)]
    rows += [("cloud", month, 1 - share) for _, month, share in rows]
    return tuple(Served("job", "eu", "gpu", site, month, "all", share) for site, month, share in rows if share)


def doubled(*hall):
    served = [(month, share) for month, share in zip(MONTHS, hall, strict=True) if share]
    return tuple(Served("job", "eu", "gpu", "hall", month, "all", share) for month, share in served)


def faults(judged, hall, double=(0, 0, 0), moves=(), **more):
    rows = {"orders": ORDERS, "dispatch": shares(*hall), "double_running": doubled(*double)}
    starts = tuple(Moved("job", "hall", month) for month in moves)
    return broken(judged.assess(DecisionSet(**rows | more, moves=starts)))


def test_nothing_is_served_away_before_the_data_are_there():
    assert faults(judge(), (0, 0.5, 1)) == {"moved_before_served"}
    assert faults(judge(), (0, 0.5, 1), moves=["2027-03"]) == {"moved_before_served"}
    assert not faults(judge(), (0, 0.5, 1), moves=["2027-02"])
    assert not faults(judge(), (0, 0, 0))


def test_nothing_is_held_away_before_the_data_are_there():
    service = {**JOB, "class": "realtime_inference", "headroom": 0.5}
    held = {
        "headroom": tuple(Held("job", "eu", "gpu", site, m, "all", 3.0) for site in ("hall", "cloud") for m in MONTHS)
    }
    assert faults(judge(workloads=[service]), (0, 0, 0), **held) == {"moved_before_held"}
    assert not faults(judge(workloads=[service]), (0, 0, 0), moves=["2027-01"], **held)


@pytest.mark.parametrize(
    ("hall", "double", "moves", "rows"),
    [
        ((0, 1, 1), (1, 0, 0), ["2027-01"], set()),
        ((0, 0.5, 1), (0.5, 0.5, 0), ["2027-01"], set()),
        ((0, 0.5, 1), (0.5, 0.4, 0), ["2027-01"], {"run_before_served"}),
        ((0, 1, 1), (0, 0, 0), ["2027-01"], {"run_before_served"}),
        ((0, 0, 1), (0, 1, 0), ["2027-01"], set()),
        ((0, 1, 1), (1, 0, 0), ["2027-02"], {"moved_before_served", "run_once_moving"}),
        ((0, 0.5, 0.5), (0.5, 0.6, 0), ["2027-01"], {"run_once_moving", "load_fits_pool"}),
        ((0, 1, 1), (1, 0, 0), ["2027-01", "2027-02"], {"moved_once"}),
    ],
)
def test_a_share_runs_double_for_a_month_before_it_is_served(hall, double, moves, rows):
    assert faults(judge(weeks=4), hall, double, moves) == rows


def test_what_runs_double_takes_accelerators():
    small = (Ordered("own", "2027-01", 3.0), Ordered("away", "2027-01", 4.0))
    found = faults(judge(weeks=4), (0, 0.5, 0.5), (0.8, 0, 0), ["2027-01"], orders=small)
    assert found == {"load_fits_pool"}


def test_eight_weeks_ask_for_two_months():
    assert faults(judge(weeks=8), (0, 0, 1), (1, 1, 0), ["2027-01"]) == set()
    assert faults(judge(weeks=8), (0, 0, 1), (0, 1, 0), ["2027-01"]) == {"run_before_served"}
    assert faults(judge(weeks=8), (0, 1, 1), (1, 0, 0), ["2027-01"]) == {"moved_before_served"}


@pytest.mark.parametrize(
    ("move", "row"),
    [
        (Moved("job", "cloud", "2027-01"), "moves_are_possible"),  # home
        (Moved("job", "moon", "2027-01"), "moves_are_possible"),
        (Moved("other", "hall", "2027-01"), "moves_are_possible"),
        (Moved("job", "hall", "2027-02"), "moves_are_possible"),  # no review
    ],
)
def test_moves_are_of_use_and_start_at_reviews(move, row):
    yearly = judge(policy__porting_every_months=12)
    found = yearly.assess(DecisionSet(orders=ORDERS, dispatch=shares(0, 0, 0), moves=(move,)))
    assert broken(found) == {row}


def test_double_running_is_of_work_that_moves():
    at_home = (Served("job", "eu", "gpu", "cloud", "2027-01", "all", 0.5),)
    free = judge(workloads=[{**JOB, "home_site": None}])
    assert faults(judge(weeks=4), (0, 0, 0), double_running=at_home) == {"doubled_where_moved"}
    assert faults(free, (0, 0, 0), (1, 0, 0)) == {"doubled_where_moved"}


def test_a_copy_costs_the_egress_of_home_or_the_price_of_the_policy():
    rows = DecisionSet(moves=(Moved("job", "hall", "2027-02"),))
    assert nominal(judge().assess(rows), "moving") == {"2027-02": 40.0}
    priced = judge(policy__moving={"usd_per_tb": 7.0})
    assert nominal(priced.assess(rows), "moving") == {"2027-02": 28.0}


RENTED = [
    offer("home", "on_demand", usd_per_hour=1.0, site="cloud"),
    {**offer("own", "on_demand", usd_per_hour=0.2), "quota_packs": 3.0},
]
BACK = scenario(**{**GIVEN, "offers": RENTED, "workloads": [JOB], "policy__moving": {"double_running_weeks": 4}})


@pytest.fixture(scope="module")
def plan():
    """Three of four accelerators go from the cloud to the hall: double in January, then served there."""
    made = make_plan(BACK, "expected", SearchOptions(gap=1e-6))
    assert isinstance(made, Planned), made
    return made.plan


def test_the_plan_states_moves_double_running_and_milestones(plan):
    assert plan.objective_usd == pytest.approx(120 + 18 + 2 * (30 + 18) + 40, abs=0.01)
    (move,) = plan.moves
    assert (move.start_period, move.ready_period, move.data_tb, move.cost_usd) == ("2027-01", "2027-02", 4.0, 40.0)
    (run,) = plan.double_running
    assert (run.site, run.period, run.share, run.accelerators) == ("hall", "2027-01", 0.75, pytest.approx(3.0))
    (milestone,) = plan.milestones
    assert (milestone.kind, milestone.period, milestone.source, milestone.target, milestone.share) == (
        "repatriation",
        "2027-02",
        "cloud",
        "hall",
        pytest.approx(0.75),
    )
    assert milestone.saving_usd == pytest.approx((0.10 - 0.02) * 2 * 30 * 30 - 40)  # two months of 30 units/h for 30 h
    january, february, _ = plan.service
    assert january.units_served == pytest.approx(40 * 30)
    assert january.accelerator_hours == pytest.approx(7 * 30)
    # 4 in the cloud and 3 that run double; from February on half the copy
    assert (january.cost_usd, february.cost_usd) == (pytest.approx(138), pytest.approx(48 + 20))
    assert {use.site: use.busy for use in plan.pools if use.period == "2027-01"} == {"hall": 3.0, "cloud": 4.0}


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("moves", 0, "cost_usd"), 41.0, "moves (job, site hall, 2027-01): cost_usd"),
        (("moves", 0, "ready_period"), "2027-01", "moves (job, site hall, 2027-01): ready_period"),
        (("moves", 0, "data_tb"), 5.0, "moves (job, site hall, 2027-01): data_tb"),
        (("moves", 0, "start_period"), "2027-02", "moved_before_served"),
        (("moves",), [], "moved_before_served"),
        (("double_running",), [], "run_before_served"),
        (("double_running", 0, "accelerators"), 2.0, "double_running (job@eu, gpu at hall, 2027-01, block all)"),
        (("milestones", 0, "period"), "2027-03", "milestones (repatriation of job): period"),
        (("milestones", 0, "source"), "hall", "milestones (repatriation of job): source"),
        (("milestones", 0, "target"), "cloud", "milestones (repatriation of job): target"),
        (("milestones", 0, "saving_usd"), 1.0, "milestones (repatriation of job): saving_usd"),
        (("milestones", 0, "share"), 0.8, "milestones (repatriation of job): share"),
        (("milestones", 0, "kind"), "graduation", "milestones (graduation of job): the plan has no such milestone"),
        (("milestones",), [], "milestones (repatriation of job): it is missing"),
        (("service", 0, "accelerator_hours"), 120.0, "accelerator_hours"),
    ],
)
def test_a_wrong_figure_is_told(plan, place, value, told):
    document = json.loads(plan.model_dump_json())
    spot = document
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value
    failures = audit_plan(BACK, "expected", Plan.model_validate_json(json.dumps(document))).failures
    assert any(told in text for text in failures)
