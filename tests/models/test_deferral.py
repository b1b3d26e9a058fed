"""Deferrable work and prices by block: what they may name, and the sentences where they name something else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.references import problems
from models.service import Deferral
from models.workload import Workload
from tests.proof.audit_kit import BASE, document, scenario

WORK = ("workloads", 0, "deferral", "blocks")
SITE = ("sites", 0, "electricity_by_block")


def told(**changes: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """Problems of the base with changes."""
    return problems(document(**changes))


def test_blocks_of_the_horizon_are_taken() -> None:
    deferral = {"within_months": 3, "blocks": ["night", "day"]}
    prices = {"sites__0__electricity_usd_per_kwh": 0.2, "sites__0__electricity_by_block": {"night": 0.1}}
    assert told(workloads__0__deferral=deferral, **prices) == []
    assert told(sites__0__electricity_by_block={"night": 0.1, "day": 0.2}) == []
    assert scenario(workloads__0__deferral={}).workloads[0].deferral == Deferral()
    whole_time = {"start": "2027-01", "periods": 1}
    assert told(horizon=whole_time, workloads__0__deferral={"blocks": ["all"]}) == []


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        (
            {"workloads__0__deferral": {"blocks": ["day", "noon"]}},
            (*WORK, 1),
            "'noon' is not one of the blocks of the horizon; known: day, night",
        ),
        (
            {"sites__0__electricity_usd_per_kwh": 0.2, "sites__0__electricity_by_block": {"noon": 0.1}},
            (*SITE, "noon"),
            "'noon' is not one of the blocks of the horizon; known: day, night",
        ),
        (
            {"sites__0__electricity_by_block": {"night": 0.1}},
            SITE,
            "no price for day: give `electricity_usd_per_kwh` for the other blocks",
        ),
        (
            {
                "horizon": {
                    "start": "2027-01",
                    "periods": 1,
                    "blocks": [{"id": "day", "share": 1.0}, {"id": "never", "share": 0.0}],
                },
                "workloads__0__deferral": {"blocks": ["never"]},
            },
            WORK,
            "these blocks have no hours: no work can be done in them",
        ),
    ],
)
def test_what_is_not_there_is_told_with_its_place(
    changes: dict[str, Any], place: tuple[int | str, ...], said: str
) -> None:
    assert told(**changes) == [(place, said)]


@pytest.mark.parametrize("wrong", [{"within_months": -1}, {"within_months": 1.5}, {"blocks": "night"}, {"hours": 3}])
def test_a_wrong_deferral_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Deferral.model_validate_json(json.dumps(wrong))


def test_broken_references_of_other_types_are_left_to_field_validation() -> None:
    for odd in (5, "x", [], {"blocks": 5}, {"blocks": [5]}):
        assert told(workloads__0__deferral=odd) == []
    assert told(sites__0__electricity_by_block=["night"]) == []


@pytest.mark.parametrize(
    ("fields", "level", "shaped", "headroom"),
    [
        ({}, True, False, False),
        ({"deferral": {}}, False, False, False),
        ({"class": "realtime_inference"}, False, True, True),
        ({"class": "realtime_inference", "deferral": {}}, False, False, False),
        ({"class": "realtime_inference", "is_interruptible": True}, False, True, False),
    ],
)
def test_what_is_planned_how(fields: dict[str, Any], level: bool, shaped: bool, headroom: bool) -> None:
    work = Workload.model_validate_json(json.dumps({**BASE["workloads"][0], **fields}))
    assert (work.is_level, work.can_follow_a_shape, work.has_headroom) == (level, shaped, headroom)
