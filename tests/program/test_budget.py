"""Budgets: nominal payments of a fiscal year, or of the horizon, fit what finance allows."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario

AUTUMN: Document = {"horizon__start": "2027-11"}
OWN = offer("own", "buy", upfront_usd=20.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)


def limited(most: float, kind: str = "capex", year: int | None = 2027, **changes: Any) -> Scenario:
    """From November 2027: 20 USD to own, 30 USD a month on demand."""
    budget = {"id": "cap", "kind": kind, "fiscal_year": year, "max_usd": most}
    return scenario(**{"offers": [OWN, OD], "policy__budgets": [budget], **AUTUMN, **changes})


# 2 are bought in November; the other 2 run on demand for 2 months, until January opens the next year's budget.
HANDS = {"spend_fits_budget": Hand(limited(40.0), 2 * 20 + 2 * 2 * 30 + 2 * 20)}


def everything(kind: str, year: int | None, **finance: Any) -> Scenario:
    """One of each kind of payment, in quarters from November 2027: the second one spans the turn of the year 2028."""
    offers = [
        offer(
            "own", "buy", upfront_usd=3000.0, support_share_per_year=0.1, software_usd_per_year=400.0, life_months=36
        ),
        offer("kept", "reserve", term_months=12, upfront_usd=5000.0, monthly_usd=100.0, usd_per_hour=2.0),
        OD,
    ]
    held = {
        "id": "old",
        "accelerator": "gpu",
        "site": "hall",
        "vendor": "acme",
        "accelerators": 2.0,
        "monthly_usd": 50.0,
    }
    horizon = {"start": "2027-11", "periods": 2, "months_per_period": 3, "blocks": [{"id": "all", "hours": 100.0}]}
    policy = {
        "budgets": [{"id": "cap", "kind": kind, "fiscal_year": year, "max_usd": 90000.0}],
        "finance": {"discount_rate": 0.1, "end_value": "none", **finance},
        "fixed_costs": [{"id": "staff", "usd_per_month": 1000.0}],
    }
    missing = {"workloads__0__max_miss": 0.5, "workloads__0__miss_penalty_usd_per_unit": 1.0}
    return scenario(offers=offers, holdings=[held], horizon=horizon, policy=policy, **missing)


def test_rows_of_capex_count_what_is_bought_in_the_year_it_is_paid() -> None:
    """Quarter 1 starts in November 2027, quarter 2 in February 2028; rows are in kUSD."""
    assert row(program(everything("capex", 2027)), "spend_fits_budget", "cap", 0) == ({"order[0,0,0]": 3.0}, None, 90.0)
    assert row(program(everything("capex", 2028)), "spend_fits_budget", "cap", 0).terms == {"order[0,1,0]": 3.0}
    both = row(program(everything("capex", None)), "spend_fits_budget", "cap", 0).terms
    assert both == {"order[0,0,0]": 3.0, "order[0,1,0]": 3.0}


def test_rows_of_opex_count_payments_when_they_fall_due_upfront_in_full() -> None:
    """Fiscal 2027 ends in December: it sees the upfront payment of November, but no payment of January 31 or later."""
    assert row(program(everything("opex", 2027)), "spend_fits_budget", "cap", 0).terms == {"order[1,0,0]": 5.0}
    written = row(program(everything("opex", None)), "spend_fits_budget", "cap", 0)
    assert written.terms == pytest.approx(
        {f"order[1,{t},0]": 5.0 for t in (0, 1)}
        | {f"in_service[0,{t},0]": (300 / 4 + 400 / 4) / 1000 for t in (0, 1)}
        | {f"in_service[1,{t},0]": 0.3 for t in (0, 1)}
        | {f"run[1,{t},0,0]": 0.2 for t in (0, 1)}
        | {f"rent[2,{t},0,0]": 0.1 for t in (0, 1)}
    )
    assert written.high == pytest.approx(90 - 6 * 1.0 - 6 * 2 * 0.05)  # less staff and today's fleet


def test_rows_of_all_spending_follow_the_fiscal_year() -> None:
    """A fiscal year from February: quarter 1 ends in January, in fiscal 2027; quarter 2 is fiscal 2028."""
    first = row(program(everything("total", 2027, fiscal_year_start=2)), "spend_fits_budget", "cap", 0)
    assert set(first.terms) == {
        "order[0,0,0]", "order[1,0,0]", "in_service[0,0,0]", "in_service[1,0,0]", "run[1,0,0,0]", "rent[2,0,0,0]",
    }  # fmt: skip
    assert first.high == pytest.approx(90 - 3.3)
    assert not keys(program(scenario()), "spend_fits_budget")


def test_rows_leave_out_what_is_no_payment() -> None:
    """Neither the end value nor what missed demand loses nor the payments past the horizon are paid."""
    written = program(everything("total", None, payment_tail="charge_in_full", end_value="straight_line"))
    terms = row(written, "spend_fits_budget", "cap", 0).terms
    assert {entry.term for entry in written.entries} >= {"end_value", "payments_past_horizon", "sla_penalty"}
    assert terms["order[0,0,0]"] == 3.0  # in full, without what is left at the end
    assert terms["order[1,1,0]"] == 5.0  # upfront alone, without the months past the horizon
    assert not [name for name in terms if name.startswith("miss")]


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_within_an_operating_budget() -> None:
    """Opex of 100 USD over the horizon pays one accelerator on demand (90): 3 are bought, at 100 USD each."""
    own = {**OWN, "upfront_usd": 100.0}
    assert cost(limited(100.0, "opex", None, offers=[own, OD])) == pytest.approx(3 * 100 + 90)
    assert cost(limited(389.0, "total", None, offers=[own, OD])) == pytest.approx(4 * 90)
    assert cost(limited(359.0, "total", None, offers=[own, OD])) == float("inf")


@pytest.mark.parametrize("kind", ["capex", "opex", "total"])
@pytest.mark.parametrize("year", [None, 2027, 2028])
def test_property_more_money_never_costs_more(kind: str, year: int | None) -> None:
    costs = [cost(limited(most, kind, year)) for most in (0.0, 30.0, 60.0, 90.0, 120.0, 400.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(80)
