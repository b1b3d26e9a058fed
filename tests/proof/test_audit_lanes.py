"""Lanes as the audit reads them: whose units are whose, what a quota backs once, what keeping apart is said to cost."""

import pytest

from models.lanes import Separation
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import BackedUp, Held, Ordered, Rented, audit_plan
from tests.program.kit import EXACT
from tests.program.test_lanes import CALLED, OWN, PRODUCTION, RESEARCH, packs_of, two, two_halls
from tests.proof.audit_kit import auditor, broken_by, scenario, serve_all

MONTHS = JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0, "lane": "research"}


def judge(headroom=0.0, **changes):
    """`job` of production and `trial` of research keep 4 accelerators busy each."""
    given = two(headroom, **changes)
    return auditor(**given.model_dump(by_alias=True, mode="json"))


def owned(production, research, period=JAN):
    """Packs ordered for each lane."""
    return [Ordered("own", period, float(n), lane) for n, lane in ((production, PRODUCTION), (research, RESEARCH)) if n]


def held(job, trial, site="hall"):
    """Accelerators set aside by each workload in every month."""
    return [
        Held(w, "eu", "gpu", site, month, "day", n) for w, n in (("job", job), ("trial", trial)) for month in MONTHS
    ]


@pytest.mark.parametrize(
    ("orders", "fits"),
    [
        (owned(4, 4), True),
        (owned(8, 0), False),
        (owned(5, 3), False),
        ([Ordered("own", JAN, 8.0)], False),
        ([Ordered("own", JAN, 4.0, PRODUCTION), Ordered("own", JAN, 4.0, "lane:common")], False),
    ],
)
def test_units_of_a_lane_serve_that_lane(orders, fits):
    found = judge(offers=[OWN])
    broken = broken_by(found, orders=orders, dispatch=serve_all(found), headroom=held(4.0, 4.0))
    assert (broken == set()) is fits


def test_rent_of_a_lane_serves_that_lane_and_its_quota_is_one():
    found = judge(offers=[{**CALLED, "quota_packs": 7.0}])
    at = [(month, block) for month in MONTHS for block in ("day", "night")]
    rent = [Rented("od", *when, packs, lane) for when in at for packs, lane in ((4.0, PRODUCTION), (3.0, RESEARCH))]
    half = [row for row in serve_all(found) if row.workload == "job"]
    assert "load_fits_pool" not in broken_by(found, rent=rent, dispatch=half)
    assert "load_fits_pool" in broken_by(found, rent=rent, dispatch=serve_all(found))
    more = [row if row.dedicated_to == PRODUCTION else row._replace(packs=4.0) for row in rent]
    assert "rent_fits_quota" in broken_by(found, rent=more, dispatch=serve_all(found))


def test_todays_fleet_serves_its_lane():
    found = judge(offers=[OWN], holdings=[OLD])
    assert broken_by(found, orders=owned(4, 0), dispatch=serve_all(found), headroom=held(4.0, 4.0)) == set()
    assert "load_fits_pool" in broken_by(found, orders=owned(0, 4), dispatch=serve_all(found))


def test_a_group_of_lanes_shares_its_units():
    groups = {"lane_groups": [{"id": "open", "lanes": ["production", "research"]}]}
    found = judge(offers=[OWN], policy={"finance": {"discount_rate": 0.0, "end_value": "none"}, **groups})
    assert found.facts.lanes.apart == ()
    rows = {"dispatch": serve_all(found), "headroom": held(4.0, 4.0)}
    assert broken_by(found, orders=[Ordered("own", JAN, 8.0)], **rows) == set()
    assert broken_by(found, orders=owned(4, 4), **rows)


@pytest.mark.parametrize(
    ("production", "research", "fits"),
    [(4, 5, True), (5, 4, True), (4, 4, False), (8, 4, True), (8, 0, False)],
)
def test_headroom_of_lanes_counts_a_quota_once(production, research, fits):
    """Each holds 8; 10 x 0.7 = 7 are on call for both together."""
    found = judge(1.0, offers=[OWN, {**CALLED, "quota_packs": 10.0}])
    broken = broken_by(found, orders=owned(production, research), headroom=held(8.0, 8.0))
    assert ("hold_is_backed" not in broken) is fits


def test_a_lane_that_holds_less_than_it_owns_lends_nothing():
    found = judge(1.0, offers=[OWN, {**CALLED, "quota_packs": 10.0}])
    assert "hold_is_backed" in broken_by(found, orders=owned(12, 0), headroom=held(8.0, 8.0))


