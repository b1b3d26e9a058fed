"""What an agreement must say, and what is told where it does not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.agreement import Agreement, Promise
from models.references import problems
from tests.proof.audit_kit import document, offer

EDP: dict[str, Any] = {"id": "edp", "vendor": "acme", "discount": 0.1}
EDP["years"] = [{"commitment_usd": 100.0}, {"commitment_usd": 200.0}]
OFFERS = [offer("od", "on_demand", usd_per_hour=1.0), offer("own", "buy")]


def told(*agreements: dict[str, Any]) -> dict[tuple[Any, ...], str]:
    return dict(problems(document(offers=OFFERS, agreements=[{**EDP, **changes} for changes in agreements])))


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"offers": ["none"]}, ("offers", 0), "'none' is not one of the offers"),
        (
            {"offers": ["own"]},
            ("offers", 0),
            "own: an agreement covers leases, reserves and rent; a discount on",
        ),
        ({"offers": ["od"], "vendor": "volt"}, ("offers", 0), "od: the offer is paid to 'acme', the agreement is with"),
        ({"vendor": "nobody"}, ("vendor",), "'nobody' is not one of the vendors"),
        ({"id": "od"}, ("id",), "'od' is among the offers; contracts have ids of their own"),
        ({"start": "2026-12"}, ("start",), "an agreement that begins before the horizon is signed"),
    ],
)
def test_an_agreement_names_contracts_and_rents_of_its_vendor(changes: Any, where: Any, sentence: str) -> None:
    assert told({}, {"id": "later", "start": "2026-12", "is_signed": True}) == {}
    found = told(changes)
    assert found["agreements", 0, *where].startswith(sentence)


def test_two_that_are_signed_do_not_discount_the_same_offer_at_the_same_time() -> None:
    signed = {"is_signed": True, "start": "2026-06"}
    clash = "it is in force with 'edp' for the same offers"
    assert told(signed, {**signed, "id": "b", "offers": ["od"]}) == {("agreements", 1, "is_signed"): clash}
    assert told(signed, {**signed, "id": "b", "start": "2028-06"}) == {}
    assert told({**signed, "offers": ["od"]}, {**signed, "id": "b", "offers": ["od"], "vendor": "volt"}).keys() == {
        ("agreements", 1, "offers", 0)
    }
    assert told({**signed, "start": 3}, {**signed, "id": "b", "start": "soon"}) == {}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"years": ()}, "at least 1 item"),
        ({"discount": 1.2}, "less than or equal to 1"),
        ({"drawn_usd": 5.0}, "`drawn_usd` needs `is_signed: true`"),
    ],
)
def test_amounts_have_bounds(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Agreement(**{**EDP, "years": (Promise(commitment_usd=100.0),), **change})


def test_there_are_as_many_contract_years_as_amounts() -> None:
    years = tuple(Promise(**year) for year in EDP["years"])
    assert Agreement(**{**EDP, "years": years}).term_months == 24
