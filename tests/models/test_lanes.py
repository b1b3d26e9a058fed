"""Laws of lanes, and their names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.names import Names
from models.references import problems
from models.workload import Workload
from tests.proof.audit_kit import BASE, document

JOB = BASE["workloads"][0]
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}


def given(*groups: dict[str, Any], held: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Work in the lanes `production`, `research` and `common`."""
    works = [{**JOB, "id": "a", "lane": "production"}, {**JOB, "id": "b", "lane": "research"}, {**JOB, "id": "c"}]
    holdings = [] if held is None else [{**OLD, **held}]
    return document(workloads=works, policy__lane_groups=list(groups), holdings=holdings, **changes)


def test_work_without_a_lane_is_in_the_common_lane() -> None:
    assert Workload.model_validate_json(json.dumps(JOB)).lane == "common"
    assert problems(given({"id": "open", "lanes": ["research", "common"]})) == []


def test_a_lane_is_in_one_group() -> None:
    twice = given({"id": "x", "lanes": ["research", "common"]}, {"id": "y", "lanes": ["production", "common"]})
    assert problems(twice) == [(("policy", "lane_groups", 1, "lanes", 1), "lane 'common' is in group 'x' already")]
    again = given({"id": "x", "lanes": ["research", "research"]})
    assert problems(again) == [(("policy", "lane_groups", 0, "lanes", 1), "lane 'research' is in group 'x' already")]


def test_a_group_names_lanes_of_workloads_and_has_a_name_of_its_own() -> None:
    words = "'lab' is not a lane of any workload; known: common, production, research"
    unknown = given({"id": "x", "lanes": ["research", "lab"]})
    assert problems(unknown) == [(("policy", "lane_groups", 0, "lanes", 1), words)]
    named = given({"id": "research", "lanes": ["production", "common"]})
    words = "'research' is the name of a lane; a group needs a name of its own"
    assert problems(named) == [(("policy", "lane_groups", 0, "id"), words)]
    same = given({"id": "x", "lanes": ["research", "common"]}, {"id": "x", "lanes": ["production"]})
    assert problems(same) == [
        (("policy", "lane_groups", 1, "id"), "duplicate id 'x', already used by policy.lane_groups.0")
    ]


def test_todays_fleet_has_a_lane_where_lanes_are_kept_apart() -> None:
    words = "needed, as lanes are kept apart (common, production, research): whose it is"
    assert problems(given(held={})) == [(("holdings", 0, "lane"), words)]
    assert problems(given({"id": "all", "lanes": ["production", "research", "common"]}, held={})) == []
    assert problems(given(held={"lane": "research"})) == []
    words = "'lab' is not a lane of any workload; known: common, production, research"
    assert problems(given(held={"lane": "lab"})) == [(("holdings", 0, "lane"), words)]


@pytest.mark.parametrize("wrong", [{"lanes": "x"}, {"lanes": [3, {}]}, {"lane_groups": 3}, 7])
def test_what_has_a_wrong_type_is_passed_over(wrong: Any) -> None:
    assert problems(given(wrong)) == []


def test_owners_have_names_in_words() -> None:
    names = Names(workloads={"a": "Chat"})
    assert names.owner("lane:research") == "lane research"
    assert names.owner("a@eu") == "Chat, users in eu"
