"""A grid as the browser shows it, and how what is done there becomes an edit of the document.

While somebody works in a grid it is never drawn anew: that would take the keyboard focus and the scroll position, and
what is typed meanwhile. Two kinds of widget allow that:

* live: a fixed set of rows. The widget keeps its identity while its data change; the browser reports the cells typed,
  and forgets each as soon as the data hold it. So the data can be the document as it is, after undo and redo, too.
* else rows can be added and deleted in the widget. Its identity hangs on its data, so they stay as they were drawn;
  the browser reports all changes since then, and each time what is new in them becomes one edit.

A grid is drawn anew only where it would otherwise show something else than the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from data.document import Document, Edit
from data.document.columns import Column
from data.document.deltas import edit_of
from data.document.grids import Grid
from data.document.numerals import plain_number, rounded
from data.document.rows import Row, rows
from ui.editing.beside import with_side_values
from ui.editing.deltas import Delta
from ui.editing.looks import Look, look, named

SHORT_DIGITS = 4
"""Significant digits that are enough to see of a computed figure."""
MOST_CHANGES = 200
"""With more cells and rows changed than this, a grid with added or deleted rows is drawn anew."""


@dataclass
class Showing:
    """A grid as it was drawn, and the delta of it that has become edits.

    Unless it is live, the document is `base` with the delta; whoever changes it in another way draws the grid anew.
    """

    grid: Grid
    columns: tuple[Column, ...]
    """The columns shown, those beside the grid's own included."""
    looks: tuple[Look, ...]
    number: int
    """Part of the widget's key: another number is another widget."""
    base: Document
    """The document as it was drawn."""
    drawn: list[Row]
    order: tuple[int, ...]
    """Number in the document of every row drawn."""
    count: int
    """Rows of the document when drawn, with those not shown."""
    is_live: bool
    """Whether its cells follow the document while it is shown."""
    asked: object = None
    """What was asked for when it was drawn, such as the text that its rows contain."""
    delta: Delta = field(default_factory=Delta)

    @classmethod
    def draw(
        cls,
        document: Document,
        grid: Grid,
        columns: Sequence[Column],
        number: int,
        order: Sequence[int] | None = None,
        is_live: bool = False,
    ) -> Showing:
        """Draw columns and rows of a grid in some order; by default all rows."""
        found = rows(document, grid)
        chosen = tuple(range(len(found)) if order is None else order)
        drawn = [found[n] for n in chosen]
        looks = looks_of(columns, document, grid, drawn)
        return cls(grid, tuple(columns), looks, number, document.copy(), drawn, chosen, len(found), is_live)

    @property
    def key(self) -> str:
        """Key of the grid's widget; those of a form's fields start with it."""
        return f"{'form' if self.grid.is_form else 'grid'}-{self.grid.name}-{self.number}"

    def field_key(self, column: Column) -> str:
        """Key of the widget of a form's field."""
        return f"{self.key}-{column.name}"

    def is_in(self, state: Mapping[str, Any]) -> bool:
        """Whether its widgets are on the view, given the values of all widgets by key."""
        return (self.field_key(self.columns[0]) if self.grid.is_form else self.key) in state

    def read(self, state: Mapping[str, Any]) -> Delta:
        """What the person has done, given the values of all widgets by key."""
        if not self.grid.is_form:
            return Delta.read(state[self.key], partial(named, self.looks))
        values = {column: state[self.field_key(column)] for column in self.columns if self.field_key(column) in state}
        row = self.drawn[0]
        return Delta({0: cells} if (cells := _typed(values, row)) else {})

    def rebase(self, document: Document) -> None:
        """Take the document as it is now for the one that was drawn; only where nothing was done in the grid yet."""
        found = rows(document, self.grid)
        self.base, self.drawn = document.copy(), [found[n] for n in self.order]

    def cells(self, document: Document) -> list[dict[str, Any]]:
        """What to put into the cells: the document's values where it is live, else what was drawn."""
        found = rows(document, self.grid) if self.is_live else []
        shown = [found[n] for n in self.order] if self.is_live else self.drawn
        return [with_side_values(row, document, self.grid, self.columns) for row in shown]

    def edit(self, document: Document, delta: Delta) -> Edit:
        """The edit that a newer delta asks for; EditError where it cannot be done.

        Cells of a live grid are set as reported. Where the rows of another grid stand as they were drawn, cells are
        changed. Otherwise the edit takes back what the grid did so far and does all of it anew, because added rows may
        stand anywhere in the document.
        """
        if self.is_live:
            return edit_of(self.grid, document, self._news(document, delta).as_drawn(self.order))
        if not (delta.has_moved_rows or self.delta.has_moved_rows):
            return edit_of(self.grid, document, Delta(delta.cells_since(self.delta, self.drawn)).as_drawn(self.order))
        before = edit_of(self.grid, self.base, self.delta.as_drawn(self.order))
        inverse = self.base.copy().apply(before)
        whole = edit_of(self.grid, self.base, delta.as_drawn(self.order))
        return Edit((*inverse.steps, *whole.steps), whole.words or inverse.words)

    def _news(self, document: Document, delta: Delta) -> Delta:
        """The cells of a live grid that say something else than the document."""
        found = rows(document, self.grid)
        now = {n: found[self.order[n]] for n in delta.edited}
        cells = {n: _other(cells, now[n]) for n, cells in delta.edited.items()}
        return Delta({n: other for n, other in cells.items() if other})

    def is_true(self, document: Document, grid: Grid) -> bool:
        """Whether the grid still shows what the document says; cells left empty in an added row may say more."""
        if [column.name for column in grid.columns] != [column.name for column in self.grid.columns]:
            return False
        found, shown = rows(document, grid), self.delta.shown(self.drawn)
        if len(found) != self.count - len(self.delta.deleted) + len(self.delta.added):
            return False
        names = [column.name for column in self.columns]
        if self.delta.has_moved_rows:
            return self.delta.size <= MOST_CHANGES and _all_found(shown, found, names)
        now = [found[n] for n in self.order]
        if [one.shape for one in looks_of(self.columns, document, grid, now)] != [one.shape for one in self.looks]:
            return False
        pairs = self.delta.edited.items() if self.is_live else enumerate(shown)
        return all(_says(cells, now[n], names) for n, cells in pairs)


