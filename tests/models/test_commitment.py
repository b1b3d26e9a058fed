"""What a commitment must say, and what is told where it does not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.commitment import Commitment, Rate
from models.references import problems
from tests.proof.audit_kit import document, offer

PLAN: dict[str, Any] = {
    "id": "sp",
    "vendor": "acme",
    "rates": [{"offer": "od", "usd_per_hour": 0.6}],
    "term_months": 12,
}
OFFERS = [offer("od", "on_demand", usd_per_hour=1.0), offer("own", "buy"), offer("spot", "spot", usd_per_hour=0.5)]


def told(**changes: Any) -> list[tuple[Any, ...]]:
    return problems(document(offers=OFFERS, commitments=[{**PLAN, **changes}]))


def test_a_commitment_covers_on_demand_offers_of_its_vendor_at_lower_prices() -> None:
    assert told() == []
    rate = ("commitments", 0, "rates", 0)
    for changes, where, sentence in (
        ({"rates": [{"offer": "none", "usd_per_hour": 0.6}]}, (*rate, "offer"), "'none' is not one of the offers"),
        (
            {"rates": [{"offer": "own", "usd_per_hour": 0.6}]},
            rate,
            "own: a commitment covers on_demand offers, this is",
        ),
        ({"rates": [{"offer": "spot", "usd_per_hour": 0.1}]}, rate, "spot: a commitment covers on_demand offers, this"),
        ({"rates": [{"offer": "od", "usd_per_hour": 1.1}]}, rate, "od: the rate of 1.1 USD/h is above the offer's own"),
        ({"vendor": "volt"}, rate, "od: the offer is paid to 'acme', the commitment to 'volt'"),
        ({"vendor": "nobody"}, ("commitments", 0, "vendor"), "'nobody' is not one of the vendors"),
        ({"id": "od"}, ("commitments", 0, "id"), "'od' is an offer; contracts have ids of their own"),
    ):
        found = dict(told(**changes))
        assert where in found
        assert found[where].startswith(sentence)


def test_a_term_fills_whole_periods() -> None:
    quarters = document(offers=OFFERS, commitments=[{**PLAN, "term_months": 7}], horizon__months_per_period=3)
    (found,) = problems(quarters)
    assert found == (("commitments", 0, "term_months"), "a term of 7 months does not fill whole periods of 3 months")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rates": []}, "at least 1 item"),
        ({"rates": [PLAN["rates"][0], {"offer": "od", "usd_per_hour": 0.5}]}, "`rates` names 'od' twice"),
        ({"rates": [{"offer": "od", "usd_per_hour": 0.0}]}, "greater than 0"),
        ({"signed_until": "2027-06"}, "`signed_until` needs `signed_usd_per_hour`"),
        ({"upfront_share": 1.1}, "less than or equal to 1"),
        ({"term_months": 0}, "greater than or equal to 1"),
    ],
)
def test_amounts_have_bounds(change: dict[str, Any], sentence: str) -> None:
    rows = {**PLAN, **change}
    rows["rates"] = tuple(Rate(**rate) if rate["usd_per_hour"] else rate for rate in rows["rates"])
    with pytest.raises(ValidationError, match=sentence):
        Commitment(**rows)


def test_a_discount_is_what_a_rate_saves() -> None:
    assert Rate(offer="od", usd_per_hour=0.6).discount(0.8) == pytest.approx(0.25)
