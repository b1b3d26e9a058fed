from __future__ import annotations

from data.catalog import read_catalog
from data.document.changes import changes
from data.problems import Problem
from ui.editing.adding import narrowed
from ui.editing.file_menu import stem
from ui.editing.saving import LONGEST_CELL, changes_table, cut
from ui.editing.yaml_text import numbered


def test_catalog_records_are_narrowed_down_by_fields_and_words() -> None:
    offers = read_catalog()["offers"]
    found = narrowed(offers, {"mode": ["reserve"], "accelerator": ["h200-sxm"], "site": []}, "AWS 1y")
    assert found
    for record in found:
        assert (record["mode"], record["accelerator"]) == ("reserve", "h200-sxm")
        assert "aws" in record["id"]
        assert "1y" in record["id"]
    assert len(narrowed(offers, {}, "")) == len(offers)
    assert narrowed(offers, {"mode": ["barter"]}, "") == []


def test_changes_are_shown_as_text() -> None:
    old = {"name": "<b>", "offers": [{"id": "a", "usd_per_hour": 5000}]}
    new = {"offers": [{"id": "a", "usd_per_hour": 4.5}], "sites": [{"id": "b", "tags": ["eu", "x"]}]}
    table = changes_table(changes(old, new), "Version 4")
    assert list(table.columns) == ["Where", "Version 4", "Draft"]
    assert table.to_numpy().tolist() == [
        ["Name", "<b>", "not set"],
        ["Offer a: used hour [USD/pack/h]", "5,000", "4.5"],
        ["Sites", "not set", "b"],
    ]
    assert len(cut("x" * 1000)) == LONGEST_CELL


def test_file_names_hold_no_path() -> None:
    assert stem("../../etc/passwd") == "etc-passwd"
    assert stem("Ünser Plan: 2027!") == "ünser-plan-2027"
    assert stem("///") == "scenario"


def test_the_line_of_a_problem_is_marked() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 11))
    lines = numbered(text, Problem("x.yaml", 9, 1, "p", "m")).splitlines()
    assert lines[0] == "      6  line 6"
    assert ">     9  line 9" in lines
    assert lines[-1].endswith("line 10")
    assert numbered("", Problem("x.yaml", 1, 1, "p", "m")) == ""
