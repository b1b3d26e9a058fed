"""Workbooks of packs: texts that are never formulas, formulas that carry their value, cells to fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from data.packs.fitting import height_of, pages_across, width_of
from data.yaml_source import UNPRINTABLE

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same content gives the same bytes."""
FIRST_ROW = 3
"""Row of the first record, from 1: above it what the sheet shows, and the headers."""
WIDEST, PAGE_WIDE = 42, 100
"""Widths of columns [characters]; the last of a sheet that is read like a page."""
NUMBER = "#,##0.##"
"""Look of numbers that are whole or not: whole ones are shown without a point."""
ROOM = 24
"""Least width of a column in which text is filled in [characters]."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LEFT = {"align": "left", "indent": 1}
"""How texts stand, so that they keep off the number before them."""
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {"text_wrap": True, "valign": "top"},
    "header": {"text_wrap": True, "valign": "top", "bold": True, "bottom": 1, "bg_color": "#D9E2EC", **LEFT},
    "total": {"bold": True, "top": 1, "valign": "top"},
    "input": {"locked": False, "bg_color": "#FFF2CC", "border": 1, "text_wrap": True, "valign": "top"},
    "computed": {"bg_color": "#E7F0E3", "text_wrap": True, "valign": "top"},
    "not_asked": {"bg_color": "#BFBFBF"},
}


class Formula(NamedTuple):
    """A formula with its value, which readers without a calculator show."""

    text: str
    """`=SUM(A3:A7)`; holds no text of users."""
    value: float | str


class Input(NamedTuple):
    """A cell to fill in: what stands in it, and what it takes (options of xlsxwriter's `data_validation`)."""

    value: str | int | None
    takes: Mapping[str, Any]


class NotAsked(NamedTuple):
    """A cell of a column of inputs that is not asked for in its row."""


BookCell = str | float | int | None | Formula | Input | NotAsked


class Page(NamedTuple):
    """A sheet: a line that says what it shows, headers, records, totals; number formats by column, from 0."""

    name: str
    about: str
    headers: Sequence[str]
    rows: Sequence[Sequence[BookCell]]
    totals: Sequence[Sequence[BookCell]] = ()
    formats: Mapping[int, str] = {}
    frozen_columns: int = 0
    is_hidden: bool = False
    widest: int = WIDEST
    """Widest column [characters]; longer texts are wrapped."""

    @property
    def last_row(self) -> int:
        """Row of the last record, from 1; that of the headers where there is none."""
        return FIRST_ROW + len(self.rows) - 1


def book_bytes(title: str, pages: Sequence[Page], footer: str, is_protected: bool) -> bytes:
    """The workbook.

    Parameters
    ----------
    footer : printed below every page; plain text.
    is_protected : whether only cells to fill in can be changed (without a password: against slips, not against people).
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": printable(title), "created": CREATED})
        styles = _Styles(book)
        for page in pages:
            sheet = book.add_worksheet(page.name)
            _write(sheet, page, styles)
            sheet.set_footer(f"&L{printable(footer).replace('&', '&&')}&R&P / &N")
            if is_protected:
                sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
            if page.is_hidden:
                sheet.very_hidden()
    return content.getvalue()


def printable(text: str) -> str:
    """A text without characters that no text may hold."""
    return UNPRINTABLE.sub("", text)


def column(page: Page, n: int) -> str:
    """A column of the records of a page as other sheets refer to it: `'Bill of materials'!$C$3:$C$9`."""
    return f"'{page.name}'!{xl_range_abs(FIRST_ROW - 1, n, max(page.last_row, FIRST_ROW) - 1, n)}"


def inner(first: int, last: int, n: int) -> str:
    """Rows of a column as its own sheet refers to it: `C3:C9`; rows from 1, the column from 0."""
    return f"{xl_col_to_name(n)}{first}:{xl_col_to_name(n)}{max(first, last)}"


class _Styles:
    """Formats of a book, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str, bool], Any] = {}

    def get(self, look: str, number: str = "", is_text: bool = False) -> Any:
        """A format; `is_text` keeps what looks like a formula a text, also once it is edited."""
        key = look, number, is_text
        if key not in self.made:
            own: dict[str, Any] = LOOKS[look] | ({"quote_prefix": True, **LEFT} if is_text else {})
            self.made[key] = self.book.add_format({**own, "num_format": number} if number else own)
        return self.made[key]


