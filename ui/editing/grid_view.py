"""A grid on the view: drawn by Streamlit's editor, what is typed there taken into the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from data.document.columns import Column
from data.document.grids import Grid
from data.document.rows import Row, rows
from data.problems import Location
from ui.editing.beside import is_drawn, with_side_columns
from ui.editing.desk import Desk
from ui.editing.looks import column_config, table
from ui.editing.sections import View
from ui.editing.showing import Showing

ROW_PX = 35
MOST_ROWS = 14
"""Rows shown without scrolling."""
LATE = "The change came while the grid was being drawn anew and was not taken over: make it again."


def show_grid(desk: Desk, view: View, key: str, wanted: str = "") -> None:
    """Show columns of a grid, to be edited.

    Parameters
    ----------
    key : tells the place on the view from all others.
    wanted : text that rows must contain; what the person is pointed at comes first.
    """
    showing = _showing(desk, view, key, wanted)
    cells = showing.cells(desk.session.document)
    st.data_editor(
        table(showing.looks, cells),
        key=showing.key,
        num_rows="fixed" if showing.is_live else "dynamic",
        hide_index=True,
        column_config=column_config(showing.looks),
        on_change=_late,
        args=(desk, key, showing),
        placeholder="",
        height=ROW_PX * (MOST_ROWS + 1) + 2 if len(cells) > MOST_ROWS else "auto",
        alt=showing.grid.title,
    )


def _showing(desk: Desk, view: View, key: str, wanted: str) -> Showing:
    """The grid as it is drawn; drawn now where it is not, or where its widget has been away."""
    known = desk.showings.get(key)
    asked = (wanted, desk.first(view.grid))
    if known is not None and known.key in st.session_state and known.asked == asked:
        return known
    grid, document = desk.grids[view.grid], desk.session.document
    found = rows(document, grid)
    columns = with_side_columns(_columns(desk, view, grid), document, grid, found)
    order = list(_order(found, wanted, desk.first(view.grid)))
    made = Showing.draw(document, grid, columns, desk.number(), order, _is_live(grid))
    made.asked = asked
    desk.showings[key] = made
    return made


def _is_live(grid: Grid) -> bool:
    """Large records get rows by a button, small ones by typing below the last row or pasting a block."""
    return is_drawn(grid) or grid.name == "workloads" or not grid.can_add


def _columns(desk: Desk, view: View, grid: Grid) -> Sequence[Column]:
    """The view's columns; the one the person is pointed at comes right behind those that tell the rows apart."""
    columns = view.of(grid)
    pointed = desk.focus.place.column if desk.focus and desk.focus.place.grid == grid.name else None
    leading = [column for column in columns if column.role == "parent" or column.name == "id"]
    chosen = [column for column in columns if column.name == pointed and column not in leading]
    return [*leading, *chosen, *(column for column in columns if column not in leading and column not in chosen)]


def _order(found: Sequence[Row], wanted: str, first: tuple[Location, ...]) -> Iterator[int]:
    """Numbers of the rows that contain a text; those at the locations `first` come first, whatever they contain."""
    ahead = [n for n, row in enumerate(found) if row.at in first]
    yield from ahead
    words = wanted.casefold().split()
    for n, row in enumerate(found):
        text = " ".join(str(value) for value in row.values() if value is not None).casefold()
        if n not in ahead and all(word in text for word in words):
            yield n


def _late(desk: Desk, key: str, showing: Showing) -> None:
    """Say so where a change comes from a widget that is no longer on the view."""
    state = st.session_state.to_dict()
    with desk.lock:
        if desk.showings.get(key) is not showing and showing.is_in(state):
            delta = showing.read(state)
            if delta.size and delta != showing.delta:
                desk.refuse(LATE)
