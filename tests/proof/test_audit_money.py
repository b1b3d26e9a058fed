"""Every cost term by hand, and the accounting rules (section 6)."""

import json
from decimal import Decimal

import pytest

from models.costs import COST_TERMS
from models.operations import OPERATING_TERMS
from models.plan import Plan
from solver.proof.audit import Auditor, DecisionSet, Ordered, Ported, Served
from tests.proof.audit_example import CONSTANT, DISCOUNTED, NOMINAL, OBJECTIVE, PLAN, example
from tests.proof.audit_kit import auditor, nominal, offer, serve_all

ALL = ("2027-01", "2027-02", "2027-03")


def test_every_term_of_the_example_is_priced_as_by_hand():
    found = Auditor(example(), "expected").assess(Plan.model_validate_json(json.dumps(PLAN)))
    assert found.failures == ()
    # see test_audit_moving, test_audit_gang, test_audit_expansion, test_audit_managed, test_audit_endings,
    # test_audit_commitment, test_audit_agreement, test_audit_launching
    elsewhere = {"moving", "fabric", "storage", "site_expansion", "site_expansion_upkeep", "managed_inference"}
    elsewhere |= {"exit_fees", "lease_buyouts", "resale", "forgone_value"}
    elsewhere |= {"departure", "holdings_purchase", "holdings_end_value"}  # test_audit_replan
    elsewhere |= {"commitment_upfront", "commitment_payments", "agreement_rebate", "shortfall"}
    elsewhere |= OPERATING_TERMS  # test_audit_operating
    assert {term for term, _ in NOMINAL} == {term.name for term in COST_TERMS} - elsewhere
    assert {entry: float(usd) for entry, usd in found.nominal.items()} == pytest.approx(NOMINAL, abs=1e-9)
    assert {entry: float(usd) for entry, usd in found.discounted.items()} == pytest.approx(DISCOUNTED, abs=1e-6)
    assert float(found.total_nominal) == pytest.approx(sum(NOMINAL.values()), abs=1e-6)
    assert float(found.total_discounted) == pytest.approx(OBJECTIVE, abs=1e-6)
    assert float(found.constant) == pytest.approx(CONSTANT, abs=1e-6)


def contract(tail, **fields):
    """Money of 4 leased packs over three months of a longer term: 120 upfront, 10 a month, 0.1 an hour (30 h)."""
    lease = offer("own", "lease", upfront_usd=120.0, monthly_usd=10.0, committed_usd_per_hour=0.1, **fields)
    judge = auditor(offers=[lease], policy__finance={"discount_rate": 0.21, "payment_tail": tail, "end_value": "none"})
    return judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 4.0),), dispatch=serve_all(judge)))


@pytest.mark.parametrize(
    ("tail", "upfront", "past"),
    [("prorate", 120 * 3 / 12, 0.0), ("inside", 120.0, 0.0), ("charge_in_full", 120.0, 9 * 10.0)],
)
def test_the_payment_tail_decides_what_a_long_contract_costs(tail, upfront, past):
    found = contract(tail, term_months=12)
    assert nominal(found, "contract_upfront") == {ALL[0]: pytest.approx(4 * upfront)}
    assert nominal(found, "lease_payments") == dict.fromkeys(ALL, pytest.approx(4 * 13.0))
    # committed hours past the horizon are those of the blocks, 30 h a month
    tails = nominal(found, "payments_past_horizon")
    assert tails == ({None: pytest.approx(4 * (past + 9 * 3.0))} if past else {})


def test_a_contract_that_ends_inside_is_paid_in_full_under_every_tail():
    for tail in ("prorate", "inside", "charge_in_full"):
        found = contract(tail, term_months=3)
        assert nominal(found, "contract_upfront") == {ALL[0]: 480.0}
        assert not nominal(found, "payments_past_horizon")


def test_payments_past_the_horizon_are_discounted_at_their_dates():
    found = contract("charge_in_full", term_months=5)
    present = float(found.discounted["payments_past_horizon", None])
    assert present == pytest.approx(4 * 13 * (1.21 ** (-4 / 12) + 1.21 ** (-5 / 12)))


def test_committed_hours_past_the_horizon_follow_the_calendar():
    lease = offer("own", "lease", committed_usd_per_hour=1.0, term_months=2)
    judge = auditor(
        horizon={"start": "2027-01", "periods": 1},
        offers=[lease],
        policy__finance={"discount_rate": 0.0, "payment_tail": "charge_in_full", "end_value": "none"},
    )
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 4.0),), dispatch=serve_all(judge)))
    assert nominal(found, "lease_payments") == {ALL[0]: 4 * 31 * 24.0}
    assert nominal(found, "payments_past_horizon") == {None: 4 * 28 * 24.0}


def purchase(**fields):
    """End value of 4 bought packs of 1200 USD."""
    changes = {name: fields.pop(name) for name in [*fields] if "__" in name}
    bought = offer("own", "buy", upfront_usd=1200.0, **{"life_months": 12, **fields})
    finance = {"discount_rate": 0.21, "end_value": "straight_line"}
    judge = auditor(offers=[bought], policy__finance=finance, **changes)
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 4.0),)))
    return nominal(found, "end_value").get(None, 0.0)