@pytest.mark.parametrize(("job", "trial", "fits"), [(4.0, 4.0, True), (5.0, 3.0, True), (5.0, 4.0, False)])
def test_a_loss_leaves_a_quota_once(job, trial, fits):
    """1 owned in the cloud by production, and 7 on call there."""
    given = two_halls(10.0)
    found = auditor(**given.model_dump(by_alias=True, mode="json"))
    backups = [
        BackedUp("site", "hall", w, "eu", "gpu", "cloud", month, "day", n)
        for w, n in (("job", job), ("trial", trial))
        for month in MONTHS
    ]
    broken = broken_by(found, orders=[Ordered("own-cloud", JAN, 1.0, PRODUCTION)], backups=backups)
    assert ("backup_is_backed" not in broken) is fits


def made(given):
    outcome = make_plan(given, "expected", EXACT)
    assert isinstance(outcome, Planned)
    return outcome.plan


def test_a_plan_states_what_keeping_apart_costs():
    """2.5 accelerators of work in each lane, packs of 5: 1000 apart, 500 together."""
    plan = made(packs_of(5))
    said = plan.separation
    assert said is not None
    assert said.lanes == ("production", "research")
    stated = said.shared_least_usd, said.shared_most_usd, said.least_usd, said.most_usd
    assert stated == pytest.approx((500.0, 500.0, 500.0, 500.0), abs=0.01)
    assert [(row.dedicated_to, row.packs) for row in plan.orders] == [(PRODUCTION, 1.0), (RESEARCH, 1.0)]
    assert {use.limit for use in plan.limits} == {
        f"firm capacity of gpu at hall for headroom of lane {lane}" for lane in ("production", "research")
    }
    assert (
        made(packs_of(5, policy__lane_groups=[{"id": "all", "lanes": ["production", "research"]}])).separation is None
    )


BIG = packs_of(5)


@pytest.mark.parametrize(
    "change",
    [
        {"separation": None},
        {"separation": Separation(lanes=("production",), why="no time")},
        {"separation": Separation(lanes=("production", "research"))},
        {"separation": {"least_usd": 501.0}},
        {"separation": {"most_usd": 499.0}},
        {"separation": {"shared_least_usd": 400.0}},
        {"separation": {"shared_least_usd": 600.0, "most_usd": 400.0}},
        {"separation": {"shared_most_usd": 1100.0, "least_usd": 0.0}},
        {"separation": {"why": "no time was left"}},
        {"orders": {"dedicated_to": None}},
        {"orders": {"dedicated_to": "lane:common"}},
        {"pools": {"dedicated_to": None}},
        {"pools": {"credit": 5.5}},
        {"fleet": {"dedicated_to": RESEARCH}},
        {"dispatch": {"dedicated": True}},
    ],
)
def test_wrong_figures_of_lanes_fail(change):
    plan = made(BIG)
    assert audit_plan(BIG, "expected", plan).passed
    (field, value), *_ = change.items()
    now = getattr(plan, field)
    if isinstance(value, dict):
        first = now if field == "separation" else now[0]
        value = first.model_copy(update=value)
        value = value if field == "separation" else (value, *now[1:])
    assert not audit_plan(BIG, "expected", plan.model_copy(update={field: value})).passed


def test_a_plan_may_say_why_it_states_no_price():
    plan = made(BIG)
    none = Separation(lanes=("production", "research"), why="no time was left")
    assert audit_plan(BIG, "expected", plan.model_copy(update={"separation": none})).passed


def test_a_plan_of_shared_work_states_no_separation():
    given = scenario(offers=[OWN])
    plan = made(given)
    none = Separation(lanes=("common",), why="no time was left")
    assert not audit_plan(given, "expected", plan.model_copy(update={"separation": none})).passed


def test_credit_of_a_pool_leaves_out_what_other_lanes_call():
    """8 held in each lane, 10 x 0.7 on call: of the 9 owned one lane has n, and calls 8 - n of the 7."""
    plan = made(two(1.0, offers=[OWN, {**CALLED, "quota_packs": 10.0}]))
    there = {row.dedicated_to: row.in_service for row in plan.pools if row.period == JAN}
    assert sum(there.values()) == 9.0
    assert [row.credit for row in plan.pools if row.period == JAN] == pytest.approx([8.0, 8.0])


def test_backups_of_lanes_stay_in_the_lane():
    plan = made(two_halls(10.0))
    cloud = [row for row in plan.orders if row.site == "cloud"]
    assert sum(row.accelerators for row in cloud) == 1.0
    assert [row.accelerators for row in plan.backups] == pytest.approx([4.0] * 6)
    assert [use.used for use in plan.limits if use.kind == "redundancy"] == pytest.approx([1.0])
