"""Sizes on a sheet: how wide a column is, how high a row whose texts wrap, how many pages a sheet is across."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.utility import xl_pixel_width

LINE_POINTS = 15.0
"""Height of a line of the usual letters, Calibri 11 [points]."""
HIGHEST_POINTS = 409.0
"""What a spreadsheet allows a row [points]."""
READABLE = 190
"""Width that is set on one page of A4 across [characters]: at 70 % of the usual letters, about 8 points."""
DIGIT_PIXELS, PADDING_PIXELS = 7, 14
"""Width of a digit, by which columns are counted; room that a cell keeps beside its text and an indent [pixels]."""
LOOSE = 1.05
"""Other letters than the usual ones, where a reader lacks them, are wider: room for that, as a ratio."""
NARROWEST = 9
"""Least width of a column [characters]."""


def width_of(header: str, texts: Sequence[str], least: int, most: int) -> int:
    """Width of a column [characters]: its longest word in the header, its longest cell, within bounds."""
    longest = max(map(xl_pixel_width, [*header.split(), *texts]), default=0)
    needed = math.ceil((longest * LOOSE + PADDING_PIXELS) / DIGIT_PIXELS)
    return min(max(NARROWEST, least, needed), most)


def height_of(texts: Sequence[str], widths: Sequence[int]) -> float | None:
    """Height of a row [points], so that every text shows; None where one line does: the row then grows as it is filled.

    Parameters
    ----------
    texts, widths : of its cells [characters]; hidden columns have no width.
    """
    lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=False) if width), default=1)
    return min(lines * LINE_POINTS, HIGHEST_POINTS) if lines > 1 else None


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column, broken between words."""
    room = (width * DIGIT_PIXELS - PADDING_PIXELS) / LOOSE
    return sum(_broken(part.split(" "), room) for part in text.split("\n"))


def _broken(words: Sequence[str], room: float) -> int:
    lines, used = 1, 0.0
    for word in words:
        long = xl_pixel_width(word)
        if used and used + long > room:
            lines, used = lines + 1, 0.0
        lines += max(0, math.ceil(long / room) - 1)
        used += min(long, room) + xl_pixel_width(" ")
    return lines


def pages_across(widths: Sequence[int]) -> int:
    """Pages that a sheet is set on from left to right, so that its letters stay readable."""
    return max(1, math.ceil(sum(widths) / READABLE))
