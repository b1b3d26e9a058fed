"""Budgets in finance's own books: by approval, by team bucket, with leases in either book."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import BENCHMARKS, EXACT, GPU, Hand, cost, offer, program, row, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
LEASE = offer("lease", "lease", upfront_usd=10.0, monthly_usd=20.0, term_months=3)
OWN = offer("own", "buy", upfront_usd=75.0, lead_months=1, monthly_usd=1.0)


def limited(most: float, kind: str = "opex", year: int | None = 2027, **changes: Any) -> Scenario:
    """From November 2027; a lease binds 10 + 3 x 20 USD when it is signed, a month on demand costs 30."""
    budget = {"id": "cap", "kind": kind, "fiscal_year": year, "falls": "approval", "max_usd": most}
    budget |= {name: changes.pop(name) for name in ("falls", "buckets") if name in changes}
    base = {"offers": [LEASE, OD], "policy__budgets": [budget], "horizon__start": "2027-11"}
    return scenario(**{**base, **changes})


# Leases in November approve 70, rent until December 60: 2 leased leave 2 rented, 260; with 3 it were 270. In January
# they may be leased, too, but one month of three is charged: 1/3 of 10 + 20. 2 x 70 + 2 x (60 + 10/3 + 20)
HANDS = {"spend_fits_budget": Hand(limited(260.0), 2 * 70 + 2 * (60 + 10 / 3 + 20))}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_rows_count_what_an_order_binds_to_pay_when_it_is_placed() -> None:
    """Rows are in kUSD. A purchase of December arrives in January; what it costs to keep counts as it is paid."""
    written = program(limited(900.0, "total", offers=[LEASE, OWN, OD]))
    terms = row(written, "spend_fits_budget", "cap", 0).terms
    assert terms == pytest.approx(
        {f"order[0,{u},0]": 0.07 for u in (0, 1)}
        | {f"order[1,{u},0]": 0.075 for u in (0, 1)}
        | {"in_service[1,1,0]": 0.001}
        | {f"rent[2,{t},{b},0]": hours / 1000 for t in (0, 1) for b, hours in ((0, 10), (1, 20))}
    )
    capex = row(program(limited(900.0, "capex", offers=[LEASE, OWN, OD])), "spend_fits_budget", "cap", 0).terms
    assert capex == pytest.approx({f"order[1,{u},0]": 0.075 for u in (0, 1)})


def test_rows_count_modules_when_they_are_ordered() -> None:
    module = {
        "id": "hall-2",
        "kw": 10.0,
        "lead_months": 1,
        "upfront_usd": 500.0,
        "usd_per_month": 3.0,
        "max_modules": 2,
    }
    hall = {"id": "hall", "kind": "on_prem", "jurisdiction": "eu", "expansions": [module]}
    terms = row(program(limited(900.0, "capex", offers=[OD], sites=[hall])), "spend_fits_budget", "cap", 0).terms
    assert terms == pytest.approx({f"expand[hall,hall-2,{u},0]": 0.5 for u in (0, 1)})


@pytest.mark.parametrize(("book", "kind"), [("opex", "opex"), ("capex", "capex")])
def test_rows_keep_leases_in_the_book_of_the_accounting_policy(book: str, kind: str) -> None:
    leased = {"offers": [LEASE], "policy__finance": {"discount_rate": 0.0, "end_value": "none", "lease_book": book}}
    approved = row(program(limited(900.0, kind, **leased)), "spend_fits_budget", "cap", 0).terms
    assert approved == pytest.approx({f"order[0,{u},0]": 0.07 for u in (0, 1)})
    paid = row(program(limited(900.0, kind, None, falls="payment", **leased)), "spend_fits_budget", "cap", 0).terms
    assert paid == pytest.approx(
        {f"order[0,{u},0]": 0.01 for u in range(3)} | {f"in_service[0,{t},0]": 0.02 for t in range(3)}
    )


def test_rows_of_a_bucket_count_what_it_pays() -> None:
    """The platform pays the lease, and the power and space of its site; research its own rent."""
    accelerator = {**GPU, "idle_kw": 1.0, "busy_kw": 2.0}
    hall = {"id": "hall", "kind": "colo", "jurisdiction": "eu", "electricity_usd_per_kwh": 0.1, "bucket": "platform"}
    hall |= {"space_usd_per_kw_month": 3.0}
    offers = [{**LEASE, "bucket": "platform"}, {**OD, "bucket": "research"}]
    common: dict[str, Any] = {"offers": offers, "sites": [hall], "accelerators": [accelerator], "falls": "payment"}
    common |= {"benchmarks": BENCHMARKS[:1]}
    research = row(program(limited(9.0, "total", None, buckets=["research"], **common)), "spend_fits_budget", "cap", 0)
    assert research.terms == pytest.approx(
        {f"rent[1,{t},{b},0]": hours / 1000 for t in range(3) for b, hours in ((0, 10), (1, 20))}
    )
    platform = row(program(limited(9.0, "total", None, buckets=["platform"], **common)), "spend_fits_budget", "cap", 0)
    assert platform.terms["in_service[0,0,0]"] == pytest.approx((20 + 30 * 0.1 + 2 * 3) / 1000)
    assert platform.terms["rent[1,0,0,0]"] == pytest.approx(10 * 0.1 / 1000)
    assert platform.terms["serve[0,0,0,0]"] == pytest.approx(4 * 10 * 0.1 / 1000)


def test_dedicated_units_are_paid_by_the_bucket_of_their_workload() -> None:
    offers = [{**LEASE, "is_dedicated": True}, OD]
    given = limited(9.0, "total", None, buckets=["answers"], offers=offers, workloads__0__bucket="answers")
    assert set(row(program(given), "spend_fits_budget", "cap", 0).terms) == {f"order[1,{u},0]" for u in range(3)}


@pytest.mark.parametrize("falls", ["payment", "approval"])
@pytest.mark.parametrize("kind", ["opex", "total"])
def test_property_more_money_never_costs_more(kind: str, falls: str) -> None:
    costs = [cost(limited(most, kind, falls=falls)) for most in (240.0, 250.0, 260.0, 270.0, 300.0, 900.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(4 * 70)


def test_rows_count_commitments_when_they_are_signed_and_what_they_cover_for_the_bucket_of_the_offer() -> None:
    """For three months from the next month on, 90 h, a third ahead; signed in November or December 2027. In kUSD."""
    promised = {"id": "sp", "vendor": "acme", "rates": [{"offer": "od", "usd_per_hour": 0.5}], "term_months": 3}
    promised |= {"lead_months": 1, "upfront_share": 1 / 3, "bucket": "platform"}
    given = {"offers": [{**OD, "bucket": "chat"}], "commitments": [promised]}
    for buckets, signed, covered in (((), True, True), (("platform",), True, False), (("chat",), False, True)):
        written = program(limited(900.0, buckets=list(buckets), **given))
        terms = row(written, "spend_fits_budget", "cap", 0).terms
        commits = {f"commit[sp,{u},0]": 0.09 for u in (0, 1)} if signed else {}
        rents = {f"rent[0,{t},{b},0]": h / 1000 for t in (0, 1) for b, h in ((0, 10), (1, 20))} if covered else {}
        less = {f"covered[sp,0,1,{b},0]": -h / 1000 for b, h in ((0, 10), (1, 20))} if covered else {}
        assert terms == pytest.approx({**commits, **rents, **less}), buckets
    paid = row(program(limited(900.0, falls="payment", buckets=["platform"], **given)), "spend_fits_budget", "cap", 0)
    assert paid.terms == pytest.approx({"commit[sp,0,0]": 0.03 + 0.02})


def test_a_plan_states_commitments_in_the_books_of_their_bucket() -> None:
    """0.50 USD/h for each of 4 for a year, 0.10 of it of today's, paid for 30 h a month; 1.90 signed in November."""
    promised = {"id": "sp", "vendor": "acme", "rates": [{"offer": "od", "usd_per_hour": 0.5}], "term_months": 12}
    sold = [{**promised, "bucket": "platform", "order_until": "2027-12", "signed_usd_per_hour": 0.1}]
    made = make_plan(limited(9000.0, offers=[OD], commitments=sold), "expected", EXACT)
    assert isinstance(made, Planned), made
    lines = {(row.fiscal_year, row.bucket): (row.paid_usd, row.approved_usd) for row in made.plan.books}
    assert lines[2027, "platform"] == pytest.approx((2 * 60, 12 * 30 * 1.9 + 2 * 3))
    assert lines[2028, "platform"] == pytest.approx((60, 3))
