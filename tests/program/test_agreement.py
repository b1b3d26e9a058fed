"""Enterprise agreements: spend promised for a contract year, in return for a discount on a vendor's offers."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
RESERVE = offer("res", "reserve", upfront_usd=60.0, monthly_usd=5.0, usd_per_hour=0.1, term_months=6)


def terms(**changes: Any) -> Document:
    """20 % off for 1,000 USD a year: 250 USD for the three months of the horizon."""
    given = {"id": "edp", "vendor": "acme", "discount": 0.2, "commitment_usd": [1000.0], **changes}
    given["years"] = [{"commitment_usd": usd} for usd in given.pop("commitment_usd")]
    return given


def promised(*agreements: Document, **changes: Any) -> Scenario:
    """4 rented at 1 USD/h: 120 USD a month, 360 in all; 288 with 20 % off."""
    return scenario(**{"offers": [OD], "agreements": list(agreements or (terms(),)), **changes})


LATE = {"id": "late", "vendor": "volt", "usd_per_hour": 0.8, "order_from": "2027-03"}
SMALL = terms(id="small", discount=0.1, commitment_usd=[800.0])
HANDS = {
    "charges_add_up": Hand(promised(), 288),
    "rebate_fits_charges": Hand(promised(), 288),
    "rebate_needs_signature": Hand(promised(terms(commitment_usd=[1600.0])), 360),  # signed 400
    "rebate_is_granted": Hand(  # of 300 in all 108 fall into March, unless less were taken off before
        promised(
            terms(commitment_usd=[1200.0]),
            offers=[{**OD, "quota_packs": 4.0}, {**OD, **LATE}],
            policy__budgets=[{"id": "march", "kind": "opex", "fiscal_year": 2027, "max_usd": 100.0}],
            policy__finance={"discount_rate": 0.0, "end_value": "none", "fiscal_year_start": 3},
        ),
        240 + 96,
    ),
    "shortfall_is_paid": Hand(promised(terms(commitment_usd=[1200.0])), 288 + 12),
    "agreements_exclude": Hand(promised(terms(), SMALL), 288),  # not 252
}


def test_rows_add_charges_up_and_take_the_discount_off_them() -> None:
    """Six packs bound what is rented, four and the two that are held on call at 0.7 each; 30 h a month, in kUSD."""
    written = program(promised(offers=[OD, RESERVE, offer("own", "buy", upfront_usd=5.0)]))
    charged = row(written, "charges_add_up", "edp", 0, 0)
    assert charged.terms["charged[edp,0,0]"] == 1.0
    assert charged.terms["rent[0,0,0,0]"] == pytest.approx(-0.010)
    assert charged.terms["rent[0,0,1,0]"] == pytest.approx(-0.020)
    assert charged.terms["order[1,0,0]"] == pytest.approx(-0.030)  # three of six months
    assert charged.terms["in_service[1,0,0]"] == pytest.approx(-0.005)
    assert charged.terms["run[1,0,0,0]"] == pytest.approx(-0.001)
    assert len(charged.terms) == 7
    assert (charged.low, charged.high) == (0.0, 0.0)
    assert row(written, "rebate_fits_charges", "edp", 0, 0).terms == {"rebate[edp,0,0]": 1.0, "charged[edp,0,0]": -0.2}
    only = program(promised())
    most = 0.2 * only.instance.copies[0].data_bound * 0.030
    signed = row(only, "rebate_needs_signature", "edp", 0, 0)
    assert signed.terms == pytest.approx({"rebate[edp,0,0]": 1.0, "sign[edp,0,0]": -most})
    granted = row(only, "rebate_is_granted", "edp", 0, 0)
    assert granted.terms == pytest.approx({"rebate[edp,0,0]": 1.0, "charged[edp,0,0]": -0.2, "sign[edp,0,0]": -most})
    assert granted.low == pytest.approx(-most)


def test_rows_ask_for_the_promise_of_the_months_inside_the_horizon() -> None:
    """A year from February on: two months of twelve; one from September that knows 300 drawn: 1,000 x 12/12 - 300."""
    written = program(promised(terms(start="2027-02")))
    assert keys(written, "rebate_fits_charges") == [("edp", 1, 0), ("edp", 2, 0)]
    assert row(written, "shortfall_is_paid", "edp", 0, 0).terms["sign[edp,1,0]"] == pytest.approx(-1 / 6)
    late = terms(start="2026-04", is_signed=True, drawn_usd=300.0, commitment_usd=[1000.0, 500.0])
    written = program(promised(late))
    assert written.model.sign["edp", 0, 0].lb == 1
    assert keys(written, "shortfall_is_paid") == [("edp", 0, 0)]
    assert row(written, "shortfall_is_paid", "edp", 0, 0).terms["sign[edp,0,0]"] == pytest.approx(-0.7)


@pytest.mark.parametrize(
    "changes",
    [
        {"agreements": []},
        {"agreements": [terms(start="2027-04")]},
        {"agreements": [terms(start="2025-01", is_signed=True)]},
        {"agreements": [terms()], "policy__max_term_months": 11},
    ],
)
def test_rows_are_absent_without_an_agreement_that_can_be_in_force(changes: Document) -> None:
    written = program(promised(**changes))
    assert not written.model.sign
    assert not any(keys(written, name) for name in HANDS)
    assert cost(promised(**changes)) == pytest.approx(360)


def test_rows_of_exposure_hold_the_years_that_have_not_begun() -> None:
    """From the signature in February on the second year, 500 USD, past the horizon. In kUSD."""
    limit = {"id": "owed", "max_usd": 100.0}
    given = promised(terms(start="2027-02", commitment_usd=[100.0, 500.0]), policy__exposure=limit)
    written = program(given)
    changes = [row(written, "exposure_follows", t, 0).terms for t in range(3)]
    assert [terms.get("sign[edp,1,0]") for terms in changes] == [None, pytest.approx(-0.5), None]
    assert cost(given) == pytest.approx(360)  # 500 USD may not be owed


def test_optimum_counts_rebates_as_running_cost_of_the_bucket() -> None:
    own = terms(bucket="platform", commitment_usd=[1200.0])
    for kind, buckets, most, usd in (
        ("opex", [], 300.0, 300),
        ("total", [], 299.0, float("inf")),
        ("opex", ["platform"], 0.0, 300),  # - 72 + 12
    ):
        budget = {"id": "cap", "kind": kind, "buckets": buckets, "max_usd": most}
        assert cost(promised(own, policy__budgets=[budget])) == pytest.approx(usd)


def test_optimum_tips_the_balance_between_contracts_and_rent() -> None:
    """Bought for 75 USD, 4 cost 300: less than 360, more than 288."""
    own = offer("own", "buy", upfront_usd=75.0)
    assert cost(promised(offers=[OD, own], agreements=[])) == pytest.approx(300)
    assert cost(promised(offers=[OD, own])) == pytest.approx(288)


@pytest.mark.parametrize(("tail", "usd"), [("prorate", 4 * (30 + 15) * 0.8), ("inside", 4 * (60 + 15) * 0.8)])
def test_optimum_counts_upfront_payments_as_they_are_charged(tail: str, usd: float) -> None:
    """60 USD ahead for six months of which three lie inside, 5 a month; 200 USD are promised for a year."""
    reserve = {**RESERVE, "usd_per_hour": 0.0}
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
    given = promised(terms(commitment_usd=[200.0]), offers=[reserve], policy__finance=finance)
    assert cost(given) == pytest.approx(usd)


def test_property_a_larger_promise_never_costs_less_and_a_larger_discount_never_more() -> None:
    promises = [cost(promised(terms(commitment_usd=[usd]))) for usd in (800.0, 1200.0, 1400.0, 1600.0)]
    assert promises == sorted(promises)
    assert promises == pytest.approx([288, 300, 350, 360])
    assert [cost(promised(terms(discount=share))) for share in (0.1, 0.2, 0.3)] == pytest.approx([324, 288, 252])


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()
