"""Two documents value by value, and one that takes some of it from the other."""

from __future__ import annotations

import copy
from itertools import combinations
from typing import Any

import pytest

from models.differing import MISSING, Difference, differences, mixed, path_text

OLD: dict[str, Any] = {
    "name": "old",
    "offers": [{"id": "a", "usd": 1.0, "tags": ["x"]}, {"id": "b", "usd": 2.0}],
    "demand": [{"geography": "eu", "path": {"2027-01": 1.0}}],
    "points": [{"load": 1, "ms": 5}, {"load": 2}],
    "curve": [{"load": 2}],
    "exits": [{"fee": 1}, {"fee": 2}],
}
NEW: dict[str, Any] = {
    "name": "new",
    "offers": [{"id": "c", "usd": 3.0}, {"id": "a", "usd": 1.5, "tags": ["x", "y"], "term": None}],
    "demand": [{"geography": "eu", "path": {"2027-01": 1.0, "2027-02": 5.0}}],
    "points": [{"load": 1, "ms": 6}, {"load": 2}],
    "curve": [{"load": 1}, {"load": 2}],
    "exits": [{"fee": 1}],
}


def test_every_difference_is_found_at_its_place() -> None:
    found = {path_text(each): (each.old, each.new) for each in differences(OLD, NEW)}
    assert found == {
        "name": ("old", "new"),
        "offers[a].usd": (1.0, 1.5),
        "offers[a].tags": (["x"], ["x", "y"]),
        "offers[a].term": (MISSING, None),
        "offers[b]": ({"id": "b", "usd": 2.0}, MISSING),
        "offers[c]": (MISSING, {"id": "c", "usd": 3.0}),
        "demand[eu].path.2027-02": (MISSING, 5.0),
        "points[1].ms": (5, 6),
        "curve": ([{"load": 2}], [{"load": 1}, {"load": 2}]),
        "exits": ([{"fee": 1}, {"fee": 2}], [{"fee": 1}]),
    }
    assert differences(OLD, copy.deepcopy(OLD)) == []
    assert differences({"a": {"b": 1}}, {"a": 2}) == [Difference(("a",), (), {"b": 1}, 2)]


def test_taking_all_of_them_gives_the_other_document_up_to_the_order_of_records() -> None:
    places = [each.at for each in differences(OLD, NEW)]
    assert differences(mixed(OLD, NEW, places), NEW) == []
    assert mixed(OLD, NEW, []) == OLD


@pytest.mark.parametrize("count", [1, 2, 7])
def test_taking_some_of_them_leaves_the_others(count: int) -> None:
    found = differences(OLD, NEW)
    for taken in combinations(found, count):
        made = mixed(OLD, NEW, [each.at for each in taken])
        assert {each.at for each in differences(OLD, made)} == {each.at for each in taken}
        assert {each.at for each in differences(made, NEW)} == {each.at for each in found} - {e.at for e in taken}
