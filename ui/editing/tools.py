"""What is done with the rows of a grid as a whole: find, add, duplicate, delete, bring from and to CSV files."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.document import Edit, EditError
from data.document.csv_tables import edit_from_csv, tables_csv
from data.document.grids import Grid
from data.document.rows import rows
from ui.editing import records
from ui.editing.adding import catalog_button
from ui.editing.beside import is_drawn
from ui.editing.desk import Desk
from ui.editing.file_menu import stem
from ui.editing.taking import act
from ui.parts.text import md
from ui.state import settings

FILTER_FROM = 8
"""A grid with fewer rows needs no search."""


def tools(desk: Desk, grid: Grid, key: str, words: str) -> str:
    """The tools of a grid, and words about it; returns the text that its rows must contain."""
    wanted = ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"tools-{key}"):
        count = len(rows(desk.session.document, grid))
        if count >= FILTER_FROM:
            wanted = st.text_input("Find rows", key=f"find-{key}", placeholder=f"Find in {count} rows", width=260,
                                   label_visibility="collapsed")  # fmt: skip
        if is_drawn(grid):
            catalog_button(desk, grid, key)
        if grid.can_add:
            st.button(
                "Add row", on_click=act, args=(desk, _add, desk, grid), key=f"add-{key}", help="A new row, shown first."
            )
            _rows_menu(desk, grid, key)
        _csv_menu(desk, grid, key)
        if words:
            st.caption(md(words), width="stretch")
    return wanted


def _add(desk: Desk, grid: Grid) -> None:
    make_rows(desk, grid, lambda: records.new_row(desk.session.document, grid))


def make_rows(desk: Desk, grid: Grid, make: Callable[[], Edit]) -> None:
    """Apply an edit that makes rows, and show these first."""
    before = {row.at for row in rows(desk.session.document, grid)} if grid.can_add else set()
    if change(desk, make):
        at = [row.at for row in rows(desk.session.document, grid) if row.at not in before]
        desk.focus, desk.fresh = None, (grid.name, tuple(at))
        desk.redraw()


def change(desk: Desk, make: Callable[[], Edit]) -> bool:
    """Make and apply an edit; says why it cannot be done."""
    try:
        edit = make()
    except EditError as error:
        desk.refuse(f"Not changed: {error}.")
        return False
    return desk.edit(edit)


def _rows_menu(desk: Desk, grid: Grid, key: str) -> None:
    menu = st.popover("Duplicate or delete ...", key=f"rows-{key}", on_change="rerun")
    if not menu.open:
        return
    document = desk.session.document
    names = dict(enumerate(records.name_of(row, grid) for row in rows(document, grid)))
    with menu, st.form(f"rows-form-{key}", border=False, clear_on_submit=True):
        chosen = st.multiselect("Rows", list(names), format_func=lambda n: names.get(n, ""), key=f"chosen-{key}",
                                placeholder="Choose rows")  # fmt: skip
        with st.container(horizontal=True):
            if st.form_submit_button("Duplicate", key=f"duplicate-{key}") and chosen:
                make_rows(desk, grid, lambda: records.duplicated(document, grid, chosen))
                st.rerun()
            if st.form_submit_button("Delete", key=f"delete-{key}", help="Undo brings them back.") and chosen:
                change(desk, lambda: records.deleted(document, grid, chosen))
                st.rerun()
            if is_drawn(grid) and st.form_submit_button(
                "Catalog values", key=f"reset-{key}", help="Take out what the scenario gives itself in catalog records."
            ):
                change(desk, lambda: records.reset(document, grid, chosen))
                st.rerun()


def _csv_menu(desk: Desk, grid: Grid, key: str) -> None:
    menu = st.popover("CSV ...", key=f"csv-{key}", on_change="rerun")
    if not menu.open:
        return
    with menu:
        document = desk.session.document
        name = f"{stem(desk.session.saved.name)}-{grid.name.replace('_', '-')}.csv"
        st.download_button(f"Download {grid.title.lower()}", tables_csv(document, grid), name, "text/csv",
                           key=f"download-{key}", on_click="ignore")  # fmt: skip
        with st.form(f"csv-form-{key}", border=False, clear_on_submit=True):
            file = st.file_uploader(f"Upload {grid.title.lower()} (.csv)", type="csv", key=f"upload-{key}",
                                    max_upload_size=settings().upload_mb)  # fmt: skip
            is_complete = grid.can_add and st.checkbox("Delete rows that the file lacks", key=f"complete-{key}")
            if st.form_submit_button("Take the file over", key=f"take-{key}", help="Undo takes it back."):
                if file is None:
                    st.error("Choose a file first.")
                    return
                text = file.getvalue()
                change(desk, lambda: edit_from_csv(desk.grids[grid.name], document, text, is_complete=is_complete))
                st.rerun()
