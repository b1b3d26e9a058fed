"""Grids as CSV files and back. Demand by month has the form of the `demand` table of scenario files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from data.document.cells import EMPTY, items_text, value_of
from data.document.changing import is_same
from data.document.document import Document
from data.document.edits import Edit, EditError
from data.document.grids import Grid
from data.document.numerals import plain_number
from data.document.rows import Row, rows, value_at
from data.document.sheet import Sheet
from data.problems import suggestion
from data.yaml_source import MAX_BYTES

MAX_ROWS = 20_000
LONG = ("workload", "geography", "month", "value")
KEYS = {
    "demand": ("workload", "geography"),
    "demand_parts": ("workload", "place", "driver", "first"),
    "targets": ("workload", "metric", "percentile"),
    "launch_windows": ("workload", "first"),
    "queues": ("workload", "id"),
    "queue_targets": ("workload", "queue", "metric", "percentile"),
    "validations": ("workload", "accelerator", "date"),
    "endpoint_profiles": ("endpoint", "profile"),
    "points": ("benchmark", "load"),
    "shape_blocks": ("shape", "block"),
    "case_demand": ("case", "workload", "geography"),
}
"""What a row is known by; elsewhere its id."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Text that begins so is a formula to spreadsheets."""


def tables_csv(document: Document, grid: Grid) -> str:
    """The rows of a grid as CSV, columns by name; text that a spreadsheet takes for a formula gets a leading `'`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    found = rows(document, grid)
    if grid.name == "demand_months":
        writer.writerow(LONG)
        writer.writerows(map(_cell, line) for line in _long_rows(grid, found))
    else:
        writer.writerow([column.name for column in grid.columns])
        writer.writerows([_cell(row[column.name]) for column in grid.columns] for row in found)
    return out.getvalue()


def _long_rows(grid: Grid, found: list[Row]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        for month, value in _months(grid, row).items():
            yield row["workload"], row["geography"], month, value


def _months(grid: Grid, row: Row) -> dict[str, Any]:
    """The months of a row that are typed; of a level, all."""
    names = [column.name for column in grid.columns if column.path[:1] == ("path",) and row[column.name] is not None]
    typed = [name for name in names if name not in row.computed]
    return {name: row[name] for name in typed or (names if row["given"].startswith("level") else ())}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return plain_number(value)
    text = items_text(value) if isinstance(value, list) else str(value)
    return f"'{text}" if _is_risky(text) else text


def _read_cell(text: str) -> str:
    return text[1:] if text.startswith("'") and _is_risky(text) else text


def _is_risky(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula; with apostrophes too, so that reading takes away just one."""
    return text.lstrip("'").startswith(_RISKY)


def edit_from_csv(grid: Grid, document: Document, text: str | bytes, *, is_complete: bool = False) -> Edit:
    """The edit of an uploaded CSV file of a grid.

    Parameters
    ----------
    text : commas or semicolons, a header line of column names or headers; columns that are missing stay as they are.
    is_complete : whether rows that the file lacks are deleted; else they stay.

    Returns
    -------
    Known rows changed (known by id, or as in `KEYS`), others appended. Demand by month (columns workload, geography,
    month, value) becomes the path of every pair it names, unless it says what the pair has already.

    Raises
    ------
    EditError
        where the file is no such table; the message names the line.
    """
    header, lines = _table(text)
    if grid.name == "demand_months":
        return _demand_edit(grid, document, header, lines)
    names = [_column_name(grid, name) for name in header]
    sheet = Sheet(grid, document)
    known: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(sheet.rows):
        known.setdefault(_key(grid, {name: _cell(value) for name, value in row.items()}), []).append(number)
    for line in lines:
        cells = dict(zip(names, map(_read_cell, line), strict=False))
        numbers = known.get(_key(grid, cells))
        if numbers:
            sheet.edit(numbers.pop(0), cells)
        elif grid.is_form:
            sheet.edit(0, cells)
        else:
            sheet.add(cells)
    if is_complete and not grid.is_form:
        gone = [number for numbers in known.values() for number in numbers]
        sheet.delete(number for number in gone if sheet.rows[number].origin != "brought")
    return sheet.result()


def _key(grid: Grid, cells: dict[str, str]) -> tuple[str, ...]:
    if grid.is_form:
        return ()
    return tuple(cells.get(name, "").strip() for name in KEYS.get(grid.name, ("id",)))


def _column_name(grid: Grid, name: str) -> str:
    for column in grid.columns:
        if name in (column.name, column.header):
            return column.name
    raise EditError(f"unknown column {name[:80]!r}; {suggestion(name[:80], [column.name for column in grid.columns])}")


def _table(text: str | bytes) -> tuple[list[str], list[list[str]]]:
    """Header and lines of a CSV text."""
    if len(text) > MAX_BYTES:
        raise EditError(f"the file is larger than {MAX_BYTES / 1e6:g} MB")
    try:
        whole = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise EditError("the file is not UTF-8; save it with the encoding UTF-8") from None
    first = whole.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(whole, newline=""), strict=True, delimiter=";" if ";" in first and "," not in first else ","
    )
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise EditError(f"line {reader.line_num}: not a CSV row: {error}") from None
    if not lines or len(lines) > MAX_ROWS:
        raise EditError(f"the file holds {'more than 20,000 rows' if lines else 'no rows'}")
    header = [cell.strip() for cell in lines[0]]
    if len(set(header)) < len(header):
        raise EditError("a column is given twice")
    if wide := next((n for n, line in enumerate(lines, start=1) if len(line) > len(header)), None):
        raise EditError(f"row {wide}: more cells than the header has columns")
    return header, lines[1:]


def _demand_edit(grid: Grid, document: Document, header: list[str], lines: list[list[str]]) -> Edit:
    if sorted(header) != sorted(LONG):
        raise EditError(f"expected the columns {', '.join(LONG)}")
    sheet = Sheet(grid, document)
    paths: dict[tuple[str, str], dict[str, Any]] = {}
    month = next(column for column in grid.columns if column.path[:1] == ("path",))
    for line in lines:
        cells = dict(zip(header, (_read_cell(cell).strip() for cell in line), strict=False))
        value = value_of(month, cells.get("value", ""))
        if value is not EMPTY:
            paths.setdefault((cells["workload"], cells["geography"]), {})[cells["month"]] = value
    known = {(row["workload"], row["geography"]): _months(grid, row) for row in sheet.rows}
    news = {pair: path for pair, path in paths.items() if not is_same(path, known.get(pair))}
    for (workload, geography), path in news.items():
        record = _demand_record(sheet, workload, geography)
        record.pop("level", None)
        record.pop("growth_per_year", None)
        record["path"] = path
    sheet.words.append(f"demand of {len(news)} row{'s' if len(news) != 1 else ''} from a file")
    return sheet.result()


def _demand_record(sheet: Sheet, workload: str, geography: str) -> dict[str, Any]:
    for row in sheet.rows:
        if row["workload"] == workload and row["geography"] == geography:
            return sheet.bench.record(row.at)
    known = [item.get("id") for item in value_at(sheet.bench.content, ("workloads",)) or () if isinstance(item, dict)]
    if workload not in known:
        raise EditError(f"{workload[:80]!r} is not one of the workloads; {suggestion(workload[:80], map(str, known))}")
    items = sheet.bench.items(("workloads", known.index(workload), "demand"))
    items.append({"geography": geography})
    added: dict[str, Any] = items[-1]
    return added
