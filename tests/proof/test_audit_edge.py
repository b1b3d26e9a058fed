"""Edge sites as the audit reads them: users, uptime, heat, and what a site costs while anything is there."""

import pytest

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Held, Ordered, Ran, Rented, audit_plan
from tests.program.kit import CLOUD, EXACT, HALL, SERVICE
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario, serve_all

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": FEB}
OFFERS = [offer("own", "buy"), offer("od", "on_demand"), {**offer("away", "on_demand"), "site": "cloud"}]


def edge(**fields):
    return [{**HALL, "kind": "edge", "serves": ["eu"], **fields}, CLOUD]


def judge(**fields):
    """Four accelerators do the job, in the hall (an edge site) or in the cloud."""
    changes = {name: fields.pop(name) for name in list(fields) if name in ("holdings", "workloads__0__demand")}
    return auditor(sites=edge(**fields), offers=OFFERS, accelerators__0__busy_kw=5.0, **changes)


def test_work_of_users_whom_a_site_does_not_serve_has_no_arc():
    demand = [{"geography": place, "level": 40.0} for place in ("eu", "us")]
    world = {"geographies": [{"id": "eu"}, {"id": "us"}], "workloads__0__demand": demand}
    found = auditor(sites=edge(), offers=OFFERS, **world)
    assert found.facts.placement.removed == {(("job", "us"), ("gpu", "hall")): "serves"}
    orders = [Ordered("own", JAN, 8.0)]
    assert "served_where_allowed" in broken_by(found, orders=orders, dispatch=serve_all(found))
    held = auditor(sites=edge(), offers=OFFERS, **world, **SERVICE)
    hold = [Held("job", "us", "gpu", "hall", JAN, "day", 6.0)]
    assert "held_where_allowed" in broken_by(held, orders=[Ordered("own", JAN, 12.0)], headroom=hold)


@pytest.mark.parametrize(("uptime", "packs", "fits"), [(1.0, 4.0, True), (0.8, 4.0, False), (0.8, 5.0, True)])
def test_units_carry_less_where_the_site_is_down_at_times(uptime, packs, fits):
    found = judge(uptime=uptime)
    broken = broken_by(found, orders=[Ordered("own", JAN, packs)], dispatch=serve_all(found))
    assert broken == (set() if fits else {"load_fits_pool"})


def test_holdings_and_rent_carry_less_too():
    """1 held and 4 rented, all up half the time, carry 2.5 of 4; later 4 x 0.5 of 4."""
    found = judge(uptime=0.5, holdings=[OLD])
    rows = [Rented("od", month, block, 8.0) for month in (JAN, FEB, MAR) for block in ("day", "night")]
    assert broken_by(found, rent=rows, dispatch=serve_all(found)) == set()
    assert broken_by(found, rent=[row._replace(packs=7.0) for row in rows], dispatch=serve_all(found))
    short = [row._replace(packs=7.0 if row.period == JAN else 8.0) for row in rows]
    assert broken_by(found, rent=short, dispatch=serve_all(found)) == set()


def test_headroom_rests_on_what_is_up():
    """12 units that are up half the time back the 6 set aside, 11 do not."""
    found = auditor(sites=edge(uptime=0.5), offers=[offer("own", "buy")], **SERVICE)
    hold = [Held("job", "eu", "gpu", "hall", month, "day", 6.0) for month in (JAN, FEB, MAR)]
    enough, few = ([Ordered("own", JAN, packs)] for packs in (12.0, 11.0))
    assert broken_by(found, orders=enough, dispatch=serve_all(found), headroom=hold) == set()
    assert broken_by(found, orders=few, dispatch=serve_all(found), headroom=hold) == {"hold_is_backed"}


def test_a_unit_runs_no_longer_than_its_site_is_up():
    found = auditor(sites=edge(uptime=0.5), offers=[offer("run", "buy", usd_per_hour=1.0)])
    orders, run = [Ordered("run", JAN, 4.0)], [Ran("run", JAN, "day", 3.0)]
    assert "run_fits_units" in broken_by(found, orders=orders, run=run)
    assert "run_fits_units" not in broken_by(found, orders=orders, run=[run[0]._replace(packs=2.0)])


