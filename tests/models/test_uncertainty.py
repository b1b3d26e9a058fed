"""Reviews: in order of time, inside the horizon, splitting what could not be told apart before."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from solver.program.tree import Tree
from tests.proof.audit_kit import scenario

CASES = [{"id": name, "probability": p} for name, p in (("low", 0.25), ("mid", 0.5), ("high", 0.25))]


def tree(*reviews: dict[str, Any], **rules: Any) -> list[tuple[int, ...]]:
    """Node by case and period."""
    given = {f"policy__uncertainty__{name}": value for name, value in rules.items()}
    found = Tree.of(scenario(cases=CASES, policy__uncertainty__reviews=list(reviews), **given))
    return list(found.node_of)


def test_groups_are_alike_until_the_review_that_splits_them() -> None:
    split = {"month": "2027-02", "groups": [["low"], ["mid", "high"]]}
    assert tree(split, {"month": "2027-03"}) == [(0, 0, 0), (0, 1, 1), (0, 1, 2)]


def test_a_review_counts_from_the_first_period_that_starts_then_or_later() -> None:
    quarters = {"horizon__months_per_period": 3, "horizon__start": "2027-01"}
    found = Tree.of(scenario(cases=CASES, policy__uncertainty__reviews=[{"month": "2027-05"}], **quarters))
    assert found.node_of == ((0, 0, 0), (0, 0, 1), (0, 0, 2))
    assert (found.told_apart(0, 1), found.told_apart(1, 1)) == (2, None)


def test_without_reviews_all_can_be_told_apart_after_some_months() -> None:
    assert tree(first_review_months=1) == [(0, 0, 0), (0, 1, 1), (0, 2, 2)]
    assert tree() == [(0, 0, 0)] * 3


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ([{"month": "2027-01"}], "2027-01 is not after the first month 2027-01"),
        ([{"month": "2027-04"}], "inside the horizon, which ends with 2027-03"),
        ([{"month": "2027-03"}, {"month": "2027-02"}], "2027-02 is not after the review before it, 2027-03"),
        ([{"month": "2027-02", "groups": [["low"], ["mid"]]}], "every case belongs to one group; not so: high"),
        ([{"month": "2027-02", "groups": [["low"], ["mid", "hig"]]}], "'hig' is not one of the cases"),
        (
            [{"month": "2027-02"}, {"month": "2027-03", "groups": [["low", "mid"], ["high"]]}],
            "could be told apart at an earlier review: they stay apart",
        ),
    ],
)
def test_a_broken_law_is_told_with_its_place(reviews: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        scenario(cases=CASES, policy__uncertainty__reviews=reviews)
    assert said in str(error.value)
    assert "policy.uncertainty.reviews" in str(error.value)


def test_least_regret_gives_cvar_no_weight() -> None:
    rules = {"objective": "minimax_regret", "risk_aversion": 0.5}
    with pytest.raises(ValidationError, match="must be 0 with objective minimax_regret") as error:
        scenario(cases=CASES, policy__uncertainty=rules)
    assert "policy.uncertainty.risk_aversion" in str(error.value)
    kept = scenario(cases=CASES, policy__uncertainty={**rules, "risk_aversion": 0}).policy.uncertainty
    assert kept.objective == "minimax_regret"
    with pytest.raises(ValidationError, match="expected_and_cvar"):
        scenario(cases=CASES, policy__uncertainty={"objective": "maximin"})
