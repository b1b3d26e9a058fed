"""Demand in parts: what drives them, when they are there, and what milestones and cases move."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.calendar import month_number
from models.demand import Demand, DemandPart
from models.references import problems
from models.streams import streams_of
from tests.proof.audit_kit import document, scenario

FIRST = month_number("2027-01")
COMMITTED = {"driver": "committed", "level": 40.0}
LAUNCH = {"driver": "launch", "level": 10.0, "first": "2027-02", "until": "2027-04", "milestone": "go-live"}
GO_LIVE = {"id": "go-live", "month": "2027-02", "months": {"expected": "2027-03"}}


def part(**fields: Any) -> DemandPart:
    return DemandPart.model_validate_json(json.dumps({"driver": "expansion", **fields}))


def demand(*parts: dict[str, Any]) -> Demand:
    return Demand.model_validate_json(json.dumps({"geography": "eu", "parts": list(parts)}))


def at(given: DemandPart | Demand, month: str) -> float:
    return given.at(month_number(month), FIRST)


def test_parts_add_up() -> None:
    both = demand(COMMITTED, {"driver": "season", "path": {"2027-01": 0, "2027-03": 8}})
    assert [at(both, f"2027-0{n}") for n in (1, 2, 3, 4)] == [40, 44, 48, 48]


def test_a_part_is_there_from_its_first_month_until_its_last() -> None:
    launch = part(level=10.0, first="2027-03", until="2027-05")
    assert [at(launch, f"2027-0{n}") for n in (2, 3, 4, 5)] == [0, 10, 10, 0]


def test_a_part_grows_from_its_own_first_month() -> None:
    assert at(part(level=10.0, growth_per_year=0.21, first="2028-01"), "2028-07") == pytest.approx(11)
    assert at(part(level=10.0, growth_per_year=0.21), "2027-07") == pytest.approx(11)


def test_a_later_milestone_moves_all_dates_of_a_part() -> None:
    launch = part(level=10.0, first="2027-03", until="2027-05", growth_per_year=1.0)
    moved = [launch.at(FIRST + n, FIRST, 2) for n in range(8)]
    assert moved == [0, 0, *[launch.at(FIRST + n, FIRST) for n in range(6)]]
    path = part(path={"2027-01": 0, "2027-03": 4})
    assert [path.at(FIRST + n, FIRST, -1) for n in range(3)] == [2, 4, 4]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "give `level` (with `growth_per_year`) or `path`, not both"),
        ({"level": 1.0, "path": {"2027-01": 1.0}}, "give `level` (with `growth_per_year`) or `path`, not both"),
        ({"level": 1.0, "first": "2027-03", "until": "2027-03"}, "`until` must lie after `first`"),
        ({"level": 1.0, "milestone": "go-live"}, "a part with a `milestone` needs `first` or `path`"),
        ({"level": 1.0, "driver": "hope"}, "Input should be 'committed', 'expansion', 'launch', 'season'"),
    ],
)
def test_a_part_that_says_too_little_or_too_much(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as failed:
        part(**fields)
    assert said in str(failed.value)


@pytest.mark.parametrize("fields", [{"level": 1.0}, {"path": {"2027-01": 1.0}}, {"growth_per_year": 0.1}])
def test_parts_stand_instead_of_the_whole(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="`parts` replace `level`, `growth_per_year` and `path`"):
        Demand.model_validate_json(json.dumps({"geography": "eu", "parts": [COMMITTED], **fields}))


def test_queues_share_every_part() -> None:
    given = scenario(
        workloads__0__queues=[{"id": "now", "share": 0.25}, {"id": "later", "share": 0.75}],
        workloads__0__demand=[{"geography": "eu", "parts": [COMMITTED, {"driver": "season", "path": {"2027-01": 8}}]}],
    )
    now = streams_of(given.workloads[0])[0].demand[0]
    assert [(each.driver, each.level, each.path) for each in now.parts] == [
        ("committed", 10.0, None),
        ("season", None, {"2027-01": 2.0}),
    ]


def test_milestones_and_their_cases_must_exist() -> None:
    parts = [{"geography": "eu", "parts": [COMMITTED, LAUNCH]}]
    given = document(workloads__0__demand=parts, milestones=[{**GO_LIVE, "id": "party", "months": {"wild": "2027-03"}}])
    assert sorted(problems(given)) == [
        (("milestones", 0, "months", "wild"), "'wild' is not one of the cases; known: expected"),
        (
            ("workloads", 0, "demand", 0, "parts", 1, "milestone"),
            "'go-live' is not one of the milestones; known: party",
        ),
    ]
    assert problems({**given, "milestones": [GO_LIVE, GO_LIVE]}) == [
        (("milestones", 1, "id"), "duplicate id 'go-live', already used by milestones.0")
    ]
