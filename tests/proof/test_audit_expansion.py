"""Enlarged sites as the audit reads them: modules on offer, what they add, what they cost, what a plan says of it."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Expanded, Ordered, Rented, audit_plan
from tests.program.kit import CLOUD, EXACT, HALL
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
ANNEX = {"id": "annex", "kw": 10.0, "upfront_usd": 30.0, "usd_per_month": 2.0, "max_modules": 2, "lead_months": 1}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}


def judge(module=ANNEX, limits=None, **changes):
    """Units of 5 kW and half a rack of 3 m2 in the hall, PUE 2; the hall has room for two of them."""
    place = {**HALL, "pue": 2.0, "m2_per_rack": 3.0, **(limits or {"power_cap_kw": 20.0}), "expansions": [module]}
    offers = [offer("own", "buy"), offer("od", "on_demand")]
    chip = {"accelerators__0__busy_kw": 5.0, "accelerators__0__racks": 0.5}
    return auditor(sites=[place, CLOUD], offers=offers, **chip, **changes)


def fails(found, orders, expansions, **rows):
    """Rows of sites and modules that fail."""
    about = {"power_fits_site", "racks_fit_site", "floor_fits_site", "heat_fits_site", "modules_fit_site"}
    about |= {"expansions_are_on_offer", "commitment_is_bounded", "spend_fits_budget"}
    return broken_by(found, orders=orders, expansions=expansions, **rows) & about


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (Expanded("hall", "annex", JAN, 1), set()),
        (Expanded("hall", "annex", FEB, 2), set()),
        (Expanded("hall", "annex", FEB, 3), {"modules_fit_site"}),
        (Expanded("hall", "annex", MAR, 1), {"expansions_are_on_offer"}),  # in service after the horizon
        (Expanded("hall", "annex", "2027-04", 1), {"expansions_are_on_offer"}),
        (Expanded("hall", "wing", JAN, 1), {"expansions_are_on_offer"}),
        (Expanded("cloud", "annex", JAN, 1), {"expansions_are_on_offer"}),
        (Expanded("nowhere", "annex", JAN, 1), {"expansions_are_on_offer"}),
        (Expanded("hall", "annex", JAN, 0.5), {"expansions_are_on_offer"}),
        (Expanded("hall", "annex", JAN, -1), {"expansions_are_on_offer"}),
        (Expanded("hall", "annex", JAN, float("nan")), {"expansions_are_on_offer"}),
        (Expanded("hall", "annex", JAN, float("inf")), {"expansions_are_on_offer"}),
    ],
)
def test_modules_are_whole_and_on_offer(order, fault):
    assert fails(judge(), [], [order]) == fault


def test_a_module_can_be_ordered_from_its_month_on_once_a_month_and_so_often_in_all():
    late = judge({**ANNEX, "order_from": FEB})
    january, february = Expanded("hall", "annex", JAN, 1), Expanded("hall", "annex", FEB, 1)
    assert fails(late, [], [january]) == {"expansions_are_on_offer"}
    assert fails(late, [], [february]) == set()
    assert fails(judge(), [], [january, january]) == {"expansions_are_on_offer"}
    assert fails(judge(), [], [january, february]) == set()
    assert fails(judge(), [], [january, february._replace(modules=2)]) == {"modules_fit_site"}


@pytest.mark.parametrize(
    ("adds", "limit", "size", "cap", "row"),
    [
        ("kw", "power_cap_kw", 10.0, 20.0, "power_fits_site"),
        ("racks", "rack_cap", 0.5, 1.0, "racks_fit_site"),
        ("m2", "floor_cap_m2", 1.5, 3.0, "floor_fits_site"),
        ("cooling_kw", "heat_cap_kw", 5.0, 10.0, "heat_fits_site"),
    ],
)
def test_a_module_adds_to_its_limit_from_the_month_in_which_it_is_there(adds, limit, size, cap, row):
    """Room for two, for three with a module: today's fleet, one owned, and one rented in one block."""
    found = judge({**ANNEX, "kw": 0.0, adds: size}, {limit: cap}, holdings=[OLD])
    module, own = [Expanded("hall", "annex", JAN, 1)], [Ordered("own", JAN, 1.0)]
    for month, fault in ((JAN, {row}), (FEB, set()), (MAR, set())):
        assert fails(found, own, module, rent=[Rented("od", month, "night", 1.0)]) == fault
        assert fails(found, own, [], rent=[Rented("od", month, "night", 1.0)]) == {row}
    assert fails(found, [Ordered("own", FEB, 2.0)], module) == set()
    assert fails(found, [Ordered("own", FEB, 3.0)], module) == {row}


def test_modules_are_paid_when_they_are_there_and_kept_up_from_then_on():
    found = judge().assess(DecisionSet(expansions=(Expanded("hall", "annex", JAN, 2),)))
    assert nominal(found, "site_expansion") == {FEB: 60.0}
    assert nominal(found, "site_expansion_upkeep") == {FEB: 4.0, MAR: 4.0}
    assert nominal(found, "end_value") == {}


