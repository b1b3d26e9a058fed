"""The diff for people: records by name, fields with their values."""

from __future__ import annotations

import pytest

from data.document import Change, changes
from data.document.between import steps_between
from tests.data.document.scenes import TEXTS, done, shipped


def test_changes_name_records_and_fields() -> None:
    document = shipped("inference")
    old, own = document.plain(), {"id": "own", "pack": 2}
    done(document, "offers", edited_rows={0: {"upfront_usd": 5}}, deleted_rows=[4], added_rows=[own])
    done(document, "demand_months", edited_rows={1: {"2028-01": 9}})
    done(document, "workloads", edited_rows={0: {"jurisdictions": ["eu", "ch"]}})
    assert changes(old, document.plain()) == [
        Change("offers[colo-frankfurt-h200-buy].upfront_usd", None, 5),
        Change("offers[nebius-eu-north1-h200-reserve-3y]", "nebius-eu-north1-h200-reserve-3y", None),
        Change("offers[own]", None, own),
        Change("workloads[customer-chat].jurisdictions", ["eu"], ["eu", "ch"]),
        Change("workloads[document-assistant].demand[eu-central].path.2028-01", None, 9),
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_document_has_no_changes(name: str) -> None:
    assert changes(shipped(name).plain(), shipped(name).plain()) == []


def test_numbers_are_compared_by_value_and_lists_without_names_by_place() -> None:
    assert changes({"a": 1}, {"a": 1.0}) == []
    assert changes({"a": 1}, {"a": True}) == [Change("a", 1, True)]
    old, new = {"cases": [{"scale": 1}, {"scale": 2}]}, {"cases": [{"scale": 1}, {"scale": 3}, {"scale": 4}]}
    assert changes(old, new) == [Change("cases[1].scale", 2, 3), Change("cases[2]", None, {"scale": 4})]
    assert changes({"a": "x"}, {"a": {"b": 1}}) == [Change("a", "x", {"b": 1})]


def test_steps_are_small() -> None:
    old = {"offers": ["a", {"id": "b", "pack": 1}, "c"], "x": [1, 2, 3]}
    new = {"offers": [{"from": "a", "pack": 2}, {"id": "b", "pack": 3}, "d"], "x": [1, 3]}
    assert [(step.kind, step.at, step.value) for step in steps_between(old, new)] == [
        ("remove", ("offers", 2), None),
        ("insert", ("offers", 2), "d"),
        ("set", ("offers", 0), {"from": "a", "pack": 2}),
        ("set", ("offers", 1, "pack"), 3),
        ("remove", ("x", 1), None),
    ]
