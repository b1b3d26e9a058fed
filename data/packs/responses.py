"""A filled `pricing.xlsx` -> the answers of a vendor, or every cell that is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from data.packs.answer_cells import READERS, shown
from data.packs.book import printable
from data.packs.filled import Cell, FilledSheet, QuoteError, Row, sheets_of
from data.packs.pricing import (
    IDENTITY,
    MEASURED,
    MEASUREMENTS,
    RESPONSE,
    RESPONSE_GIVEN,
    measurement_cells,
    prefilled,
    said_range,
)
from models.packs.marking import Redacted
from models.packs.pricing import LAYOUT
from models.packs.response import PRICES, QUESTIONS, RENTED, WAYS, Answer, Measured, Question

VALUE, TEXT = Question("value", "Value", "number"), Question("text", "Text", "text")
"""How the cells of a measurement are read."""


class Identity(NamedTuple):
    """What a workbook was made from."""

    run: str
    input_hash: str
    vendor: str
    """Id of the vendor that it is addressed to; empty: all alike."""


class Quote(NamedTuple):
    """What a vendor answered."""

    answers: tuple[Answer, ...]
    places: Mapping[str, Mapping[str, str]]
    """Cell by lot and field of `Answer`: `Response!F7`."""
    measured: tuple[Measured, ...]
    addressed: str = ""
    """Id of the vendor that the workbook was made for; empty: all alike."""


class Returned(NamedTuple):
    """A workbook that came back."""

    file: str
    identity: Identity
    sheets: Mapping[str, FilledSheet]


def open_quote(raw: bytes, file: str) -> Returned:
    """Read a workbook and what it was made from; QuoteError where it is none of ours."""
    sheets = sheets_of(raw, file)
    missing = [name for name in (IDENTITY, RESPONSE) if name not in sheets]
    if missing:
        line = f"{file}: has no sheet {' and '.join(missing)}: it is no pricing.xlsx, or not saved as a whole"
        raise QuoteError([line])
    said = {str(key): str(row["is"].value) for key, row in sheets[IDENTITY].by_first().items() if "is" in row}
    if said.get("layout") != LAYOUT:
        line = f"{file}: was made by another version (layout {said.get('layout', 'unknown')}): export it anew"
        raise QuoteError([line])
    identity = Identity(*(said.get(name, "") for name in ("run", "input hash", "addressed to")))
    return Returned(file, identity, sheets)


def quote_of(returned: Returned, content: Redacted, vendor: str) -> Quote:
    """The answers, each checked.

    Parameters
    ----------
    content : what the workbook was made from, for the vendor it is addressed to.
    vendor : id of the vendor that answers.

    Raises
    ------
    QuoteError
        with every cell that is wrong, and every protected one that was changed.
    """
    reading = _Reading(returned, content)
    answers, places = reading.response()
    measured = reading.measurements(vendor)
    if reading.problems:
        raise QuoteError(reading.problems)
    if not answers and not measured:
        raise QuoteError([f"{returned.file}: {RESPONSE}: no lot has a price: nothing is quoted"])
    return Quote(tuple(answers), places, tuple(measured), returned.identity.vendor)


class _Reading:
    """Goes through the sheets and collects what is wrong."""

    def __init__(self, returned: Returned, content: Redacted) -> None:
        self.returned, self.content = returned, content
        self.problems: list[str] = []

    def wrong(self, at: str, message: str) -> None:
        self.problems.append(f"{self.returned.file}: {at}: {message}")

    def response(self) -> tuple[list[Answer], dict[str, dict[str, str]]]:
        sheet = self.returned.sheets[RESPONSE]
        headers = [each.header for each in RESPONSE_GIVEN] + [each.header for each in QUESTIONS]
        lots = {each["lot"]["id"]: each["lot"] for each in self.content["lots"]}
        given = {key: [each.cell(lot) for each in RESPONSE_GIVEN] for key, lot in lots.items()}
        answers, places = [], {}
        for key, row in self.known(sheet, headers, given, "lot"):
            cells = {each.key: row[each.header] for each in QUESTIONS}
            if answer := self.answer(lots[key], cells):
                answers.append(answer)
                places[key] = {name: cell.at for name, cell in cells.items()}
        return answers, places

    def measurements(self, vendor: str) -> list[Measured]:
        asked = {each["id"]: each for each in self.content["measurements"]}
        sheet = self.returned.sheets.get(MEASUREMENTS)
        if sheet is None:
            if asked:
                self.wrong(MEASUREMENTS, "the sheet is missing: send the workbook as a whole")
            return []
        headers = [*sheet.headers[: len(sheet.headers) - len(MEASURED)], *MEASURED]
        given = {key: measurement_cells(each) for key, each in asked.items()}
        known = self.known(sheet, headers, given, "measurement")
        return [found for key, row in known if (found := self.measured(asked[key], row, vendor))]

    def known(
        self, sheet: FilledSheet, headers: list[str], given: Mapping[str, list[Any]], what: str
    ) -> Iterator[tuple[str, Row]]:
        """Rows of lots or measurements that the plan has, once what is protected was checked."""
        if missing := [header for header in headers if header not in sheet.headers]:
            self.wrong(f"{sheet.name}!2", f"the header {missing[0]!r} is missing: headers must stay as they were")
            return
        seen: set[str] = set()
        for row in sheet.rows:
            first = row[headers[0]]
            key = str(first.value)
            if first.is_empty:
                self.stray(row, headers[len(next(iter(given.values()), [])) :])
            elif key not in given or key in seen:
                said = "stands here twice" if key in seen else f"is not in this workbook; it has {_listed(given)}"
                self.wrong(first.at, f"the {what} {key!r} {said}")
            else:
                seen.add(key)
                self.unchanged(row, headers, given[key])
                yield key, row
        for key in (each for each in given if each not in seen):
            self.wrong(sheet.name, f"the row of {what} {key} is missing: rows must stay as they were")

    def stray(self, row: Row, headers: list[str]) -> None:
        for header in headers:
            if not row[header].is_empty:
                self.wrong(row[header].at, "stands in no row of a lot or measurement: clear it")

    def unchanged(self, row: Row, headers: list[str], given: list[Any]) -> None:
        for header, expected in zip(headers, given, strict=False):
            found = row[header]
            if not _same(expected, found):
                was, now = shown(expected), shown(found.value)
                self.wrong(found.at, f"{header.lower()}: was {was} and is {now}: this cell must not change")

    def answer(self, lot: Mapping[str, Any], cells: Mapping[str, Cell]) -> Answer | None:
        """The answer for a lot; None where it has none, or is wrong."""
        before = len(self.problems)
        read = {each.key: self.filled(each, lot, cells[each.key]) for each in QUESTIONS}
        filled = {key: value for key, value in read.items() if value is not None}
        own = {key for key, value in filled.items() if value != _prefilled(key, lot, self.content["currencies"])}
        if not own and len(self.problems) == before:
            return None
        for at, message in _missing(lot, filled, cells):
            self.wrong(at, message)
        return Answer(lot=lot["id"], **filled) if len(self.problems) == before else None

    def filled(self, question: Question, lot: Mapping[str, Any], cell: Cell) -> Any:
        """What stands in a cell; None where it is empty, or wrong."""
        if cell.is_empty:
            return None
        if lot["mode"] not in question.modes:
            self.wrong(cell.at, f"{question.name}: is not asked of a lot had by {WAYS[lot['mode']]}: clear the cell")
            return None
        try:
            return READERS[question.kind](cell.value, question, self.content["currencies"])
        except ValueError as error:
            allowed = said_range(question, self.content["currencies"])
            self.wrong(cell.at, f"{question.name}: {error}; allowed: {allowed}")
            return None

    def measured(self, asked: Mapping[str, Any], row: Row, vendor: str) -> Measured | None:
        product, value, remarks = (row[header] for header in MEASURED)
        if product.is_empty and value.is_empty and remarks.is_empty:
            return None
        try:
            number = READERS["number"](value.value, VALUE, ())
            texts = {name: _text_of(cell) for name, cell in (("product", product), ("remarks", remarks))}
        except ValueError as error:
            self.wrong(value.at, f"value: {error}; allowed: 0 to 1e12 {asked['unit']}")
            return None
        source = f"{self.returned.file}, {value.at}"
        return Measured(**asked, **texts, value=number, vendor=vendor, source=source)


def _missing(lot: Mapping[str, Any], filled: Mapping[str, Any], cells: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
    """What an answer lacks, or says against itself, with the cell to mend."""
    asked = {each.key: each for each in QUESTIONS if lot["mode"] in each.modes}
    prices = [key for key in PRICES if key in asked]
    if all(cells[key].is_empty for key in prices):
        names = " or ".join(asked[key].name for key in prices)
        yield cells[prices[0]].at, f"lot {lot['id']} has entries and no price: give {names}, or clear its cells"
    needed = ("quoted", "currency") if lot["mode"] in RENTED else ("quoted", "currency", "lead_weeks", "term_months")
    for key in needed:
        if key in asked and cells[key].is_empty:
            yield cells[key].at, f"{asked[key].name}: is missing"
    if ("exit_after_months" in filled) != ("exit_fee" in filled):
        at = next(key for key in ("exit_after_months", "exit_fee") if key not in filled)
        yield cells[at].at, f"{asked[at].name}: is missing: an early exit needs its month and its fee"
    if filled.get("exit_after_months", 0) >= filled.get("term_months", math.inf):
        yield cells["exit_after_months"].at, "early exit after: must lie before the end of the term"
    if filled.get("expires", "9") < filled.get("quoted", ""):
        yield cells["expires"].at, "quote holds until: lies before the date of the quote"


def _prefilled(key: str, lot: Mapping[str, Any], currencies: tuple[str, ...]) -> Any:
    return next(prefilled(each, lot, currencies) for each in QUESTIONS if each.key == key)


def _text_of(cell: Cell) -> str:
    return "" if cell.is_empty else str(READERS["text"](cell.value, TEXT, ()))


def _same(expected: Any, found: Cell) -> bool:
    if expected in (None, ""):
        return found.is_empty
    if isinstance(expected, str):
        return str(found.value).split() == printable(expected).split()
    is_number = isinstance(found.value, int | float) and not isinstance(found.value, bool)
    return is_number and math.isclose(expected, found.value, rel_tol=1e-9, abs_tol=1e-12)


def _listed(names: Mapping[str, Any]) -> str:
    known = list(names)
    return ", ".join(known[:8]) + (f", ... {known[-1]}" if len(known) > 8 else "")
