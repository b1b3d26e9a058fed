"""From a location in the document to the section, part, row and column that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.document.columns import Column
from data.document.grids import Grid
from data.problems import Location
from ui.editing.sections import YAML, home


@dataclass(frozen=True)
class Place:
    """Where a value is edited. `at` leads to the row's record (None: the whole grid), `column` is the column's name."""

    section: str
    part: str | None = None
    grid: str | None = None
    at: Location | None = None
    column: str | None = None
    header: str = ""


def place_of(location: Location, grids: Iterable[Grid]) -> Place:
    """The cell that shows a location; where no cell does, its row, its grid, at last the text."""
    score, grid = max(((_score(grid, location), grid) for grid in grids), key=lambda pair: pair[0], default=(0, None))
    if grid is None or not score:
        return Place(YAML)
    length = len(grid.pattern)
    column = _column(grid, location[length:])
    where = home(grid.name, column.name if column else None)
    if where is None:
        return Place(YAML)
    at = location[:length] if len(location) >= length and not grid.is_form else None
    return Place(*where, grid.name, at, column.name if column else None, column.header if column else "")


def _score(grid: Grid, location: Location) -> int:
    """How well a grid shows a location: in a cell best, then as its list of rows, then as a row."""
    length = len(grid.pattern)
    if not _matches(grid.pattern, location):
        return 0
    if len(location) > length:
        column = _column(grid, location[length:])
        return 0 if column is None else 3 + column.is_editable
    if len(location) == length:
        return 1 if length else 0
    return 2 if len(location) == length - 1 and not grid.is_form else 0


def _matches(pattern: tuple[str, ...], location: Location) -> bool:
    return all(step in ("*", found) for step, found in zip(pattern, location, strict=False))


def _column(grid: Grid, rest: Location) -> Column | None:
    """The column of what follows a row's location; items of lists and entries of mappings are in their field's cell."""
    columns = [column for column in grid.columns if column.path and column.path == rest[: len(column.path)]]
    return max(columns, key=lambda column: len(column.path), default=None)
