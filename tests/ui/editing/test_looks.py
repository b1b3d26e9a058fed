from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from data.document.columns import Column
from ui.editing.looks import code, column_config, look, named, table


def column(kind: Any, **more: Any) -> Column:
    return Column(**{"name": "x", "path": ("x",), "header": "X [kW]", "help": "What it is.", "kind": kind, **more})


@pytest.mark.parametrize(
    ("kind", "values", "widget"),
    [
        ("number", [1, 2.5, None], "number"), ("number", [1, "much"], "text"), ("number", [True], "text"),
        ("number", [math.inf], "text"), ("number", [10**20], "text"), ("integer", [None], "number"),
        ("flag", [True, None], "flag"), ("flag", ["perhaps"], "text"), ("choice", ["a", 5], "choice"),
        ("list", [["a"], None], "words"), ("list", ["a"], "text"), ("mapping", ["2027-01: 4"], "text"),
        ("month", ["2027-01"], "text"), ("text", ["=1+1"], "text"),
    ],
)  # fmt: skip
def test_a_column_with_a_value_of_the_wrong_kind_shows_text(kind: str, values: list[Any], widget: str) -> None:
    one = look(column(kind), values)
    assert one.widget == widget
    frame = table([one], [{"x": value} for value in values])
    assert list(frame.columns) == [code(0)]
    assert len(frame) == len(values)
    assert set(column_config([one])) == {"c0"}


def test_small_numbers_are_shown_in_full() -> None:
    assert look(column("number"), [1234567.5, 0.125]).format == "localized"
    assert look(column("number"), [1234567.5, 0.000125]).format == "%g"
    assert look(column("integer"), [2027]).format == "%g"


def test_a_column_is_as_wide_as_its_longest_text_below_the_rows_the_browser_looks_at() -> None:
    seen = ["a-rather-long-id"] * 9
    assert look(column("text"), seen).width_px is None
    far = look(column("text"), [*seen, "b" * 30])
    assert far.width_px is not None
    assert far.width_px > 30 * 6
    assert far.shape == look(column("text"), seen).shape, "typing a longer text does not draw the grid anew"
    assert (look(column("text"), [*seen, "b" * 3000]).width_px or 0) < 400
    assert look(column("number"), [*range(20), 10**9]).width_px is None
    assert look(column("text"), []).width_px is None


def test_numbers_among_text_are_written_as_people_do() -> None:
    assert table([look(column("text"), [])], [{"x": 2e-06}, {"x": 8000.0}])["c0"].tolist() == ["0.000002", "8000"]


def test_what_is_written_can_be_chosen_even_where_it_is_not_allowed() -> None:
    one = look(column("choice", choices=("gpu", "cpu")), ["abacus", None])
    assert one.options == ("gpu", "cpu", "abacus")
    words = look(column("list", choices=("eu", "us")), [["mars"], None])
    assert words.options == ("eu", "us", "mars")
    assert not words.is_open
    assert look(column("list"), [["a"]]).is_open


def test_an_empty_flag_shows_its_default() -> None:
    frame = table([look(column("flag", default=True), [None, False])], [{"x": None}, {"x": False}])
    assert frame["c0"].tolist() == [True, False]


def test_names_of_any_kind_reach_the_frame_and_come_back() -> None:
    names = ["id", "_index", "c0", "<b>", "id "]
    looks = [look(column("text", name=name), ["v"]) for name in names[:-1]]
    looks.append(look(column("text", name=names[-1], is_editable=False), ["v"]))
    frame = table(looks, [dict.fromkeys(names, "v")])
    assert list(frame.columns) == ["c0", "c1", "c2", "c3", "c4"]
    assert named(looks, {"c1": 1, "c3": 2, "c4": 3, "nonsense": 4}) == {"_index": 1, "<b>": 2}


def test_help_is_not_read_as_markdown_and_says_what_is_required() -> None:
    one = look(column("mapping", help="See <img src=x> and *this*.", is_required=True), [])
    assert r"\<img" in one.help
    assert r"\*this\*" in one.help
    assert "2027-06: 4" in one.help
    assert one.help.endswith("Required.")
    assert one.header == "X [kW] *"


def test_an_empty_table_keeps_its_columns() -> None:
    frame = table([look(column("number"), [])], [])
    assert frame.dtypes["c0"] == pd.Float64Dtype()
