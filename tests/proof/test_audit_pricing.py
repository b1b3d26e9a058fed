"""Moving prices as the audit reads them: path, volume, supply and export, money of each, what a plan says of it."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Ordered, Rented, audit_plan
from tests.program.kit import CLOUD, EXACT, HALL, JOB
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
PATH = {"price_path": {"2026-06": 3.0, FEB: 0.5}}
TIERS = [{"from_packs": 3, "discount": 0.2}, {"from_packs": 5, "discount": 0.5}]


def paid(judge, *orders, term="hardware_purchase"):
    """Nominal USD by period of a set of orders."""
    return nominal(judge.assess(DecisionSet(orders=tuple(orders))), term)


def own(**fields):
    return auditor(offers=[offer("own", "buy", upfront_usd=100.0, **fields)])


def test_an_order_costs_what_it_costs_when_it_is_placed():
    """Three times as much from the summer before on, half from February: also where it is delivered a month later."""
    assert paid(own(**PATH), Ordered("own", JAN, 1.0), Ordered("own", MAR, 2.0)) == {JAN: 300.0, MAR: 100.0}
    assert paid(own(**PATH, lead_months=1), Ordered("own", JAN, 1.0)) == {FEB: 300.0}
    assert paid(own(price_path={"2027-04": 0.1}), Ordered("own", MAR, 1.0)) == {MAR: 100.0}


def test_payments_support_value_and_tail_are_of_the_price_of_the_order():
    terms = {"support_share_per_year": 0.12, "life_months": 6, "monthly_usd": 10.0, "software_usd_per_year": 12.0}
    judge = auditor(
        offers=[offer("own", "buy", upfront_usd=100.0, **terms, **PATH)], policy__finance__end_value="straight_line"
    )
    found = judge.assess(DecisionSet(orders=(Ordered("own", FEB, 2.0), Ordered("own", JAN, 1.0))))
    assert nominal(found, "support") == pytest.approx({JAN: 3.0, FEB: 4.0, MAR: 4.0})
    assert nominal(found, "ownership_payments") == {JAN: 30.0, FEB: 40.0, MAR: 40.0}
    assert nominal(found, "software") == {JAN: 1.0, FEB: 3.0, MAR: 3.0}  # no price of the offer
    assert nominal(found, "end_value") == pytest.approx({None: -(300 * 0.5 + 2 * 50 * 4 / 6)})
    lease = offer("kept", "lease", term_months=4, monthly_usd=10.0, upfront_usd=40.0, **PATH)
    judge = auditor(offers=[lease], policy__finance__payment_tail="charge_in_full")
    found = judge.assess(DecisionSet(orders=(Ordered("kept", FEB, 1.0),)))
    assert nominal(found, "lease_payments") == {FEB: 5.0, MAR: 5.0}
    assert nominal(found, "contract_upfront") == {FEB: 20.0}
    assert nominal(found, "payments_past_horizon") == {None: 10.0}


def test_rent_costs_what_it_costs_in_its_month():
    judge = auditor(offers=[offer("od", "on_demand", usd_per_hour=2.0, **PATH)])
    found = judge.assess(DecisionSet(rent=(Rented("od", JAN, "day", 1.0), Rented("od", MAR, "night", 1.0))))
    assert nominal(found, "on_demand") == {JAN: 60.0, MAR: 20.0}


@pytest.mark.parametrize(
    ("rules", "january", "march"),
    [
        ({}, 200.0, 320.0),  # 2 at the list price, 4 at 20 % off
        ({"tier_window": "fiscal_year"}, 100.0, 200.0),  # 6 in the year: half price
        ({"tier_rule": "incremental"}, 200.0, 2 * 100 + 2 * 80.0),
        ({"tier_rule": "incremental", "tier_window": "fiscal_year"}, 200.0, 2 * 80 + 2 * 50.0),
    ],
)
def test_a_volume_has_the_discount_of_its_tier(rules, january, march):
    orders = Ordered("own", MAR, 4.0), Ordered("own", JAN, 2.0)
    assert paid(own(tiers=TIERS, **rules), *orders) == {JAN: january, MAR: march}
    halved = {MAR: march / 2, JAN: january}
    assert paid(own(tiers=TIERS, **rules, price_path={FEB: 0.5}), *orders) == halved


def test_a_volume_counts_all_owners_in_the_order_of_their_names():
    jobs = [{**JOB, "id": name} for name in ("b", "a")]
    tiers = [offer("own", "buy", upfront_usd=100.0, is_dedicated=True, tiers=TIERS)]
    orders = [Ordered("own", JAN, 2.0, f"{name}@eu") for name in ("b", "a")]
    judge = auditor(offers=tiers, workloads=jobs)
    assert paid(judge, *orders) == {JAN: 4 * 80.0}
    judge = auditor(offers=[{**tiers[0], "tier_rule": "incremental"}], workloads=jobs)
    state = judge.examine(DecisionSet(orders=tuple(orders))).state
    assert {owner: float(copy.price_share[0]) for (_, owner), copy in state.copies.items()} == {
        "a@eu": 1.0,
        "b@eu": 0.8,
    }


def test_budgets_commitments_and_shares_count_the_price_paid():
    orders = [Ordered("own", JAN, 1.0)]
    given = [offer("own", "buy", upfront_usd=100.0, lead_months=1, tiers=[{"from_packs": 2, "discount": 0.5}], **PATH)]
    for most in (300.0, 299.0):
        for falls in ("payment", "approval"):
            rules = {"policy__budgets": [{"id": "b", "kind": "capex", "falls": falls, "max_usd": most}]}
            rules["policy__exposure"] = {"id": "e", "max_usd": most}
            broken = broken_by(auditor(offers=given, **rules), orders=orders)
            assert {"spend_fits_budget", "commitment_is_bounded"} & broken == (
                set() if most == 300.0 else {"spend_fits_budget", "commitment_is_bounded"}
            )
    two = [*given, {**offer("other", "buy", upfront_usd=100.0), "vendor": "volt"}]
    for share, fits in ((0.75, True), (0.74, False)):
        rules = {"policy__vendor_shares": [{"id": "v", "vendor": "acme", "max_share": share}]}
        broken = broken_by(auditor(offers=two, **rules), orders=[*orders, Ordered("other", JAN, 1.0)])
        assert ("vendor_share_is_kept" not in broken) is fits


def test_an_order_must_be_as_large_as_its_offer_asks_for():
    for rule, least in ((None, 3), (2, 3), (4, 4)):
        judge = auditor(
            offers=[offer("own", "buy", min_packs_per_order=3)], policy__simplicity={"min_order_packs": rule}
        )
        assert "order_is_worthwhile" in broken_by(judge, orders=[Ordered("own", JAN, float(least - 1))])
        assert "order_is_worthwhile" not in broken_by(judge, orders=[Ordered("own", JAN, float(least))])


def about(judge, **decisions):
    """Which of the two limits fail."""
    return {"supply_fits_window", "export_fits_limit"} & broken_by(judge, **decisions)


OFFERS = [offer("own", "buy", pack=2), {**offer("far", "reserve", term_months=1), "site": "cloud", "vendor": "volt"}]
ORDERS = [Ordered("own", JAN, 1.0), Ordered("own", MAR, 1.0), Ordered("far", FEB, 1.0)]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"max_accelerators": 5.0}, True),
        ({"max_accelerators": 4.9}, False),
        ({"max_accelerators": 3.0, "months": 2}, True),
        ({"max_accelerators": 2.9, "months": 2}, False),
        ({"max_accelerators": 2.0, "months": 1}, True),
        ({"max_accelerators": 3.0, "first": FEB}, True),
        ({"max_accelerators": 2.9, "first": FEB, "months": 12}, False),
        ({"max_accelerators": 3.0, "until": MAR}, True),
        ({"max_accelerators": 0.0, "first": "2027-04"}, True),
        ({"max_accelerators": 4.0, "modes": ("buy",)}, True),
        ({"max_accelerators": 3.9, "modes": ("buy",)}, False),
        ({"max_accelerators": 1.0, "vendor": "volt", "role": "payee"}, True),
        ({"max_accelerators": 0.9, "vendor": "volt", "role": "payee"}, False),
        ({"max_accelerators": 0.0, "vendor": "volt"}, True),
        ({"max_accelerators": 4.9, "vendor": "acme", "classes": ("gpu",), "accelerators": ("gpu",)}, False),
        ({"max_accelerators": 0.0, "classes": ("tpu",)}, True),
    ],
)
def test_supply_counts_every_stretch(rule, fits):
    judge = auditor(offers=OFFERS, sites=[HALL, CLOUD], policy__supplies=[{"id": "s", **rule}])
    assert about(judge, orders=ORDERS) == (set() if fits else {"supply_fits_window"})


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"max_accelerators": 4.0}, True),  # one held until February, one reserved in it, two rented in March
        ({"max_accelerators": 1.9}, False),
        ({"max_accelerators": 2.0}, True),
        ({"max_accelerators": 1.0, "first": FEB}, False),
        ({"max_accelerators": 2.0, "first": MAR, "classes": ("gpu",), "vendors": ("acme",)}, True),
        ({"max_accelerators": 1.9, "first": MAR, "classes": ("gpu",), "vendors": ("acme",)}, False),
        ({"max_accelerators": 0.0, "vendors": ("volt",)}, True),
        ({"max_accelerators": 0.0, "accelerators": ("gpu",), "first": "2027-04"}, True),
        ({"max_accelerators": 4.0, "jurisdictions": ("ae", "eu")}, True),
        ({"max_accelerators": 3.9, "jurisdictions": ("ae", "eu")}, False),
    ],
)
def test_export_counts_all_that_stands_there(rule, fits):
    old = {"id": "old", "accelerator": "gpu", "site": "cloud", "vendor": "volt", "accelerators": 1.0, "until": FEB}
    offers = [OFFERS[0], OFFERS[1], {**offer("od", "on_demand"), "site": "cloud"}]
    gulf = {**CLOUD, "jurisdiction": "ae"}
    limit = {"id": "e", "jurisdictions": ("ae",), **rule}
    judge = auditor(offers=offers, sites=[HALL, gulf], holdings=[old], policy__exports=[limit])
    orders, rent = [Ordered("far", FEB, 1.0), Ordered("own", MAR, 1.0)], [Rented("od", MAR, "night", 2.0)]
    assert about(judge, orders=orders, rent=rent) == (set() if fits else {"export_fits_limit"})


def given():
    """Four busy, reserved month by month: 4 in January and February, 3 in March; at most 4 of the hall's. 5 in a year
    take off a fifth; in March the price is half."""
    tiers = {"tiers": TIERS[:1], "tier_rule": "incremental", "price_path": {MAR: 0.5}, "tier_window": "fiscal_year"}
    away = {**offer("od", "on_demand", usd_per_hour=1.0), "site": "cloud"}
    return scenario(
        sites=[HALL, {**CLOUD, "jurisdiction": "ae"}],
        offers=[offer("own", "reserve", term_months=1, upfront_usd=20.0, **tiers), away],
        policy__supplies=[{"id": "s", "months": 2, "max_accelerators": 7.0}],
        policy__exports=[{"id": "e", "jurisdictions": ["ae"], "max_accelerators": 1.0}],
    )


@pytest.fixture(scope="module")
def plan():
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def test_the_plan_states_prices_volumes_and_limits(plan):
    """4, 3, 4 reserved: 2 x 20 + 5 x 16 + 4 x 8 and 30 for one rented in February, or 3, 4, 3 with two rented."""
    assert plan.objective_usd == pytest.approx(2 * 20 + 5 * 16 + 4 * 8 + 30)
    assert [(row.order_period, row.packs, row.price_share) for row in plan.orders] == [
        (JAN, 4.0, pytest.approx(0.9)),
        (FEB, 3.0, pytest.approx(0.8)),
        (MAR, 4.0, pytest.approx(0.4)),
    ]
    (volume,) = plan.volumes
    assert volume.model_dump() == {
        "offer": "own",
        "period": None,
        "fiscal_year": 2027,
        "packs": 11.0,
        "from_packs": 3,
        "discount": pytest.approx(0.2 * 9 / 11),
        "next_from_packs": None,
    }
    uses = {use.limit: (use.used, use.allowed, use.is_binding) for use in plan.limits}
    assert uses["supply s: accelerators ordered in any 2 months"] == (7.0, 7.0, True)
    assert uses["export e: accelerators under the law of ae"] == (1.0, 1.0, True)
    assert sum(row.cost_usd for row in plan.service) == pytest.approx(plan.costs.total_nominal_usd)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("orders", 0, "packs"), 5.0, "supply_fits_window"),
        (("orders", 0, "price_share"), 1.0, "price_share"),
        (("orders", 0, "cost_usd"), 80.0, "cost_usd"),
        (("volumes",), [], "volumes (offer own, 2027): the row is missing"),
        (("volumes", 0, "packs"), 10.0, "volumes (offer own, 2027): packs"),
        (("volumes", 0, "from_packs"), None, "volumes (offer own, 2027): from_packs"),
        (("volumes", 0, "discount"), 0.2, "volumes (offer own, 2027): discount"),
        (("volumes", 0, "next_from_packs"), 5, "volumes (offer own, 2027): next_from_packs"),
        (("volumes", 0, "fiscal_year"), 2028, "volumes (offer own, 2028): nothing is ordered of it then"),
        (("rent", 0, "packs"), 2.0, "export_fits_limit"),
        (("costs", "lines", 0, "nominal_usd"), 1.0, "costs"),
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


def test_a_lowest_price_is_that_of_the_best_month_and_tier(plan):
    """A pair's price at full use: 20 x 0.5 x 0.8 for 30 h x 10 requests."""
    prices = {row.site: row.offer_usd_per_unit for row in plan.capacities}
    assert prices["hall"] == pytest.approx(8 / 300)
