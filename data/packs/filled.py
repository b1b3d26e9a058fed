"""A workbook that comes back: its cells by sheet, row and header, within bounds that no honest file exceeds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from data.packs.book import FIRST_ROW

MAX_BYTES, MAX_UNPACKED = 20_000_000, 100_000_000
"""Largest file, packed and unpacked [bytes]."""
MAX_ROWS = 20_000
"""Last row that may hold a cell."""
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"[^>]*>\s*<(?:\w+:)?c\b')
_WIDE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="[A-Z]{3,}\d+"')
"""Rows with cells, and cells beyond column ZZ: a reader makes room for all that lies before them."""


class QuoteError(ValueError):
    """A workbook that cannot be used; `problems` has a line for each, `file: sheet!cell: what is wrong`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Cell(NamedTuple):
    """A cell with its place."""

    value: Any
    at: str
    """`Response!F7`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


Row = Mapping[str, Cell]
"""Cells by header."""


class FilledSheet(NamedTuple):
    """A sheet of a workbook of ours."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    """Rows below the headers, also empty ones."""

    def by_first(self) -> dict[str, Row]:
        """Rows by the text in their first column; rows without one are left out."""
        first = self.headers[0]
        return {str(row[first].value): row for row in self.rows if not row[first].is_empty}


def sheets_of(raw: bytes, file: str) -> dict[str, FilledSheet]:
    """All sheets by name.

    Raises
    ------
    QuoteError
        when it is no workbook, is too large, or the package that reads it is missing.
    """
    if find_spec("python_calamine") is None:
        raise QuoteError([f"{file}: reading workbooks needs another package: pip install 'steelyard[import]'"])
    _check_bounds(raw, file)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise QuoteError([f"{file}: cannot be read as a workbook: {error}"]) from None
    return {name: _sheet(name, found) for name, found in rows.items()}


def _sheet(name: str, rows: list[list[Any]]) -> FilledSheet:
    headers = tuple(str(each) for each in rows[FIRST_ROW - 2]) if len(rows) >= FIRST_ROW - 1 else ()
    below = enumerate(rows[FIRST_ROW - 1 :], start=FIRST_ROW - 1)
    placed = [[Cell(value, f"{name}!{xl_rowcol_to_cell(at, n)}") for n, value in enumerate(row)] for at, row in below]
    return FilledSheet(name, headers, tuple(dict(zip(headers, row, strict=True)) for row in placed))


def _check_bounds(raw: bytes, file: str) -> None:
    if len(raw) > MAX_BYTES:
        raise QuoteError([f"{file}: is larger than {MAX_BYTES // 1_000_000} MB"])
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise QuoteError([f"{file}: is larger than {MAX_UNPACKED // 1_000_000} MB unpacked"])
            sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        line = f"{file}: is no workbook of the kind .xlsx, or is locked with a password: save it as .xlsx without one"
        raise QuoteError([line]) from None
    if any(_WIDE.search(sheet) or max(map(int, _ROW.findall(sheet)), default=0) > MAX_ROWS for sheet in sheets):
        raise QuoteError([f"{file}: has cells below row {MAX_ROWS:,} or right of column ZZ: remove them"])
