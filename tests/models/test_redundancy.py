"""Rules of redundancy: what they may name, and the sentences where they name something else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from data.document.referring import references
from models.policy import Redundancy
from models.references import problems
from tests.proof.audit_kit import document

RULE: dict[str, Any] = {"id": "r", "lose": "site", "keep": 0.5}
AT = ("policy", "redundancy", 0)


def told(*rules: dict[str, Any], **changes: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """Problems of a scenario with these rules."""
    return problems(document(policy__redundancy=[{**RULE, **rule} for rule in rules], **changes))


def test_rules_that_name_what_is_there_are_taken() -> None:
    service = {"workloads__0__class": "realtime_inference"}
    assert (
        told({"only": ["hall"], "workloads": ["job"]}, {"id": "s", "lose": "vendor", "only": ["acme"]}, **service) == []
    )


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ({"only": ["hall", "moon"]}, ("only", 1), "'moon' is not one of the sites; known: hall"),
        ({"lose": "vendor", "only": ["hall"]}, ("only", 0), "'hall' is not one of the vendors; known: acme, volt"),
        ({"workloads": ["play"]}, ("workloads", 0), "'play' is not one of the workloads; known: job"),
        ({"workloads": ["job"]}, ("workloads", 0), "'job' can wait or be interrupted: it has no peak to keep"),
    ],
)
def test_a_rule_that_names_something_else_is_told_where(
    rule: dict[str, Any], place: tuple[str, int], said: str
) -> None:
    assert told(rule) == [((*AT, *place), said)]


def test_rules_have_ids_of_their_own() -> None:
    assert told({}, {}) == [
        (("policy", "redundancy", 1, "id"), "duplicate id 'r', already used by policy.redundancy.0")
    ]


@pytest.mark.parametrize("wrong", [{"keep": 0.0}, {"keep": 1.1}, {"lose": "zone"}, {"first": "soon"}])
def test_values_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Redundancy.model_validate({**RULE, **wrong})


def test_who_is_renamed_is_renamed_in_rules() -> None:
    rules = [
        {**RULE, "only": ["hall"], "workloads": ["job"]},
        {**RULE, "lose": "vendor", "only": ["hall"]},
        {**RULE, "lose": "?", "only": ["hall"]},
    ]
    content = document(policy__redundancy=rules)
    assert (*AT, "only", 0) in references(content, "sites", "hall")
    assert references(content, "vendors", "hall") == [("policy", "redundancy", 1, "only", 0)]
    assert references(content, "workloads", "job") == [(*AT, "workloads", 0)]
