"""Workbooks on paper: every text shows in the height of its row, and letters stay readable."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import pytest

from data.packs.fitting import HIGHEST_POINTS, LINE_POINTS, READABLE, height_of, pages_across, width_of
from tests.packs.calculated import opened
from ui.packs import finance, pricing
from ui.packs.source import Asked, Source

NARROW = 0.75
"""Width of the usual letter as a share of that of a digit: no program sets texts in fewer lines than by this."""


@pytest.fixture(scope="module", params=["pricing.xlsx", "finance.xlsx"])
def book(request: pytest.FixtureRequest, source: Source) -> Any:
    maker = {"pricing.xlsx": pricing, "finance.xlsx": finance}[request.param]
    return opened(maker.files(source, Asked())[request.param], values=True)


def _widths(sheet: Any) -> dict[str, float]:
    """Widths of the columns that show [characters]."""
    found = {}
    for first, column in sheet.column_dimensions.items():
        for n in range(column.min, column.max + 1):
            letter = sheet.cell(1, n).column_letter if n > column.min else first
            found[letter] = 0.0 if column.hidden else column.width
    return found


def _wrapped(sheet: Any) -> Iterator[tuple[Any, int]]:
    """Cells and the lines that their text takes at least."""
    widths = _widths(sheet)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.alignment.wrap_text and widths[cell.column_letter]:
                yield cell, len(wrap(cell.value, math.ceil(widths[cell.column_letter] / NARROW)))


def test_every_text_shows_in_its_row(book: Any) -> None:
    seen = 0
    for sheet in book:
        for cell, lines in _wrapped(sheet):
            if lines > 1:
                height = sheet.row_dimensions[cell.row].height
                assert height is not None, (sheet.title, cell.coordinate)
                assert height >= lines * LINE_POINTS, (sheet.title, cell.coordinate)
                seen += 1
    assert seen > 3


def test_sheets_are_set_on_as_many_pages_across_as_letters_need(book: Any) -> None:
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sum(_widths(sheet).values()) <= READABLE * 1.05 * (sheet.page_setup.fitToWidth or 1), sheet.title
        assert sheet.print_title_rows == "$2:$2"


def test_a_height_is_said_where_a_text_wraps_and_left_open_elsewhere() -> None:
    assert height_of(["short", ""], [20, 20]) is None
    assert height_of(["one two three four five six"], [12]) == 3 * LINE_POINTS
    assert height_of(["a\nb\nc"], [12]) == 3 * LINE_POINTS
    assert height_of(["w" * 400], [12]) > 20 * LINE_POINTS
    assert height_of(["word " * 2000], [12]) == HIGHEST_POINTS
    assert height_of(["word " * 2000], [0]) is None, "the column is hidden"


def test_what_sets_the_width_shows_in_one_line() -> None:
    for text in ("2027-06", "1,234,567.89", "WWWWWWWW", "NVIDIA B200 180 GB", "汉字汉字"):
        assert height_of([text], [width_of("n", [text], 0, 100)]) is None, text
    assert width_of("A header of words", [], 0, 42) == width_of("header", [], 0, 42)
    assert width_of("n", ["x" * 99], 0, 42) == 42


def test_pages_across() -> None:
    assert [pages_across([READABLE * n]) for n in (0, 1, 2)] == [1, 1, 2]
    assert pages_across([READABLE, 1]) == 2
