"""Commitment exposure: what is signed and not yet paid stays within a limit."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Hand, cost, keys, offer, program, row, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0, "monthly_usd": 5.0}


def bounded(most: float, **changes: Any) -> Scenario:
    """Leases for 3 months at 25 USD a month, against 30 USD a month on demand."""
    lease = offer("lease", "lease", term_months=3, monthly_usd=25.0)
    limit = {"id": "cap", "max_usd": most}
    return scenario(**{"offers": [lease, OD], "policy__exposure": limit, **changes})


# A lease owes 50, 25 and 0 USD at the ends of its months. Under 100 USD: 2 in January; 1 more in February, to
# 2 x 25 + 50; in March, as those owe 25, one more. Of 12 accelerator-months at 30, 2 + 3 + 4 cost 5 less.
BOUNDED = Hand(bounded(100.0), 12 * 30 - 9 * 5)
HANDS = {"exposure_follows": BOUNDED, "commitment_is_bounded": BOUNDED}


def test_rows_add_what_is_signed_and_take_off_what_is_paid() -> None:
    """In kUSD. A lease of 2 months from the next month on: 400 upfront, 2 x (10 + 30 h x 1) then."""
    lease = offer(
        "lease", "lease", lead_months=1, term_months=2, upfront_usd=400.0, monthly_usd=10.0, committed_usd_per_hour=1.0
    )
    own = offer("own", "buy", lead_months=1, upfront_usd=1000.0, monthly_usd=7.0)
    written = program(bounded(5000.0, offers=[lease, own]))
    signed = {"order[0,0,0]": -0.48, "order[1,0,0]": -1.0}
    assert row(written, "exposure_follows", 0, 0) == (pytest.approx({"exposure[0,0]": 1, **signed}), 0, 0)
    terms, low, high = row(written, "exposure_follows", 1, 0)
    assert terms == pytest.approx(
        {"exposure[1,0]": 1, "exposure[0,0]": -1, "order[0,1,0]": -0.48, "order[1,1,0]": -1.0}
        | {"order[0,0,0]": 0.4, "order[1,0,0]": 1.0, "in_service[0,1,0]": 0.04}
    )
    assert (low, high) == (0, 0)
    assert row(written, "commitment_is_bounded", 1, 0) == ({"exposure[1,0]": 1}, None, 5)


def test_rows_count_payments_past_the_horizon() -> None:
    """A reserve for 12 months owes 11 more months at the end of January, whatever the payment tail charges."""
    kept = offer("kept", "reserve", term_months=12, monthly_usd=100.0)
    written = program(bounded(5000.0, offers=[kept]))
    assert row(written, "exposure_follows", 0, 0).terms == pytest.approx(
        {"exposure[0,0]": 1, "order[0,0,0]": -1.2, "in_service[0,0,0]": 0.1}
    )


def test_rows_leave_room_for_holdings_with_an_end() -> None:
    """2 accelerators at 5 USD a month until May: 4, 3, 2 months are left after January, February, March."""
    written = program(bounded(5000.0, holdings=[{**OLD, "until": "2027-06"}, {**OLD, "id": "endless"}]))
    limits = [row(written, "commitment_is_bounded", t, 0).high for t in range(3)]
    assert limits == pytest.approx([5 - 0.04, 5 - 0.03, 5 - 0.02])
    assert not keys(program(scenario()), "commitment_is_bounded")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_of_a_purchase_that_waits_for_its_delivery() -> None:
    """A bought pack owes its price until its delivery in February: 2 at a time under 250 USD, 2 more in March."""
    own = offer("own", "buy", lead_months=1, upfront_usd=100.0)
    dear = {**OD, "usd_per_hour": 10.0}
    assert cost(bounded(250.0, offers=[own, dear])) == pytest.approx(4 * 300 + 2 * 300 + 4 * 100)


@pytest.mark.parametrize("tail", ["prorate", "inside", "charge_in_full"])
def test_property_more_commitment_never_costs_more(tail: str) -> None:
    steps = (0.0, 49.0, 50.0, 99.0, 150.0, 1000.0)
    costs = [cost(bounded(most, policy__finance__payment_tail=tail)) for most in steps]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (pytest.approx(360), pytest.approx(300))