def test_bought_units_end_at_their_straight_line_book_value():
    assert purchase() == pytest.approx(-4 * 1200 * 9 / 12)
    assert purchase(lead_months=1) == pytest.approx(-4 * 1200 * 10 / 12)  # life starts in service
    assert purchase(life_months=2) == 0
    assert purchase(horizon__months_per_period=2) == pytest.approx(-4 * 1200 * 6 / 12)


def test_units_gone_before_the_end_have_no_value():
    assert purchase(accelerators__0__end_of_support="2027-03") == 0
    assert purchase(accelerators__0__end_of_support="2027-04") == pytest.approx(-4 * 900)
    assert purchase(term_months=2) == 0


def test_start_and_end_payments_are_discounted_from_their_dates():
    bought = offer("own", "buy", upfront_usd=100.0, monthly_usd=10.0)
    judge = auditor(offers=[bought], policy__finance={"discount_rate": 0.21, "end_value": "none"})
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[1], 1.0),)))
    assert float(found.discounted["hardware_purchase", ALL[1]]) == pytest.approx(100 * 1.21 ** (-1 / 12))
    assert float(found.discounted["ownership_payments", ALL[1]]) == pytest.approx(10 * 1.21 ** (-2 / 12))
    assert float(found.discounted["ownership_payments", ALL[2]]) == pytest.approx(10 * 1.21 ** (-3 / 12))


def test_without_a_price_of_electricity_there_is_no_such_line():
    judge = auditor(accelerators__0__busy_kw=1.0, accelerators__0__idle_kw=0.5)
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 4.0),), dispatch=serve_all(judge)))
    assert not nominal(found, "electricity")


def test_work_on_holdings_pays_the_busy_part_of_their_power():
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 8.0}
    judge = auditor(
        holdings=[old],
        accelerators__0__busy_kw=1.0,
        accelerators__0__idle_kw=0.25,
        sites__0__electricity_usd_per_kwh=2.0,
    )
    found = judge.assess(DecisionSet(dispatch=serve_all(judge)))
    assert nominal(found, "electricity") == dict.fromkeys(ALL, 4 * 0.75 * 30 * 2)
    assert nominal(found, "holdings") == dict.fromkeys(ALL, 8 * 0.25 * 30 * 2)
    assert float(found.constant) == pytest.approx(3 * 8 * 0.25 * 30 * 2)


def upkeep(**work):
    changes = {f"workloads__0__{name}": value for name, value in work.items()}
    judge = auditor(
        horizon__months_per_period=6,
        stacks__0__change_usd=10.0,
        stacks__0__port_months=6,
        workloads__0__incumbent_stacks=[],
        **changes,
    )
    return nominal(judge.assess(DecisionSet(ports=(Ported("job", "cuda", "2027-01"),))), "upkeep")


def test_upkeep_is_paid_while_ready_by_the_latest_frequency():
    # half years: ready from 2027-07; 3 changes a quarter are 6 a half year
    assert upkeep(changes_per_quarter=3.0) == {"2027-07": 60.0, "2028-01": 60.0}
    later = {"2027-03": 5.0, "2027-08": 9.0}  # 2027-08 holds from the half year that starts after it
    assert upkeep(changes_per_quarter=3.0, changes_from=later) == {"2027-07": 100.0, "2028-01": 180.0}


def test_incumbent_stacks_are_kept_up_for_nothing():
    judge = auditor(stacks__0__change_usd=10.0, stacks__0__port_usd=5.0, workloads__0__changes_per_quarter=3.0)
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 4.0),), dispatch=serve_all(judge)))
    assert found.passed
    assert found.total_nominal == 0


def test_money_is_exact_where_floats_are_not():
    judge = auditor(offers=[offer("own", "buy", orders="fractional", monthly_usd=0.1)])
    found = judge.assess(DecisionSet(orders=(Ordered("own", ALL[0], 0.3),)))
    # 0.1 * 0.3 is 0.030000000000000002 in floats
    assert found.nominal["ownership_payments", ALL[0]] == Decimal("0.03")


def test_data_is_paid_at_the_price_of_the_site_that_sends_it():
    sites = [
        {"id": "hall", "kind": "on_prem", "jurisdiction": "eu", "egress_usd_per_gb": 1.0},
        {"id": "cage", "kind": "colo", "jurisdiction": "eu", "egress_usd_per_gb": 3.0},
    ]
    offers = [offer("own", "buy"), {**offer("own-2", "buy"), "site": "cage"}]
    judge = auditor(sites=sites, offers=offers, workloads__0__gb_per_unit=0.5)
    shares = [Served("job", "eu", "gpu", site, ALL[0], "day", 0.5) for site in ("hall", "cage")]
    found = judge.assess(DecisionSet(dispatch=tuple(shares)))
    assert nominal(found, "egress") == {ALL[0]: 40 * 10 * 0.5 * 0.5 * (1 + 3)}
