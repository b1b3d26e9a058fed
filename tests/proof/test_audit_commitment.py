"""Spend commitments as the audit reads them: signed when on offer, billed by the vendor's rule, told as they are."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Committed, DecisionSet, Ordered, Rented, audit_plan
from tests.program.kit import EXACT
from tests.program.test_commitment import pair, promised
from tests.program.test_commitment import plan as terms
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OD = offer("od", "on_demand", usd_per_hour=1.0)


def judge(*commitments, **changes):
    """1 USD/h on demand, 0.30 USD/h covered, for three months."""
    given = {"offers": [OD, offer("own", "buy")], "commitments": list(commitments or [terms()])}
    return auditor(**{**given, **changes})


def fails(found, *commitments, **rows):
    """Rows about commitments and money that fail."""
    about = {"commitments_are_on_offer", "commitments_fit_limit", "commitment_term_fits_limit", "commitment_is_bounded"}
    about |= {"spend_fits_budget", "vendor_share_is_kept", "contracts_are_few", "vendors_are_few"}
    return broken_by(found, commitments=commitments, **rows) & about


@pytest.mark.parametrize(
    ("signed", "fault"),
    [
        (Committed("sp", JAN, 1.2), set()),
        (Committed("sp", FEB, 0.25), set()),
        (Committed("sp", "2027-04", 1.0), {"commitments_are_on_offer"}),
        (Committed("other", JAN, 1.0), {"commitments_are_on_offer"}),
        (Committed("sp", JAN, -1.0), {"commitments_are_on_offer"}),
        (Committed("sp", JAN, float("nan")), {"commitments_are_on_offer"}),
        (Committed("sp", JAN, float("inf")), {"commitments_are_on_offer"}),
    ],
)
def test_amounts_are_signed_when_they_are_on_offer(signed, fault):
    assert fails(judge(), signed) == fault


def test_a_commitment_is_signed_from_its_month_to_its_month_once_a_month_and_in_time():
    windowed = judge(terms(order_from=FEB, order_until=MAR))
    assert fails(windowed, Committed("sp", JAN, 1.0)) == {"commitments_are_on_offer"}
    assert fails(windowed, Committed("sp", FEB, 1.0)) == set()
    assert fails(windowed, Committed("sp", MAR, 1.0)) == {"commitments_are_on_offer"}
    assert fails(judge(terms(lead_months=1)), Committed("sp", MAR, 1.0)) == {"commitments_are_on_offer"}
    twice = [Committed("sp", JAN, 1.0)] * 2
    assert fails(judge(), *twice) == {"commitments_are_on_offer"}


def test_what_is_in_force_at_once_is_on_offer():
    limited = judge(terms(term_months=2, max_usd_per_hour=1.0, signed_usd_per_hour=5.0))
    january, february, march = (Committed("sp", month, 0.6) for month in (JAN, FEB, MAR))
    assert fails(limited, january, march) == set()
    assert fails(limited, january, february) == {"commitments_fit_limit"}
    assert fails(judge(policy__max_term_months=2), january) == {"commitment_term_fits_limit"}
    assert fails(judge(policy__max_term_months=3), january) == set()


def assessed(found, *commitments, packs=4.0, **rows):
    rent = tuple(Rented("od", month, block, packs) for month in (JAN, FEB, MAR) for block in ("day", "night"))
    return found.assess(DecisionSet(rent=rent, commitments=commitments, **rows))


def test_covered_usage_is_not_paid_on_demand_and_what_is_committed_is_paid_used_or_not():
    """4 rented cost 120 USD a month; 0.60 USD/h pay for two of them, 1.50 for all, with 0.30 to spare."""
    found = assessed(judge(), Committed("sp", FEB, 0.6))
    assert nominal(found, "on_demand") == pytest.approx({JAN: 120.0, FEB: 60.0, MAR: 60.0})
    assert nominal(found, "commitment_payments") == pytest.approx({FEB: 18.0, MAR: 18.0})
    more = assessed(judge(), Committed("sp", FEB, 1.5))
    assert nominal(more, "on_demand") == pytest.approx({JAN: 120.0, FEB: 0.0, MAR: 0.0})
    assert nominal(more, "commitment_payments") == pytest.approx({FEB: 45.0, MAR: 45.0})


@pytest.mark.parametrize(
    ("tail", "ahead", "past"), [("prorate", 10.0, {}), ("inside", 30.0, {}), ("charge_in_full", 30.0, {None: 40.0})]
)
def test_a_part_is_paid_ahead_and_what_lies_past_the_horizon_by_the_payment_tail(tail, ahead, past):
    """1 USD/h for three months from March on: a third ahead, 30 of 90 USD, then 20 a month."""
    found = assessed(
        judge(terms(upfront_share=1 / 3, lead_months=1), policy__finance__payment_tail=tail), Committed("sp", FEB, 1.0)
    )
    assert nominal(found, "commitment_upfront") == pytest.approx({MAR: ahead})
    assert nominal(found, "commitment_payments") == pytest.approx({MAR: 20.0})
    assert nominal(found, "payments_past_horizon") == pytest.approx(past)


def test_what_is_in_force_today_is_part_of_todays_fleet_until_it_ends():
    held = terms(signed_usd_per_hour=0.6, signed_until=MAR, upfront_share=0.5)
    found = assessed(judge(held))
    assert nominal(found, "holdings") == pytest.approx({JAN: 9.0, FEB: 9.0})
    assert nominal(found, "on_demand") == pytest.approx({JAN: 60.0, FEB: 60.0, MAR: 120.0})


def test_budgets_exposure_shares_and_counts_see_commitments():
    signed = Committed("sp", JAN, 1.0)
    for kind, paid in (("opex", 90.0), ("total", 90.0), ("capex", 0.0)):
        for most, fault in ((paid, set()), (paid - 0.01, {"spend_fits_budget"} if paid else set())):
            budget = {"policy__budgets": [{"id": "cap", "kind": kind, "max_usd": max(0.0, most)}]}
            assert fails(judge(**budget), signed) == fault
    for share, most in ((0.0, 60.0), (1.0, 0.0)):
        for slack, fault in ((0.0, set()), (-0.1, {"commitment_is_bounded"} if most else set())):
            limit = {"policy__exposure": {"id": "owed", "max_usd": max(0.0, most + slack)}}
            assert fails(judge(terms(upfront_share=share), **limit), signed) == fault
    for most, fault in ((1, {"contracts_are_few"}), (2, set())):
        counted = judge(policy__simplicity={"max_contracts": most})
        assert fails(counted, signed, orders=[Ordered("own", JAN, 1.0)]) == fault
    mixed = [{"id": "mix", "vendor": "acme", "role": "silicon", "max_share": 0.5}]
    assert fails(judge(policy__vendor_shares=mixed), signed) == set()  # what covers nothing is nobody's silicon
    rent = [Rented("od", JAN, "day", 1.0)]
    assert fails(judge(policy__vendor_shares=mixed), signed, rent=rent) == {"vendor_share_is_kept"}
    paid = [{"id": "mix", "vendor": "acme", "max_share": 0.5}]
    assert fails(judge(policy__vendor_shares=paid), signed) == {"vendor_share_is_kept"}


def test_copies_of_an_offer_are_covered_in_equal_shares():
    dedicated = {**OD, "is_dedicated": True}
    jobs = [{**scenario().model_dump(by_alias=True, mode="json")["workloads"][0], "id": name} for name in ("a", "b")]
    found = judge(terms(), offers=[dedicated], workloads=jobs)
    rent = tuple(Rented("od", JAN, "day", packs, owner) for packs, owner in ((3.0, "a@eu"), (1.0, "b@eu")))
    seen = found.examine(DecisionSet(rent=rent, commitments=(Committed("sp", JAN, 0.6),)))
    assert {row.copy.owner: row.packs for row in seen.state.coverage} == pytest.approx({"a@eu": 1.5, "b@eu": 0.5})


@pytest.fixture(scope="module")
def plan():
    """By day four accelerators, by night two: 1.20 USD/h are committed; from March on nothing is asked."""
    asked = [{"geography": "eu", "path": {JAN: 40.0, FEB: 40.0, MAR: 0.0}}]
    made = make_plan(given(asked), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def given(asked=({"geography": "eu", "path": {JAN: 40.0, FEB: 40.0, MAR: 0.0}},)):
    return promised(terms(rates=[{"offer": "od", "usd_per_hour": 0.2}]), workloads__0__demand=list(asked))


def test_the_plan_states_what_is_signed_covered_and_unused(plan):
    """0.80 USD/h cost 24 a month; by night 0.40 are for nothing, in March all."""
    assert plan.objective_usd == pytest.approx(3 * 24)
    (signed,) = plan.commitments
    assert signed.model_dump() == {
        "commitment": "sp",
        "vendor": "acme",
        "order_period": JAN,
        "in_service_period": JAN,
        "ends": "2027-04",
        "usd_per_hour": pytest.approx(0.8),
        "upfront_usd": 0.0,
        "cost_usd": pytest.approx(72.0),
    }
    packs = {(row.period, row.block): row.packs for row in plan.covered}
    assert packs == pytest.approx({(t, b): n for t in (JAN, FEB) for b, n in (("day", 4.0), ("night", 2.0))})
    used = {
        row.period: (row.committed_usd, row.used_usd, row.unused_usd, row.on_demand_usd) for row in plan.commitment_use
    }
    assert used == {
        JAN: pytest.approx((24.0, 16.0, 8.0, 80.0)),
        FEB: pytest.approx((24.0, 16.0, 8.0, 80.0)),
        MAR: pytest.approx((24.0, 0.0, 24.0, 0.0)),
    }
    assert plan.costs.by_term["commitment_payments"] == 72.0
    assert [row.cost_usd for row in plan.service] == [16.0, 16.0, 0.0]
    unused = [
        (row.period, row.commitment, row.cost_usd) for row in plan.unassigned if row.reason == "unused_commitment"
    ]
    assert unused == [(JAN, "sp", 8.0), (FEB, "sp", 8.0), (MAR, "sp", 24.0)]
    assert plan.simplicity is not None
    assert plan.simplicity.contracts == 2


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("commitments",), [], "costs (commitment_payments, 2027-01)"),
        (("commitments", 0, "usd_per_hour"), 0.6, "costs (on_demand, 2027-01)"),
        (("commitments", 0, "order_period"), FEB, "costs (commitment_payments, 2027-01)"),
        (("commitments", 0, "vendor"), "volt", "commitments[0] (sp, 2027-01): vendor"),
        (("commitments", 0, "in_service_period"), FEB, "commitments[0] (sp, 2027-01): in_service_period"),
        (("commitments", 0, "ends"), MAR, "commitments[0] (sp, 2027-01): ends"),
        (("commitments", 0, "upfront_usd"), 5.0, "commitments[0] (sp, 2027-01): upfront_usd"),
        (("commitments", 0, "cost_usd"), 5.0, "commitments[0] (sp, 2027-01): cost_usd"),
        (("covered", 0, "packs"), 3.0, "covered (sp, offer od, 2027-01, block day): packs"),
        (("covered", 0, "block"), "night", "covered: ("),
        (("covered",), [], "covered (sp, od, 2027-01, day): 4 packs are missing"),
        (("commitment_use", 0, "usd_per_hour"), 1.0, "commitment_use (sp, 2027-01): usd_per_hour"),
        (("commitment_use", 0, "committed_usd"), 20.0, "commitment_use (sp, 2027-01): committed_usd"),
        (("commitment_use", 0, "used_usd"), 20.0, "commitment_use (sp, 2027-01): used_usd"),
        (("commitment_use", 2, "unused_usd"), 20.0, "commitment_use (sp, 2027-03): unused_usd"),
        (("commitment_use", 2, "used_share"), 0.5, "commitment_use (sp, 2027-03): used_share"),
        (("commitment_use", 1, "on_demand_usd"), 20.0, "commitment_use (sp, 2027-02): on_demand_usd"),
        (("commitment_use", 1, "period"), "2027-07", "commitment_use (sp, 2027-07): nothing of it is in force"),
        (("commitment_use",), [], "commitment_use (sp, 2027-01): the row is missing"),
        (("unassigned", 0, "cost_usd"), 9.0, "unassigned (unused_commitment, sp, 2027-01): cost_usd"),
        (("service", 0, "cost_usd"), 9.0, "service (job, 2027-01): cost_usd"),
        (("simplicity", "contracts"), 1, "simplicity: contracts"),
        (("due_after_horizon_usd",), 1.0, "due_after_horizon_usd"),
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


def test_covered_usage_is_no_cost_of_its_pool_at_the_price_of_the_month():
    """1 USD/h in January, 0.80 from February on; 0.30 for what is covered: 4 by day, 2 by night, paid for all hours."""
    made = make_plan(promised(terms(), offers=[{**OD, "price_path": {FEB: 0.8}}]), "expected", EXACT)
    assert isinstance(made, Planned), made
    assert made.plan.commitments
    costs = [*(row.cost_usd for row in made.plan.service), *(row.cost_usd for row in made.plan.unassigned)]
    assert sum(costs) == pytest.approx(made.plan.costs.total_nominal_usd, abs=1e-6)


@pytest.mark.parametrize("tail", ["prorate", "inside", "charge_in_full"])
def test_costs_of_workloads_and_of_nobody_add_up_under_every_payment_tail(tail):
    """Signed for a year with a half paid ahead, beside 0.30 USD/h of today's, for two jobs on two kinds of chips."""
    rates = [{"offer": "od", "usd_per_hour": 0.1}, {"offer": "dear", "usd_per_hour": 0.15}]
    both = terms(rates=rates, term_months=12, upfront_share=0.5, signed_usd_per_hour=0.3, signed_until=FEB)
    finance = {"discount_rate": 0.08, "end_value": "none", "payment_tail": tail}
    made = make_plan(pair(both, policy__finance=finance), "expected", EXACT)
    assert isinstance(made, Planned), made
    costs = [*(row.cost_usd for row in made.plan.service), *(row.cost_usd for row in made.plan.unassigned)]
    assert sum(costs) == pytest.approx(made.plan.costs.total_nominal_usd, abs=1e-6)
    assert made.plan.commitments
    assert made.plan.due_after_horizon_usd > 0
