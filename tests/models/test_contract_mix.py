"""Limits on the mix of contracts, exit ramps and scores of portability as they are written, and what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.contract_mix import ContractMix
from models.offer import Offer
from models.policy import Redundancy
from models.portability import Portability
from models.references import problems
from tests.proof.audit_kit import document


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"modes": ("lease",)}, "give `min_share`, `max_share` or both"),
        ({"min_share": 0.5}, "say what the part is: `modes`, `min_term_months`, `max_term_months` or several of them"),
        ({"modes": ("lease",), "min_share": 0.6, "max_share": 0.5}, "`min_share` .0.6. must not exceed `max_share`"),
        ({"min_term_months": 13, "max_term_months": 12, "max_share": 0.5}, "`min_term_months` .13. must not exceed"),
        ({"modes": ("buy",), "among": ("lease",), "max_share": 0.5}, "`among` leaves out 'buy', which is one of"),
        ({"modes": ("on_demand",), "max_share": 0.5}, "modes"),
        ({"modes": ("lease",), "max_share": 1.5}, "max_share"),
    ],
)
def test_a_mix_says_of_what_and_how_much(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ContractMix.model_validate({"id": "m", **fields})


def offered(mode: str, term_months: int | None = None) -> Offer:
    price = {"usd_per_hour": 1.0} if mode == "on_demand" else {"monthly_usd": 1.0}
    place = {"id": "o", "accelerator": "gpu", "site": "hall", "vendor": "acme"}
    return Offer.model_validate({**place, "mode": mode, "term_months": term_months, **price})


@pytest.mark.parametrize(
    ("fields", "offer", "counts", "is_of_part"),
    [
        ({"modes": ("lease",)}, offered("lease", 12), True, True),
        ({"modes": ("lease",)}, offered("reserve", 12), True, False),
        ({"modes": ("lease",), "among": ("lease",)}, offered("reserve", 12), False, False),
        ({"max_term_months": 12}, offered("reserve", 12), True, True),
        ({"max_term_months": 12}, offered("reserve", 13), True, False),
        ({"min_term_months": 13}, offered("reserve", 13), True, True),
        ({"min_term_months": 1}, offered("buy"), True, False),
        ({"modes": ("buy",)}, offered("buy"), True, True),
        ({"modes": ("buy",)}, offered("on_demand"), False, False),
    ],
)
def test_orders_count_by_mode_and_term(fields: dict[str, Any], offer: Offer, counts: bool, is_of_part: bool) -> None:
    rule = ContractMix.model_validate({"id": "m", "max_share": 0.5, **fields})
    assert (rule.counts(offer), rule.is_of_part(offer)) == (counts, is_of_part)


@pytest.mark.parametrize("lose", ["site", "vendor"])
def test_only_stacks_take_time_to_leave(lose: str) -> None:
    with pytest.raises(ValidationError, match=f"`within_months` is for `lose: stack`; a {lose} is lost at once"):
        Redundancy.model_validate({"id": "r", "lose": lose, "keep": 0.5, "within_months": 3})
    assert Redundancy.model_validate({"id": "r", "lose": "stack", "keep": 0.5}).within_months is None


def test_stacks_and_ids_lead_somewhere() -> None:
    rule = {"id": "r", "lose": "stack", "only": ["nothing"], "keep": 0.5}
    said = "'nothing' is not one of the stacks; known: cuda, rocm"
    assert problems(document(policy__redundancy=[rule])) == [(("policy", "redundancy", 0, "only", 0), said)]
    mix = {"id": "m", "modes": ["buy"], "max_share": 0.5}
    ((loc, words),) = problems(document(policy__contract_mix=[mix, mix]))
    assert loc == ("policy", "contract_mix", 1, "id")
    assert "duplicate id 'm'" in words


def test_scores_are_shares_with_a_grade() -> None:
    assert Portability(runtime=0.5).grade == "assumption"
    for wrong in ({"runtime": 1.5}, {"serving": -0.1}, {"orchestration": "good"}, {"kernels": 0.5}):
        with pytest.raises(ValidationError):
            Portability.model_validate(wrong)
