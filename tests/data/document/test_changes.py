"""The diff for people: records by name, fields with their values."""

from __future__ import annotations

import pytest

from data.document import Change, changes
from data.document.between import steps_between
from data.document.wording import said
from data.problems import Location
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


def test_differences_are_said_in_words_with_units_and_no_brackets() -> None:
    document = shipped("inference")
    old = document.plain()
    done(document, "offers", edited_rows={0: {"upfront_usd": 312000}}, deleted_rows=[4], added_rows=[{"id": "own"}])
    done(document, "demand_months", edited_rows={0: {"2028-01": 9}, 1: {"2028-01": 9}})
    done(document, "workloads", edited_rows={0: {"jurisdictions": ["eu", "ch"], "is_interruptible": True}})
    done(document, "targets", added_rows=[{"workload": "customer-chat", "metric": "e2e", "percentile": 99}])
    done(document, "finance", edited_rows={0: {"discount_rate": 0.1}})
    done(document, "horizon", edited_rows={0: {"periods": 1200}})
    found = [(change.where, change.old_words, change.new_words) for change in changes(old, document.plain())]
    assert len(found) == len(set(found))
    assert set(found) == {
        ("Horizon: periods [count]", "12", "1200"),
        ("Offer colo-frankfurt-h200-buy: upfront [USD/pack]", "not set", "312,000"),
        ("Offer nebius-eu-north1-h200-reserve-3y", "as in the catalog", "not listed"),
        ("Offer own", "not listed", "id: own"),
        ("Workload customer-chat: jurisdictions", "eu", "eu, ch"),
        ("Workload customer-chat: interruptible", "not set", "yes"),
        ("Workload customer-chat, demand eu-central: level [tokens/s]", "30,000", "not set"),
        ("Workload customer-chat, demand eu-central: growth [1/year]", "0.6", "not set"),
        ("Workload customer-chat, demand eu-central: by month [tokens/s]", "not set",
         "36 months, 2027-01: 30,000 to 2029-12: 118,160"),
        ("Workload customer-chat, target e2e 99", "not listed", "metric: e2e; percentile: 99"),
        ("Workload document-assistant, demand eu-central: 2028-01 [tokens/s]", "not set", "9"),
        ("Finance", "not set", "discount rate [1/year]: 0.1"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        (("name",), "<b>", "<b>"), (("policy", "budgets", 0, "fiscal_year"), 2027, "2027"),
        (("policy", "budgets", 0, "max_usd"), 15e6, "15,000,000"),
        (("workloads", 0, "gb_per_unit"), 6e-9, "0.000000006"),
        (("x",), 1e-12, "1e-12"), (("x",), -1234.5, "-1,234.5"), (("x",), False, "no"), (("x",), [], "none"),
        (("x",), {}, "none"), (("cases",), [{"id": "a"}, {"id": "b"}], "a, b"), (("x",), [{"k": 1}], "1 record"),
        (("offers", 0, "evidence"), {"grade": "quote", "source": "us"}, "grade: quote; source: us"),
        (("variants",), {"more": {"sites": [{"id": "x"}]}}, "more: 1 field"),
        (("variants", "v", "policy", "budgets", 0, "fiscal_year"), 2030, "2030"),
        (("offers", 0), {"id": "a", "mode": "buy", "pack": 8, "site": "s", "vendor": "v", "name": "n"},
         "mode: buy; pack [accelerators]: 8; site: s; vendor: v; and 1 more"),
    ],
)  # fmt: skip
def test_values_read_as_people_write_them(at: Location, value: object, words: str) -> None:
    assert said(value, at) == words


def test_variants_and_cases_are_named() -> None:
    old = {"variants": {"cheap": {"offers": [{"id": "a", "pack": 1}]}}, "cases": [{"id": "low", "demand": [
        {"workload": "chat", "scale": 0.5}, {"workload": "mail", "scale": 0.6}]}]}  # fmt: skip
    new = {"variants": {"cheap": {"offers": [{"id": "a", "pack": 2}]}}, "cases": [{"id": "low", "demand": [
        {"workload": "mail", "scale": 0.7}]}]}  # fmt: skip
    assert [(change.where, change.old_words, change.new_words) for change in changes(old, new)] == [
        ("Variant cheap, offer a: pack [accelerators]", "1", "2"),
        ("Case low, change chat", "workload: chat; scale [factor]: 0.5", "not listed"),
        ("Case low, change mail: scale [factor]", "0.6", "0.7"),
    ]


def test_what_cases_change_is_named() -> None:
    old = {"cases": [{"id": "low", "changes": {"offers": [{"id": "a", "pack": 1}]}}]}
    new = {"cases": [{"id": "low", "changes": {"offers": [{"id": "a", "pack": 2}]}}]}
    assert [(change.where, change.old_words, change.new_words) for change in changes(old, new)] == [
        ("Case low, offer a: pack [accelerators]", "1", "2"),
    ]


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
