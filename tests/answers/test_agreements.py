"""Agreements in a plan: idle rents are not rented to spare a shortfall, and those without effect are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answers.kit import planned
from tests.program.kit import offer
from tests.program.test_agreement import OD, promised, terms


@pytest.mark.parametrize("budget", [None, {"id": "cap", "kind": "opex", "max_usd": 350.0}])
def test_nothing_is_rented_that_only_spares_a_shortfall(budget: dict[str, Any] | None) -> None:
    """Undiscounted, idle rent in place of the 32 USD missing of 320 would cost the same."""
    rules = {"policy__budgets": [budget]} if budget else {}
    plan = planned(promised(terms(commitment_usd=[1280.0]), **rules))
    assert plan.objective_usd == pytest.approx(320)
    assert {row.packs for row in plan.rent} == {4.0}
    assert plan.agreements[0].shortfall_usd == pytest.approx(32)


@pytest.mark.parametrize(
    ("agreement", "changes", "sentence"),
    [
        (terms(start="2027-05"), {}, "agreements.edp: no period lies in its contract years"),
        (terms(), {"policy__max_term_months": 6}, "agreements.edp: it is longer than policy.max_term_months"),
        (terms(vendor="volt"), {}, "agreements.edp: none of its offers can be used"),
        (terms(), {"offers": [OD, offer("own", "buy", upfront_usd=1.0)]}, None),
    ],
)
def test_agreements_without_effect_are_told(agreement: Any, changes: dict[str, Any], sentence: str | None) -> None:
    told = [text for text in planned(promised(agreement, **changes)).unused_inputs if text.startswith("agreements")]
    assert told == ([sentence] if sentence else [])


def test_the_longest_term_counts_agreements_that_are_signed() -> None:
    plan = planned(promised(policy__max_term_months=12))
    (longest,) = (use for use in plan.limits if use.unit == "months")
    assert (longest.used, longest.is_binding) == (12.0, True)