@pytest.mark.parametrize(("end_value", "left"), [("straight_line", {None: -60.0 * (1 - 2 / 8)}), ("none", {})])
def test_a_module_with_a_life_has_a_value_at_the_end_by_the_policy(end_value, left):
    offers = {"offers__0__life_months": 36, "policy__finance__end_value": end_value}
    place = {**HALL, "expansions": [{**ANNEX, "life_months": 8}]}
    found = auditor(sites=[place], **offers).assess(DecisionSet(expansions=(Expanded("hall", "annex", JAN, 2),)))
    assert nominal(found, "end_value") == left


def test_budgets_and_commitments_count_modules():
    module = [Expanded("hall", "annex", JAN, 2)]
    for kind, paid in (("capex", 60.0), ("opex", 8.0), ("total", 68.0)):
        for most, fault in ((paid, set()), (paid - 0.01, {"spend_fits_budget"})):
            budget = {"policy__budgets": [{"id": "cap", "kind": kind, "max_usd": most}]}
            assert fails(judge(**budget), [], module) == fault
    for most, fault in ((60.0, set()), (59.9, {"commitment_is_bounded"})):
        assert fails(judge(policy__exposure={"id": "owed", "max_usd": most}), [], module) == fault
    at_once = judge({**ANNEX, "lead_months": 0}, policy__exposure={"id": "owed", "max_usd": 0.0})
    assert fails(at_once, [], module) == set()


def given():
    """Two of four stand in the hall in January, the others are rented; two modules make room for all from February.

    In March only one is busy: the hall with its modules still costs what it costs.
    """
    place = {**HALL, "pue": 2.0, "power_cap_kw": 20.0, "heat_cap_kw": 100.0, "expansions": [ANNEX]}
    away = {**offer("od", "on_demand", usd_per_hour=2.0), "site": "cloud"}
    return scenario(
        sites=[place, CLOUD],
        offers=[offer("own", "buy", upfront_usd=20.0), away],
        accelerators__0__busy_kw=5.0,
        workloads__0__demand=[{"geography": "eu", "path": {JAN: 40.0, FEB: 40.0, MAR: 10.0}}],
    )


@pytest.fixture(scope="module")
def plan():
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def test_the_plan_states_modules_limits_and_cost(plan):
    """4 owned 80, two modules 60 + 8, two rented in January 120."""
    assert plan.objective_usd == pytest.approx(80 + 68 + 120)
    (order,) = plan.expansions
    assert order.model_dump() == {
        "site": "hall",
        "module": "annex",
        "order_period": JAN,
        "in_service_period": FEB,
        "modules": 2,
        "kw": 20.0,
        "racks": 0.0,
        "m2": 0.0,
        "cooling_kw": 0.0,
        "cost_usd": 68.0,
    }
    caps = [(row.period, row.power_cap_kw, row.power_share) for row in plan.sites if row.site == "hall"]
    assert caps == [(JAN, 20.0, 1.0), (FEB, 40.0, 1.0), (MAR, 40.0, 1.0)]
    uses = {use.limit: (use.used, use.allowed, use.is_binding) for use in plan.limits}
    assert uses["power at hall"] == (20.0, 20.0, True)
    assert uses["modules annex at hall"] == (2.0, 2.0, True)
    assert plan.costs.by_term["site_expansion"] == 60.0
    assert plan.costs.by_term["site_expansion_upkeep"] == 8.0
    # of the units 2 x 20 over three months, 2 x 20 over two; of the modules 34 a month
    charged = [row.cost_usd for row in plan.service]
    assert charged == pytest.approx([40 / 3 + 120, 40 / 3 + 20 + 34, 40 / 3 + 20 + 34], abs=0.011)
    assert {row.bottleneck for row in plan.service} >= {"power"}


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("expansions",), [], "power_fits_site"),
        (("expansions", 0, "modules"), 1, "power_fits_site"),
        (("expansions", 0, "order_period"), FEB, "power_fits_site"),
        (("expansions", 0, "in_service_period"), JAN, "expansions[0] (annex at hall, 2027-01): in_service_period"),
        (("expansions", 0, "kw"), 10.0, "expansions[0] (annex at hall, 2027-01): kw"),
        (("expansions", 0, "cooling_kw"), 5.0, "expansions[0] (annex at hall, 2027-01): cooling_kw"),
        (("expansions", 0, "cost_usd"), 60.0, "expansions[0] (annex at hall, 2027-01): cost_usd"),
        (("sites", 1, "power_cap_kw"), 20.0, "sites (hall, 2027-02): power_cap_kw"),
        (("sites", 1, "power_share"), 2.0, "sites (hall, 2027-02): power_share"),
        (("sites", 1, "floor_m2"), 2.0, "sites (hall, 2027-02): floor_m2"),
        (("limits", 0, "allowed"), 40.0, "limits (power at hall"),
        (("service", 2, "cost_usd"), 1.0, "service (job, 2027-03): cost_usd"),
        (("service", 1, "bottleneck"), "accelerator", "service (job, 2027-02): bottleneck"),
    ],
)
def test_a_wrong_figure_is_told(plan, place, value, told):
    document = json.loads(plan.model_dump_json())
    spot = document
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value
    failures = audit_plan(given(), "expected", Plan.model_validate_json(json.dumps(document))).failures
    assert any(told in text for text in failures), failures
