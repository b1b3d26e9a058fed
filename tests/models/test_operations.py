"""Lines of operating cost: what a scenario may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.costs import TERM
from models.operations import OPERATING_TERMS, RATE, SCOPES, OperatingLine
from tests.proof.audit_kit import scenario

LINE: dict[str, Any] = {"id": "a", "term": "memory", "driver": "accelerator", "usd": 1.0}


def test_every_term_is_in_the_register_and_every_driver_has_a_rate() -> None:
    assert set(TERM) >= OPERATING_TERMS
    assert set(RATE) == set(SCOPES)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"driver": "fte"}, "`fte` is for `driver: fte`, which needs it"),
        ({"fte": 2.0}, "`fte` is for `driver: fte`, which needs it"),
        (
            {"workloads": ("job",)},
            "by accelerator is not limited by `workloads`; allowed: `sites` and `classes`",
        ),
        ({"driver": "site", "classes": ("gpu",)}, "a line by site is not limited by `classes`; allowed: `sites`"),
        ({"driver": "replica", "stacks": ("cuda",)}, "not limited by `stacks`; allowed: `workloads` and `sites`"),
        ({"driver": "model_family", "sites": ("hall",)}, "allowed: `workloads` and `stacks`"),
        ({"sites": ("hall", "hall")}, "`sites` names 'hall' twice"),
        ({"usd": 0.0}, "greater than 0"),
        ({"term": "rent"}, "Input should be 'memory'"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("(", r"\(")):
        OperatingLine.model_validate(LINE | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sites": ["moon"]}, r"policy.operating_costs.0.sites.0: 'moon' is not one of the sites; known: hall"),
        (
            {"driver": "unit", "workloads": ["moon"]},
            r"costs.0.workloads.0: 'moon' is not one of the workloads",
        ),
        ({"driver": "stack", "stacks": ["moon"]}, r"operating_costs.0.stacks.0: 'moon' is not one of the stacks"),
    ],
)
def test_names_that_lead_nowhere_are_told_with_their_place(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        scenario(policy__operating_costs=[LINE | changes])


def test_ids_of_lines_are_unique() -> None:
    with pytest.raises(ValidationError, match="duplicate id 'a'"):
        scenario(policy__operating_costs=[LINE, LINE])
