"""Calculates the formulas of a workbook, by another way than the code that wrote them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries

Place = tuple[str, str]
"""Sheet and cell: `("Response", "X3")`."""


def opened(content: bytes, values: bool = False) -> openpyxl.Workbook:
    """A workbook with its formulas, or with the values that stand beside them."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def formulas(book: openpyxl.Workbook) -> dict[Place, str]:
    """Every formula by its place."""
    cells = ((page.title, cell) for page in book for row in page.iter_rows() for cell in row)
    return {(name, cell.coordinate): cell.value for name, cell in cells if cell.data_type == "f"}


def calculated(book: openpyxl.Workbook) -> dict[Place, Any]:
    """The value of every formula."""
    sheet = _Calculator(book)
    return {place: sheet.value(*place) for place in formulas(book)}


class _Blank(np.float64):
    """An empty cell: 0 where it is calculated with, nothing where it is counted."""


class _Calculator:
    def __init__(self, book: openpyxl.Workbook) -> None:
        self.book = book
        self.known: dict[Place, Any] = {}

    def value(self, name: str, cell: str) -> Any:
        found = self.book[name][cell]
        if found.data_type != "f":
            value = _Blank() if found.value is None else found.value
            return np.float64(value) if type(value) in (int, float) else value
        if (name, cell) not in self.known:
            self.known[name, cell] = self.evaluated(name, found.value)
        return self.known[name, cell]

    def evaluated(self, name: str, formula: str) -> Any:
        names = {"ref": lambda text: self.of(name, text), **FUNCTIONS}
        with np.errstate(all="ignore"):  # both branches of an IF are evaluated
            return eval(_python(formula), {"__builtins__": {}}, names)  # noqa: S307 - formulas of our own workbooks

    def of(self, name: str, text: str) -> Any:
        sheet, _, cells = text.rpartition("!")
        sheet, cells = sheet.strip("'") or name, cells.replace("$", "")
        if ":" not in cells:
            return self.value(sheet, cells)
        left, top, right, bottom = range_boundaries(cells)
        assert None not in (left, top, right, bottom)
        rows = self.book[sheet].iter_rows(top, bottom, left, right)
        return np.array([self.value(sheet, cell.coordinate) for row in rows for cell in row], dtype=object)


def _python(formula: str) -> str:
    return "".join(map(_token, Tokenizer(formula).items))


def _token(token: Any) -> str:
    if token.type == "OPERAND":
        return f"ref({token.value!r})" if token.subtype == "RANGE" else token.value
    if token.type == "FUNC":
        return f"{token.value.rstrip('(')}(" if token.subtype == "OPEN" else ")"
    operators = {"=": "==", "<>": "!=", "^": "**"}
    return operators.get(token.value, token.value)


def _flat(*cells: Any) -> list[Any]:
    return [each for cell in cells for each in (cell if isinstance(cell, np.ndarray) else [cell])]


def _numbers(*cells: Any) -> list[float]:
    return [
        float(each) for each in _flat(*cells) if isinstance(each, float | int) and not isinstance(each, bool | _Blank)
    ]


def _product(first: Any, *others: Any) -> float:
    found = np.array(_flat(first), dtype=object)
    for other in others:
        found = found * np.array(_flat(other), dtype=object)
    return float(sum(found))


def _sumifs(amounts: Any, *tests: Any) -> float:
    rows = zip(_flat(amounts), *map(_flat, tests[::2]), strict=True)
    return sum(float(amount) for amount, *seen in rows if list(seen) == list(tests[1::2]) and amount != "")


def _countif(cells: Any, test: str) -> int:
    if test.startswith("<>"):
        return sum(each != test[2:] for each in _flat(cells))
    return sum(each == test for each in _flat(cells))


FUNCTIONS: dict[str, Any] = {
    "SUM": lambda *cells: sum(_numbers(*cells)),
    "MAX": lambda *cells: max(_numbers(*cells)),
    "COUNT": lambda *cells: len(_numbers(*cells)),
    "COUNTA": lambda *cells: sum(not isinstance(each, _Blank) for each in _flat(*cells)),
    "N": lambda cell: next(iter(_numbers(cell)), 0.0),
    "ISNUMBER": lambda cell: bool(_numbers(cell)),
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *tests: all(tests),
    "ROUND": lambda value, digits: round(float(value), int(digits)) + 0.0,
    "ABS": abs,
    "ROWS": len,
    "SUMPRODUCT": _product,
    "SUMIFS": _sumifs,
    "SUMIF": lambda cells, test, amounts: _sumifs(amounts, cells, test),
    "COUNTIF": _countif,
}
"""The functions that our workbooks use."""
