"""What exits, buy-outs, renewals, refresh ages and payments before service must say, and what is told else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.references import problems
from tests.program.kit import offer, scenario
from tests.proof.audit_kit import document

LEASE: dict[str, Any] = {"mode": "lease", "term_months": 12, "monthly_usd": 10.0}
OWN: dict[str, Any] = {"mode": "buy", "upfront_usd": 100.0}
DEPOSIT = {"months_after_order": 0, "share": 0.4}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({**LEASE, "exits": [{"after_months": 6}, {"after_months": 6}]}, "listed by rising `after_months`"),
        ({**LEASE, "exits": [{"after_months": 12}]}, "after 12 months: the pack leaves after 12 months anyway"),
        ({**LEASE, "exits": [{"after_months": 6, "resale_usd": 1.0}]}, "a lease cannot be sold"),
        ({**OWN, "exits": [{"after_months": 6}]}, "need `resale_usd` or `resale_share`, one of them"),
        (
            {**OWN, "exits": [{"after_months": 6, "resale_usd": 1.0, "resale_share": 0.1}]},
            "need `resale_usd` or `resale_share`, one of them",
        ),
        ({**OWN, "exits": [{"after_months": 6, "resale_usd": 1.0, "fee_usd": 1.0}]}, "and have no fee"),
        ({**OWN, "exits": [{"after_months": 6, "resale_usd": 101.0}]}, "bought for 100 USD would be sold for 101 USD"),
        (
            {**OWN, "exits": [{"after_months": 6, "resale_share": 0.2}, {"after_months": 9, "resale_usd": 21.0}]},
            "the resale price rises from 6 to 9 months",
        ),
        (
            {**OWN, "refresh_months": 9, "exits": [{"after_months": 10, "resale_usd": 1.0}]},
            "after 10 months: the pack leaves after 9 months anyway",
        ),
        ({**OWN, "buyout": {"usd": 1.0}}, "buy offers have no `buyout`"),
        ({**OWN, "renewal": {"term_months": 1}}, "buy offers have no `renewal`"),
        ({**LEASE, "refresh_months": 6}, "lease offers have no `refresh_months`"),
        ({**LEASE, "mode": "reserve", "buyout": {"usd": 1.0}}, "reserve offers have no `buyout`"),
        ({"mode": "on_demand", "exits": [{"after_months": 6}]}, "on_demand offers have no `exits`"),
        ({**LEASE, "milestone_payments": [DEPOSIT]}, "are parts of `upfront_usd`, which is 0"),
        ({**OWN, "milestone_payments": [DEPOSIT, DEPOSIT]}, "listed by rising `months_after_order`"),
        (
            {**OWN, "lead_months": 2, "milestone_payments": [{**DEPOSIT, "months_after_order": n} for n in (0, 1, 2)]},
            "add up to more than 1",
        ),
        (
            {**OWN, "lead_months": 2, "milestone_payments": [{**DEPOSIT, "months_after_order": 3}]},
            "after 3 months: the pack is there after `lead_months` 2",
        ),
    ],
)
def test_what_an_offer_cannot_have_is_told(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        scenario(offers=[{**offer("one", "buy"), **fields}])


def test_what_an_offer_can_have() -> None:
    at_the_end = [{"after_months": 6, "resale_usd": 100.0}, {"after_months": 9, "resale_share": 1.0}]
    own = {**offer("own", "buy"), **OWN, "refresh_months": 9, "exits": at_the_end}
    lease = {**offer("lease", "lease"), **LEASE, "exits": [{"after_months": 11, "fee_usd": 5.0, "fee_share": 0.5}]}
    given = scenario(offers=[own, {**lease, "buyout": {"usd": 0.0}, "renewal": {"term_months": 6}}])
    assert [o.most_months for o in given.offers] == [9, 12]
    assert all(o.may_end_otherwise for o in given.offers)
    assert not scenario().offers[0].may_end_otherwise


def test_lengths_inside_the_horizon_fill_whole_periods() -> None:
    lease = {**offer("lease", "lease"), **LEASE, "term_months": 10, "renewal": {"term_months": 5}}
    own = {**offer("own", "buy"), **OWN, "refresh_months": 7}
    exits = {"exits": [{"after_months": 4}, {"after_months": 6}]}
    wrong = document(offers=[{**lease, **exits}, own], horizon__months_per_period=3, horizon__periods=4)
    assert problems(wrong) == [
        (("offers", 0, "term_months"), "a term of 10 months does not fill whole periods of 3 months"),
        (("offers", 0, "renewal", "term_months"), "a renewal of 5 months does not fill whole periods of 3 months"),
        (("offers", 0, "exits", 0, "after_months"), "an exit of 4 months does not fill whole periods of 3 months"),
        (("offers", 1, "refresh_months"), "a refresh of 7 months does not fill whole periods of 3 months"),
    ]
    beyond = document(offers=[own], horizon__months_per_period=3, horizon__periods=2)
    assert problems(beyond) == []
