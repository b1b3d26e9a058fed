"""Rules of lock-in as they are written, and what is wrong with others."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.lockin import CapacityShare
from models.policy import GroupLimit, Policy
from models.references import problems
from tests.proof.audit_kit import document


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"of": "silicon"}, "`names` is needed for `of: silicon`"),
        ({"of": "proprietary", "names": ("cuda",)}, "has none for `of: proprietary`"),
        ({"of": "maker", "names": ("acme",)}, "silicon"),
        ({"of": "proprietary", "max_share": 1.1}, "max_share"),
    ],
)
def test_a_share_says_of_what_it_is(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CapacityShare.model_validate({"id": "s", "max_share": 0.5, **fields})


def test_a_term_has_a_month_at_least() -> None:
    for wrong in (0, -1, 1.5, 1201):
        with pytest.raises(ValidationError, match="max_term_months"):
            Policy.model_validate({"max_term_months": wrong})


def test_a_group_without_offers_counts_all_of_them() -> None:
    assert GroupLimit(id="all", max_accelerators=1).counts("any")
    assert not GroupLimit(id="one", offers=("own",), max_accelerators=1).counts("any")


@pytest.mark.parametrize(
    ("of", "name", "said"),
    [
        ("payee", "nobody", "'nobody' is not one of the vendors; known: acme, volt"),
        ("silicon", "nobody", "'nobody' is not one of the vendors; known: acme, volt"),
        ("stack", "nothing", "'nothing' is not one of the stacks; known: cuda, rocm"),
        (
            "class",
            "npu",
            "'npu' is not one of the classes; known: asic, cpu, gpu, managed, neuromorphic, tpu, trainium",
        ),
    ],
)
def test_names_lead_somewhere(of: str, name: str, said: str) -> None:
    rule = {"id": "s", "of": of, "names": [name], "max_share": 0.5}
    assert problems(document(policy__capacity_shares=[rule])) == [(("policy", "capacity_shares", 0, "names", 0), said)]


def test_ids_of_rules_are_their_own() -> None:
    rule = {"id": "s", "of": "proprietary", "max_share": 0.5}
    ((loc, said),) = problems(document(policy__capacity_shares=[rule, rule]))
    assert loc == ("policy", "capacity_shares", 1, "id")
    assert "duplicate id 's'" in said
