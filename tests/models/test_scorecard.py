"""What a scenario may say about how vendors are compared."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.scorecard import CRITERIA, WORDS, Review, ScorecardRules, Weights
from models.vendor_scores import COMPUTED
from tests.proof.audit_kit import scenario

REVIEW: dict[str, Any] = {
    "vendor": "acme",
    "criterion": "support",
    "score": 4.0,
    "reviewer": "Ada",
    "date": "2026-10-01",
}


def test_every_criterion_has_a_weight_and_words_and_is_equal_by_default() -> None:
    assert tuple(Weights.model_fields) == CRITERIA == tuple(WORDS)
    assert {Weights().of(name) for name in CRITERIA} == {1.0}
    assert set(COMPUTED) < set(CRITERIA)


def test_nothing_weighed_is_refused() -> None:
    with pytest.raises(ValidationError, match="all weights are 0: at least one criterion must count"):
        Weights(**dict.fromkeys(CRITERIA, 0.0))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"score": 5.1}, "less than or equal to 5"),
        ({"score": -0.1}, "greater than or equal to 0"),
        ({"reviewer": ""}, "at least 1 character"),
        ({"date": "2026-13"}, "date"),
        ({"criterion": "charm"}, "performance_per_usd"),
        ({"role": "seller"}, "'silicon' or 'payee'"),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Review.model_validate(REVIEW | changes)


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        (
            [REVIEW | {"vendor": "moon"}],
            r"scorecard.reviews.0.vendor: 'moon' is not one of the vendors; known: acme, volt",
        ),
        ([REVIEW, REVIEW | {"score": 1.0}], r"scorecard.reviews.1: scorecard.reviews.0 judges acme on support too"),
    ],
)
def test_reviews_are_told_with_their_place(reviews: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        scenario(scorecard={"reviews": reviews})


def test_a_review_of_a_role_stands_before_one_of_both() -> None:
    both, own = Review(**REVIEW), Review(**REVIEW | {"role": "payee", "score": 2.0})
    rules = ScorecardRules(reviews=(both, own))
    assert rules.review("payee", "acme", "support") == own
    assert rules.review("silicon", "acme", "support") == both
    assert rules.review("silicon", "volt", "support") is None


@pytest.mark.parametrize("share", [0.0, 1.01])
def test_utilization_is_a_share_above_0(share: float) -> None:
    with pytest.raises(ValidationError, match="utilization"):
        ScorecardRules(utilization=share)
