"""Fills in a pricing workbook as a vendor does, with another writer than ours."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from tests.packs.calculated import opened

Typed = Mapping[str, Mapping[str, Any]]
"""What is typed by lot (or measurement) and beginning of the header."""


def filled(content: bytes, typed: Typed, sheet: str = "Response") -> bytes:
    """The workbook with cells filled in; formulas lose their values, as with most writers."""
    book = opened(content)
    page = book[sheet]
    headers = {str(cell.value).lower(): cell.column for cell in page[2]}
    rows = {cell.value: cell.row for (cell,) in page.iter_rows(3, max_col=1)}
    for key, cells in typed.items():
        for start, value in cells.items():
            column = next(n for header, n in headers.items() if header.startswith(start.lower()))
            page.cell(rows[key], column).value = value
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
