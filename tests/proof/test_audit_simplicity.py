"""Simplicity as the audit reads it: parties counted from decisions, slivers refused, statements compared."""

import pytest

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Held, Ordered, Rented, Served, audit_plan
from tests.program.kit import CLOUD, EXACT, HALL, JOB, SERVICE
from tests.program.test_simplicity import OD, OLD, OWN, POOLS, few
from tests.proof.audit_kit import auditor, broken_by, offer, serve_all

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OFFERS = [offer("own", "buy"), {**offer("od", "on_demand"), "vendor": "volt"}]
OFFERS += [{**offer("far", "on_demand"), "site": "cloud"}]


def judge(**limits):
    changes = {name: limits.pop(name) for name in list(limits) if not name.startswith(("max_", "min_"))}
    return auditor(sites=[HALL, CLOUD], policy__simplicity=limits, **{"offers": OFFERS, **changes})


@pytest.mark.parametrize(
    ("limits", "law"),
    [({"max_vendors": 1}, "vendors_are_few"), ({"max_sites": 1}, "sites_are_few"), ({"max_contracts": 1}, "contracts")],
)
def test_parties_count_with_the_first_pack_ordered_or_rented(limits, law):
    found = judge(**limits)
    own = [Ordered("own", JAN, 4.0)]
    assert broken_by(found, orders=own, dispatch=serve_all(found)) == set()
    for rent in ([Rented("od", MAR, "night", 0.1)], [Rented("far", MAR, "night", 0.1)]):
        broken = broken_by(found, orders=own, rent=rent, dispatch=serve_all(found))
        new = {"od": {"vendors", "contracts"}, "far": {"sites", "contracts"}}[rent[0].offer]
        assert bool(broken) is (law.split("_")[0] in new)
        assert {row.split("_")[0] for row in broken} <= {law.split("_")[0]}
        dust = [rent[0]._replace(packs=1e-7)]
        assert broken_by(found, orders=own, rent=dust, dispatch=serve_all(found)) == set()


def test_todays_fleet_counts_as_vendor_and_site_but_not_as_contract():
    held = {**OLD, "vendor": "volt", "site": "cloud"}
    found = judge(max_vendors=1, max_sites=1, max_contracts=1, holdings=[held])
    broken = broken_by(found, orders=[Ordered("own", JAN, 4.0)], dispatch=serve_all(found))
    assert broken == {"vendors_are_few", "sites_are_few"}


def test_pools_count_where_work_is_served_or_headroom_is_held():
    found = judge(max_pools_per_workload=1, **SERVICE)
    orders, rent = [Ordered("own", JAN, 6.0)], []
    hold = [Held("job", "eu", "gpu", "hall", month, "day", 6.0) for month in (JAN, FEB, MAR)]
    assert broken_by(found, orders=orders, dispatch=serve_all(found), headroom=hold) == set()
    away = [Held("job", "eu", "gpu", "cloud", JAN, "day", 1.0)]
    assert broken_by(found, orders=orders, dispatch=serve_all(found), headroom=hold + away) == {"pools_are_few"}
    rent = [Rented("far", JAN, "night", 1.0)]
    moved = [row for row in serve_all(found) if (row.period, row.block) != (JAN, "night")]
    for site, share in (("hall", 0.75), ("cloud", 0.25)):
        moved.append(Served("job", "eu", "gpu", site, JAN, "night", share))
    assert broken_by(found, orders=orders, rent=rent, dispatch=moved, headroom=hold) == {"pools_are_few"}


@pytest.mark.parametrize(("share", "fits"), [(0.6, True), (0.59, False), (0.0, True)])
def test_a_share_counts_over_the_whole_period(share, fits):
    """Of the night, 20 of 30 h: 0.6 of it is 0.4 of the month."""
    found = judge(min_share=0.4)
    rows = [row for row in serve_all(found) if (row.period, row.block) != (JAN, "night")]
    rows.append(Served("job", "eu", "gpu", "hall", JAN, "night", 1 - share))
    rows += [Served("job", "eu", "gpu", "cloud", JAN, "night", share)] if share else []
    rent = [Rented("far", JAN, "night", 4.0)] if share else []
    broken = broken_by(found, orders=[Ordered("own", JAN, 4.0)], rent=rent, dispatch=rows)
    assert broken == (set() if fits else {"share_is_worthwhile"})


def test_an_order_of_all_copies_together_must_be_large_enough():
    jobs = [{**JOB, "id": name} for name in ("a", "b")]
    own = offer("own", "buy", is_dedicated=True)
    found = auditor(offers=[own], workloads=jobs, policy__simplicity={"min_order_packs": 8})
    orders = [Ordered("own", JAN, 4.0, f"{name}@eu") for name in ("a", "b")]
    assert "order_is_worthwhile" not in broken_by(found, orders=orders)
    assert "order_is_worthwhile" in broken_by(found, orders=orders[:1])
    assert "order_is_worthwhile" in broken_by(found, orders=[orders[0], orders[1]._replace(order_period=FEB)])


def test_a_plan_states_each_limit_where_it_is_tightest():
    given = few(*POOLS, max_pools_per_workload=2, max_sites=2, min_order_packs=2)
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    uses = {use.limit: (use.used, use.allowed, use.unit, use.is_binding) for use in made.plan.limits}
    assert uses["number of pools of job in eu"] == (2.0, 2.0, "pools", True)
    assert uses["least order of own"] == (2.0, 2.0, "packs", True)


def simple():
    given = few(OWN, OD, max_vendors=1)
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    return given, made.plan


@pytest.mark.parametrize(
    "change",
    [
        {"contracts": 2},
        {"vendors": 2},
        {"sites": 2},
        {"orders": 1},
        {"left_out": ("od",)},
        {"left_out": ("nothing",)},
        {"cost_usd": 5.0},
    ],
)
def test_wrong_figures_of_simplicity_fail(change):
    given, plan = simple()
    assert plan.simplicity is not None
    assert audit_plan(given, "expected", plan).passed
    wrong = plan.simplicity.model_copy(update=change)
    assert not audit_plan(given, "expected", plan.model_copy(update={"simplicity": wrong})).passed


def test_a_plan_says_how_simple_it_is_and_uses_no_more_than_its_limits():
    given, plan = simple()
    assert not audit_plan(given, "expected", plan.model_copy(update={"simplicity": None})).passed
    untold = tuple(use.model_copy(update={"used": 0.0}) for use in plan.limits)
    assert not audit_plan(given, "expected", plan.model_copy(update={"limits": untold})).passed


def test_what_fewer_contracts_cost_may_seem_above_the_gap_by_rounding_alone():
    given, plan = simple()
    assert plan.simplicity is not None
    above = plan.objective_usd - plan.bound_usd + 0.01
    for extra, passes in ((1e-9 * plan.objective_usd, True), (0.01 + 1e-7 * plan.objective_usd, False)):
        stated = plan.simplicity.model_copy(update={"cost_usd": above + extra})
        assert audit_plan(given, "expected", plan.model_copy(update={"simplicity": stated})).passed is passes
