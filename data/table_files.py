"""CSV and Parquet files as rows of cells that know their place."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.problems import Place, Problem, ScenarioError
from data.tree import Node, Scalar
from data.yaml_source import read_text

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000


@dataclass
class Table:
    """Rows of a file, each a mapping of column names to cells; `header` gives the place of every column.

    Places are line and column of the table. In CSV the header is line 1; in Parquet the first row is.
    """

    name: str
    header: dict[str, Place]
    rows: list[Node] = field(default_factory=list)

    def add(self, line: int, values: dict[str, Scalar]) -> None:
        """Append a row from the values of its columns; empty cells are left out."""
        if len(self.rows) >= MAX_ROWS:
            raise refusal(Place(self.name, line, 1), f"more than {MAX_ROWS} rows")
        cells = {}
        for column, value in values.items():
            head = self.header[column]
            cells[column] = Node(value, Place(self.name, line, head.column), head, is_cell=True)
        self.rows.append(Node(cells, Place(self.name, line, 1)))


def refusal(place: Place, message: str, path: str = "table") -> ScenarioError:
    """The error that a table cannot be used."""
    return ScenarioError([Problem.at(place, path, message)])


def read_table(path: Path) -> Table:
    """Read a `.csv` (UTF-8, commas, a header) or `.parquet` file of at most 200,000 rows.

    CSV cells are text without the spaces around it; Parquet cells keep their type, dates become text.

    Raises
    ------
    ScenarioError
        where the file is no table: other encoding or format, no header, a column twice, a row longer than the header.
    """
    return _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)


def _read_csv(path: Path) -> Table:
    name = str(path)
    reader = csv.reader(io.StringIO(read_text(path, name, MAX_BYTES, "table"), newline=""), strict=True)
    table = Table(name, {})
    line = 1
    try:
        for row in reader:
            if not table.header:
                table.header = _header(name, row)
            elif any(row):
                _add_csv_row(table, line, row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal(Place(name, line, 1), f"not a CSV row: {error}") from None
    if not table.header:
        raise refusal(Place(name, 1, 1), "the table is empty; its first line must name the columns")
    return table


def _header(name: str, row: list[str]) -> dict[str, Place]:
    header: dict[str, Place] = {}
    for column, cell in enumerate(map(str.strip, row), start=1):
        place = Place(name, 1, column)
        if not cell:
            raise refusal(place, "the column has no name; name every column in the first line")
        if cell in header:
            raise refusal(place, f"the column {cell!r} is given twice")
        header[cell] = place
    return header


def _add_csv_row(table: Table, line: int, row: list[str]) -> None:
    if len(row) > len(table.header):
        place = Place(table.name, line, len(table.header) + 1)
        raise refusal(place, f"the row has {len(row)} cells, the header {len(table.header)}; quote text with commas")
    stripped = zip(table.header, map(str.strip, row), strict=False)
    table.add(line, {column: cell for column, cell in stripped if cell})


def _read_parquet(path: Path) -> Table:
    # Imported late: a third of a second that a scenario without Parquet need not wait.
    from pyarrow import ArrowException, parquet

    name = str(path)
    try:
        with parquet.ParquetFile(path) as file:
            if file.metadata.num_rows > MAX_ROWS:
                raise refusal(Place(name, 1, 1), f"more than {MAX_ROWS} rows")
            columns = file.read().to_pydict()
    except (ArrowException, OSError) as error:
        raise refusal(Place(name, 1, 1), f"not a Parquet file: {str(error).splitlines()[0]}") from None
    table = Table(name, _header(name, list(columns)))
    for line, values in enumerate(zip(*columns.values(), strict=True), start=1):
        cells = zip(table.header, values, strict=True)
        table.add(line, {column: _scalar(column, cell) for column, cell in cells if cell is not None})
    return table


def _scalar(column: str, value: Any) -> Scalar:
    """A Parquet value as a document holds it; the date of a month column is its month."""
    if isinstance(value, date):
        return value.isoformat()[: 7 if column == "month" else 10]
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, str | int | float | bool) else str(value)