@pytest.mark.parametrize(("cap", "fits"), [(25.0, True), (24.9, False)])
def test_heat_counts_units_rent_and_holdings_at_the_rack(cap, fits):
    """1 held, 3 owned and 1 rented in a block at 5 kW each; PUE and rack power do not count."""
    found = judge(heat_cap_kw=cap, pue=2.0, holdings=[OLD])
    rent = [Rented("od", JAN, "night", 1.0)]
    broken = broken_by(found, orders=[Ordered("own", JAN, 3.0)], rent=rent)
    assert ("heat_fits_site" in broken) is not fits


def test_a_site_is_paid_for_in_every_month_in_which_anything_is_there():
    """The fleet keeps it in use in January; in February one is rented for one block; in March nothing is there."""
    found = judge(telemetry_usd_per_month=7.0, support_usd_per_month=30.0, holdings=[OLD])
    bare, rented = DecisionSet(), DecisionSet(rent=(Rented("od", FEB, "night", 1.0),))
    dust = DecisionSet(rent=(Rented("od", FEB, "night", 1e-7),))
    assert nominal(found.assess(bare), "holdings") == {JAN: 37.0}
    assert float(found.assess(bare).constant) == pytest.approx(37.0)
    for decisions, paid in ((bare, False), (dust, False), (rented, True)):
        bill = found.assess(decisions)
        assert nominal(bill, "site_telemetry") == ({FEB: 7.0} if paid else {})
        assert nominal(bill, "site_support") == ({FEB: 30.0} if paid else {})
    ordered = found.assess(DecisionSet(orders=(Ordered("own", FEB, 1.0),)))
    assert nominal(ordered, "site_support") == {FEB: 30.0, MAR: 30.0}


def idle_site():
    """Bought for January and March; in February the job rests, and so does the hall, which is paid for."""
    path = {JAN: 40.0, FEB: 0.0, MAR: 40.0}
    return scenario(
        sites=edge(telemetry_usd_per_month=2.0, support_usd_per_month=3.0, heat_cap_kw=20.0),
        offers=[offer("own", "buy", upfront_usd=3.0, order_until=FEB)],
        accelerators__0__busy_kw=5.0,
        workloads__0__demand=[{"geography": "eu", "path": path}],
    )


def test_the_cost_of_a_site_goes_to_those_it_serves_and_else_to_nobody():
    """4 USD a month for the four units, 5 for the hall: in February both belong to nobody."""
    made = make_plan(idle_site(), "expected", EXACT)
    assert isinstance(made, Planned)
    plan = made.plan
    assert [row.cost_usd for row in plan.service] == [9.0, 0.0, 9.0]
    rest = [(row.reason, row.accelerator, row.site, row.period, row.cost_usd) for row in plan.unassigned]
    assert rest == [("idle", "gpu", "hall", FEB, 4.0), ("idle", None, "hall", FEB, 5.0)]
    assert plan.costs.by_term == {"hardware_purchase": 12.0, "site_telemetry": 6.0, "site_support": 9.0}
    assert [(use.limit, use.kind, use.used, use.is_binding) for use in plan.limits][:1] == [
        ("heat at hall", "edge", 20.0, True)
    ]
    assert {row.bottleneck for row in plan.service} == {"heat", None}
    assert [
        (row.heat_kw, row.in_use, row.telemetry_usd, row.support_usd) for row in plan.sites if row.site == "hall"
    ] == [(20.0, True, 2.0, 3.0)] * 3


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: {"unassigned": plan.unassigned[:1]},
        lambda plan: {"unassigned": (plan.unassigned[0], plan.unassigned[1].model_copy(update={"site": "cloud"}))},
        lambda plan: {"sites": tuple(row.model_copy(update={"in_use": False}) for row in plan.sites)},
        lambda plan: {"sites": tuple(row.model_copy(update={"heat_kw": 19.0}) for row in plan.sites)},
        lambda plan: {"service": tuple(r.model_copy(update={"bottleneck": "accelerator"}) for r in plan.service)},
    ],
)
def test_wrong_figures_of_edge_sites_fail(change):
    made = make_plan(idle_site(), "expected", EXACT)
    assert isinstance(made, Planned)
    assert audit_plan(idle_site(), "expected", made.plan).passed
    assert not audit_plan(idle_site(), "expected", made.plan.model_copy(update=change(made.plan))).passed