def _typed(values: Mapping[Column, Any], row: Row) -> dict[str, Any]:
    """Values of a form's fields that differ from those drawn; an empty flag was drawn as its default."""
    return {
        column.name: value
        for column, value in values.items()
        if not is_same(value, row[column.name]) and not (row[column.name] is None and value == column.default)
    }


def looks_of(columns: Sequence[Column], document: Document, grid: Grid, found: Sequence[Row]) -> tuple[Look, ...]:
    """The looks of columns, given the rows they show; those that tell rows apart stay in sight."""
    cells = [with_side_values(row, document, grid, columns) for row in found]
    computed = [row.computed for row in found]
    return tuple(
        look(
            column,
            [_in_short(row.get(column.name), column.name in names) for row, names in zip(cells, computed, strict=True)],
            column.role == "parent" or column.name == "id" or (column.name == "geography" and not column.is_editable),
        )
        for column in columns
    )


def _in_short(value: Any, is_computed: bool) -> Any:
    """A value as far as it counts for the look of its column: computed ones may be shown with fewer digits."""
    return rounded(value, SHORT_DIGITS) if is_computed else value


def _all_found(shown: Sequence[Mapping[str, Any]], found: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether every row shown is a row of the document, wherever it stands."""
    left = list(found)
    for row in shown:
        match = next((n for n, other in enumerate(left) if _says(row, other, names)), None)
        if match is None:
            return False
        del left[match]
    return True


def _other(shown: Mapping[str, Any], row: Row) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if not is_same(value, row.get(name))}


def _says(shown: Mapping[str, Any], row: Row, names: Sequence[str]) -> bool:
    return all(is_same(shown[name], row.get(name)) for name in names if name in shown)


def is_same(shown: Any, value: Any) -> bool:
    """Whether a cell shows a value; numbers to choose from come back from the browser as text."""
    if shown is None or shown in ("", []):
        return value is None or value in ("", [])
    if isinstance(shown, str) != isinstance(value, str):
        return _text(shown) == _text(value)
    return bool(shown == value)


def _text(value: Any) -> str:
    return plain_number(value) if isinstance(value, float) else str(value)
