"""Enterprise agreements as the audit reads them: signed when on offer, the discount taken off the bill."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Agreed, DecisionSet, Ordered, Rented, audit_plan
from tests.program.kit import EXACT
from tests.program.test_agreement import SMALL, promised, terms
from tests.proof.audit_kit import auditor, broken_by, nominal, offer

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OD = offer("od", "on_demand", usd_per_hour=1.0)
EDP = Agreed("edp")


def judge(*agreements, **changes):
    """1 USD/h on demand, 20 % off for 250 USD in three months."""
    return auditor(**{"offers": [OD, offer("own", "buy", upfront_usd=50.0)], "agreements": list(agreements), **changes})


def fails(found, *agreements, **rows):
    about = {"agreements_are_on_offer", "agreements_exclude", "commitment_is_bounded", "spend_fits_budget"}
    about |= {"vendor_share_is_kept", "contracts_are_few", "vendors_are_few"}
    return broken_by(found, agreements=agreements, **rows) & about


def assessed(found, *agreements, packs=4.0, **rows):
    rent = tuple(Rented("od", month, block, packs) for month in (JAN, FEB, MAR) for block in ("day", "night"))
    return found.assess(DecisionSet(rent=rent, agreements=agreements, **rows))


def test_an_agreement_is_signed_that_there_is_inside_the_horizon_and_no_longer_than_allowed():
    assert fails(judge(terms()), EDP, EDP) == set()
    assert fails(judge(terms()), Agreed("other")) == {"agreements_are_on_offer"}
    assert fails(judge(terms(start="2027-04")), EDP) == {"agreements_are_on_offer"}
    assert fails(judge(terms(), policy__max_term_months=11), EDP) == {"agreements_are_on_offer"}
    assert fails(judge(terms(is_signed=True), policy__max_term_months=11), EDP) == set()


def test_of_two_for_an_offer_one_is_signed_at_a_time():
    assert fails(judge(terms(), SMALL), EDP, Agreed("small")) == {"agreements_exclude"}
    apart = {"offers": [OD, {**OD, "id": "other"}]}
    both = judge(terms(offers=["od"]), {**SMALL, "offers": ["other"]}, **apart)
    assert fails(both, EDP, Agreed("small")) == set()
    assert fails(judge(terms(is_signed=True), SMALL), Agreed("small")) == {"agreements_exclude"}


def test_the_discount_is_taken_off_and_what_is_missing_is_paid_when_the_year_or_the_horizon_ends():
    """120 USD a month; 250 are promised until the end, 288 are drawn. For 1,200 a year 12 are missing."""
    found = assessed(judge(terms()), EDP, orders=(Ordered("own", JAN, 1.0),))
    assert nominal(found, "agreement_rebate") == pytest.approx({JAN: -24.0, FEB: -24.0, MAR: -24.0})
    assert nominal(found, "shortfall") == {}
    assert nominal(found, "hardware_purchase") == {JAN: 50.0}
    found = assessed(judge(terms(commitment_usd=[1200.0])), EDP)
    assert nominal(found, "shortfall") == pytest.approx({MAR: 12.0})
    assert nominal(assessed(judge(terms())), "agreement_rebate") == {}
    # from March 2026: 190 of 200 drawn before, 192 in January and February; 1,200 x 1/12 less 96 from March on
    before = terms(start="2026-03", is_signed=True, drawn_usd=190.0, commitment_usd=[400.0, 1200.0])
    found = assessed(judge(before))
    assert nominal(found, "shortfall") == pytest.approx({FEB: 18.0, MAR: 4.0})


def test_contracts_are_charged_less_by_the_accounting_rules():
    """60 USD ahead for six months, three of them inside; 5 a month; 2 of software a month are beside it."""
    lease = offer("own", "lease", upfront_usd=60.0, monthly_usd=5.0, term_months=6, software_usd_per_year=24.0)
    for tail, ahead in (("prorate", 30.0), ("inside", 60.0)):
        finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
        found = judge(terms(commitment_usd=[0.0]), offers=[lease], policy__finance=finance)
        cost = found.assess(DecisionSet(orders=(Ordered("own", JAN, 1.0),), agreements=(EDP,)))
        rebates = nominal(cost, "agreement_rebate")
        assert rebates == pytest.approx({JAN: -0.2 * (ahead + 5), FEB: -1.0, MAR: -1.0})


def test_budgets_exposure_shares_and_counts_see_agreements():
    rent = [Rented("od", month, block, 4.0) for month in (JAN, FEB, MAR) for block in ("day", "night")]
    short = terms(commitment_usd=[1200.0, 700.0])
    for kind, paid in (("opex", 300.0), ("total", 300.0)):
        for most, fault in ((paid, set()), (paid - 0.01, {"spend_fits_budget"})):
            budget = {"policy__budgets": [{"id": "cap", "kind": kind, "max_usd": most}]}
            assert fails(judge(short, **budget), EDP, rent=rent) == fault
    for most, fault in ((700.0, set()), (699.9, {"commitment_is_bounded"})):
        limit = {"policy__exposure": {"id": "owed", "max_usd": most}}
        assert fails(judge(short, **limit), EDP) == fault
        assert fails(judge(short, **limit)) == set()
    for most, fault in ((1, {"contracts_are_few"}), (2, set())):
        counted = judge(terms(), policy__simplicity={"max_contracts": most})
        assert fails(counted, EDP, rent=rent) == fault
    assert fails(judge(terms(is_signed=True), policy__simplicity={"max_contracts": 1}), EDP, rent=rent) == set()
    # 288 USD to acme, 72 to volt: four fifths
    other = {**OD, "id": "other", "vendor": "volt", "usd_per_hour": 72 / 90}
    rent += [Rented("other", month, block, 1.0) for month in (JAN, FEB, MAR) for block in ("day", "night")]
    for share, fault in ((0.8, set()), (0.799, {"vendor_share_is_kept"})):
        mixed = {"offers": [OD, other], "policy__vendor_shares": [{"id": "mix", "vendor": "acme", "max_share": share}]}
        assert fails(judge(terms(), **mixed), EDP, rent=rent) == fault
        assert fails(judge(short, **mixed), EDP, rent=rent) == fault


@pytest.fixture(scope="module")
def plan():
    """1,200 USD in the year from January 2027 on, 600 in the next: 12 USD are missing of 300."""
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def given():
    return promised(terms(commitment_usd=[1200.0, 600.0], bucket="platform"))


def test_the_plan_states_what_is_promised_drawn_and_missing(plan):
    assert plan.objective_usd == pytest.approx(300)
    (year,) = plan.agreements
    assert year.model_dump() == {
        "agreement": "edp",
        "vendor": "acme",
        "year": 1,
        "year_from": JAN,
        "year_until": "2028-01",
        "committed_usd": pytest.approx(300.0),
        "charged_usd": pytest.approx(360.0),
        "rebate_usd": pytest.approx(72.0),
        "drawn_usd": pytest.approx(288.0),
        "shortfall_usd": pytest.approx(12.0),
    }
    assert plan.costs.by_term == {"on_demand": 360.0, "agreement_rebate": -72.0, "shortfall": 12.0}
    nobody = {row.period: (row.reason, row.agreement, row.cost_usd) for row in plan.unassigned}
    assert nobody == {m: ("agreement", "edp", usd) for m, usd in ((JAN, -24.0), (FEB, -24.0), (MAR, -12.0))}
    assert [row.cost_usd for row in plan.service] == [120.0, 120.0, 120.0]
    assert plan.due_after_horizon_usd == pytest.approx(900 + 600)
    assert {row.period: row.usd for row in plan.exposure} == dict.fromkeys((JAN, FEB, MAR), 600.0)
    assert [(row.bucket, row.paid_usd) for row in plan.books] == [(None, 360.0), ("platform", -60.0)]
    assert plan.simplicity is not None
    assert plan.simplicity.contracts == 2
    assert "sign an agreement with acme" in plan.decision


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("agreements",), [], "costs (agreement_rebate, 2027-01)"),
        (("agreements", 0, "agreement"), "other", "agreements_are_on_offer"),
        (("agreements", 0, "vendor"), "volt", "agreements (edp, year 1): vendor"),
        (("agreements", 0, "year"), 2, "agreements (edp, year 2): it is not in force in such a year"),
        (("agreements", 0, "year_from"), FEB, "agreements (edp, year 1): year_from"),
        (("agreements", 0, "year_until"), FEB, "agreements (edp, year 1): year_until"),
        (("agreements", 0, "committed_usd"), 299.0, "agreements (edp, year 1): committed_usd"),
        (("agreements", 0, "charged_usd"), 299.0, "agreements (edp, year 1): charged_usd"),
        (("agreements", 0, "rebate_usd"), 73.0, "agreements (edp, year 1): rebate_usd"),
        (("agreements", 0, "drawn_usd"), 300.0, "agreements (edp, year 1): drawn_usd"),
        (("agreements", 0, "shortfall_usd"), 0.0, "agreements (edp, year 1): shortfall_usd"),
        (("unassigned", 0, "cost_usd"), 0.0, "unassigned (agreement, edp, 2027-01): cost_usd"),
        (("unassigned",), [], "unassigned (agreement, edp, 2027-01): -24.00 USD are missing"),
        (("rent", 0, "packs"), 5.0, "costs (agreement_rebate, 2027-01)"),
        (("exposure", 0, "usd"), 0.0, "exposure"),
        (("simplicity", "contracts"), 1, "simplicity: contracts"),
        (("due_after_horizon_usd",), 900.0, "due_after_horizon_usd"),
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


@pytest.mark.parametrize("tail", ["prorate", "inside", "charge_in_full"])
def test_costs_of_workloads_and_of_nobody_add_up_under_every_payment_tail(tail):
    reserve = offer("res", "reserve", upfront_usd=60.0, monthly_usd=5.0, usd_per_hour=0.1, term_months=6)
    finance = {"discount_rate": 0.08, "end_value": "none", "payment_tail": tail}
    small = terms(commitment_usd=[700.0, 700.0])
    made = make_plan(promised(small, offers=[OD, reserve], policy__finance=finance), "expected", EXACT)
    assert isinstance(made, Planned), made
    costs = [*(row.cost_usd for row in made.plan.service), *(row.cost_usd for row in made.plan.unassigned)]
    assert sum(costs) == pytest.approx(made.plan.costs.total_nominal_usd, abs=1e-6)
    assert made.plan.agreements
