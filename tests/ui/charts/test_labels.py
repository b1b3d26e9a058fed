"""Words of charts: labels that fit, that differ, and lists that read well."""

from __future__ import annotations

import pytest

from ui.charts.labels import distinct, height, listed, mode_words, plural, stem, term_words, wrapped


def test_long_names_are_wrapped_and_end_in_an_ellipsis_only_when_they_must() -> None:
    lines = wrapped("x" * 200, 40, 3).split("\n")
    assert [len(line) for line in lines] == [40, 40, 40]
    assert lines[-1].endswith("\u2026")
    assert wrapped("short", 40) == "short"
    assert "\x07" not in wrapped("bell\x07bell")


def test_rows_are_as_high_as_their_tallest_label() -> None:
    assert height(["one"]) == 19
    assert height(["one\ntwo\nthree"]) == 45


def test_equal_labels_are_told_apart() -> None:
    assert distinct(["a", "a", "b"], ["x", "y", "z"]) == ["a (x)", "a (y)", "b"]
    assert distinct(["a", "a"], ["x", "x"]) == ["a (x) #1", "a (x) #2"]


@pytest.mark.parametrize(
    ("names", "text"),
    [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c", "d", "e"], "a, b, c and 2 more")],
)
def test_lists_read_well(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_words() -> None:
    assert plural(1, "order") == "1 order"
    assert plural(1200, "order") == "1,200 orders"
    assert mode_words("holding") == "today's fleet"
    assert term_words("fixed") == "fixed (constant)"
    assert stem("pool", "a+b/c.d", "at", "x") == "pool-a-b-c-d-at-x"