def _write(sheet: Any, page: Page, styles: _Styles) -> None:
    widths = _set_columns(sheet, page)
    sheet.write_string(0, 0, printable(page.about), styles.book.add_format({"italic": True}))
    sheet.set_row(1, height_of(page.headers, widths))
    for n, header in enumerate(page.headers):
        sheet.write_string(1, n, printable(header), styles.get("header"))
    lines = [("plain", row) for row in page.rows] + [("total", row) for row in page.totals]
    for at, (look, row) in enumerate(lines, start=FIRST_ROW - 1):
        if look == "plain":
            sheet.set_row(at, height_of([cell if isinstance(cell, str) else "" for cell in row], widths))
        for n, cell in enumerate(row):
            _cell(sheet, at, n, cell, look, page.formats.get(n, ""), styles)
    sheet.freeze_panes(FIRST_ROW - 1, page.frozen_columns)
    _set_paper(sheet, page, widths)


def _set_columns(sheet: Any, page: Page) -> list[int]:
    """Set the widths [characters] and give them; a column in which nothing stands is hidden and has none."""
    widths = []
    for n, header in enumerate(page.headers):
        cells = [row[n] for row in page.rows if n < len(row)]
        is_idle = bool(cells) and all(cell in (None, "") or isinstance(cell, NotAsked) for cell in cells)
        is_text = any(isinstance(cell, Input) and cell.takes.get("validate") == "length" for cell in cells)
        texts = [_shown(cell, page.formats.get(n, "")) for cell in cells]
        width = width_of(header, texts, ROOM if is_text else 0, page.widest)
        sheet.set_column(n, n, width, None, {"hidden": is_idle})
        widths.append(0 if is_idle else width)
    return widths


def _set_paper(sheet: Any, page: Page, widths: Sequence[int]) -> None:
    """A4 across, with headers and the first columns on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages_across(widths), 0)
    sheet.repeat_rows(1)
    if page.frozen_columns:
        sheet.repeat_columns(0, page.frozen_columns - 1)


def _cell(sheet: Any, at: int, n: int, cell: BookCell, look: str, form: str, styles: _Styles) -> None:
    number = _form(cell, form)
    if isinstance(cell, Formula):
        shown = styles.get("computed" if look == "plain" else look, number)
        sheet.write_formula(at, n, cell.text, shown, cell.value)
    elif isinstance(cell, Input):
        sheet.data_validation(at, n, at, n, dict(cell.takes))
        _plain(sheet, at, n, cell.value, styles.get("input", number))
    elif isinstance(cell, NotAsked):
        sheet.write_blank(at, n, None, styles.get("not_asked"))
    else:
        _plain(sheet, at, n, cell, styles.get(look, "" if isinstance(cell, str) else number, isinstance(cell, str)))


def _plain(sheet: Any, at: int, n: int, cell: str | float | None, style: Any) -> None:
    if cell is None:
        sheet.write_blank(at, n, None, style)
    elif isinstance(cell, str):
        sheet.write_string(at, n, printable(cell), style)
    else:
        sheet.write_number(at, n, cell, style)


def _form(cell: BookCell, form: str) -> str:
    """Number format of a cell in a column of a format: a spreadsheet shows whole numbers in `NUMBER` as `8.`."""
    value = cell.value if isinstance(cell, Formula | Input) else cell
    if form != NUMBER or not isinstance(value, float | int):
        return "" if form == NUMBER else form
    return "#,##0" if float(value).is_integer() else "#,##0.00"


def _shown(cell: BookCell, number: str) -> str:
    if isinstance(cell, Formula | Input):
        return _shown(cell.value, number)
    if isinstance(cell, float | int):
        return f"{cell:,.2f}" if number else str(cell)
    return cell if isinstance(cell, str) else ""


def day_text(value: Any) -> str | None:
    """A date of a cell as `YYYY-MM-DD`; None where it is no date."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else None
