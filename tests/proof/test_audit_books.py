"""Finance's books as the audit keeps them: what is approved, in which book, by whom, and in which currency."""

import copy
import json
from functools import cache

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Ordered, audit_plan
from tests.program.kit import EXACT
from tests.program.test_books import LEASE, OD, OWN, limited
from tests.proof.audit_kit import auditor, broken_by, serve_all

NOV, DEC = "2027-11", "2027-12"


def judge(most, **changes):
    budget = {"id": "cap", "kind": "total", "fiscal_year": 2027, "falls": "approval", "max_usd": most}
    budget |= {name: changes.pop(name) for name in ("kind", "falls", "buckets") if name in changes}
    return auditor(**{"offers": [LEASE, OWN, OD], "policy__budgets": [budget], "horizon__start": NOV, **changes})


@pytest.mark.parametrize(("most", "fits"), [(355.0, True), (354.9, False)])
def test_an_order_is_approved_with_all_that_it_binds_to_pay(most, fits):
    """4 leases of 10 + 3 x 20 USD in November, and a purchase of 75 in December, paid in January."""
    found = judge(most)
    orders = [Ordered("lease", NOV, 4.0), Ordered("own", DEC, 1.0)]
    assert broken_by(found, orders=orders, dispatch=serve_all(found)) == (set() if fits else {"spend_fits_budget"})


@pytest.mark.parametrize(("book", "kind", "fits"), [("opex", "capex", True), ("capex", "capex", False)])
def test_leases_are_in_the_book_of_the_accounting_policy(book, kind, fits):
    finance = {"discount_rate": 0.0, "end_value": "none", "lease_book": book}
    found = judge(100.0, kind=kind, policy__finance=finance)
    broken = broken_by(found, orders=[Ordered("lease", NOV, 4.0)], dispatch=serve_all(found))
    assert broken == (set() if fits else {"spend_fits_budget"})


@pytest.mark.parametrize(("bucket", "fits"), [("research", False), ("platform", True)])
def test_a_budget_counts_its_buckets(bucket, fits):
    offers = [{**LEASE, "bucket": "research"}, {**OWN, "bucket": "platform"}]
    found = judge(100.0, buckets=[bucket], offers=offers)
    orders = [Ordered("lease", NOV, 4.0), Ordered("own", DEC, 1.0)]
    assert broken_by(found, orders=orders, dispatch=serve_all(found)) == (set() if fits else {"spend_fits_budget"})


@cache
def booked():
    rates = [{"first": "2027-11", "usd_per_unit": 1.25}, {"first": "2028-01", "usd_per_unit": 1.0}]
    finance = {"discount_rate": 0.0, "end_value": "none", "display_currency": "EUR"}
    given = limited(260.0, policy__finance=finance, policy__exchange_rates=rates)
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    return given, made.plan


def test_the_books_of_a_plan_by_hand():
    """2027: 2 x 10 + 2 x 2 x 20 for leases, 120 rented; 2028: 2 x 20 and 2 x (10 + 20), the upfront part in full."""
    _, plan = booked()
    rows = [(row.fiscal_year, row.kind, row.paid_usd, row.approved_usd, row.paid_display) for row in plan.books]
    assert rows == [(2027, "opex", 220.0, 260.0, 176.0), (2028, "opex", 100.0, 140.0, 100.0)]


WRONG = {
    "another year": lambda d: d["books"][0].update(fiscal_year=2026),
    "paid too little": lambda d: d["books"][0].update(paid_usd=219.0),
    "approved too little": lambda d: d["books"][1].update(approved_usd=139.0),
    "at another rate": lambda d: d["books"][0].update(paid_display=220.0),
    "in another book": lambda d: d["books"][0].update(kind="capex"),
    "by another bucket": lambda d: d["books"][0].update(bucket="research"),
    "another currency": lambda d: d.update(display_currency="CHF"),
    "left out": lambda d: d["books"].pop(),
    "twice": lambda d: d["books"].append(d["books"][0]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_books_fail_the_audit(wrong):
    given, plan = booked()
    document = copy.deepcopy(plan.model_dump(mode="json"))
    WRONG[wrong](document)
    assert not audit_plan(given, "expected", Plan.model_validate_json(json.dumps(document))).passed
