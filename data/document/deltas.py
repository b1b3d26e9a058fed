"""What a person did in a grid -> an edit of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.document.document import Document
from data.document.edits import Edit
from data.document.grids import Grid
from data.document.sheet import Sheet

Delta = Mapping[str, Any]


def edit_of(grid: Grid, document: Document, delta: Delta) -> Edit:
    """The edit of a grid's delta.

    Parameters
    ----------
    delta : as `st.data_editor` keeps it: `edited_rows` {row: {column: value}}, `added_rows` [{column: value}],
        `deleted_rows` [row]; rows count from 0 as `rows()` gives them, columns by name.

    Returns
    -------
    The edit; without steps (false) where nothing changes. A changed cell of a catalog record becomes `{from: id,
    field: value}`, an emptied cell removes the key; a new id is carried to the records that refer to it.

    Raises
    ------
    EditError
        where a row cannot be placed, such as demand while there is no workload.
    """
    sheet = Sheet(grid, document)
    deleted = {int(row) for row in delta.get("deleted_rows") or ()}
    for row, cells in (delta.get("edited_rows") or {}).items():
        if int(row) not in deleted:
            sheet.edit(int(row), cells)
    for cells in delta.get("added_rows") or ():
        sheet.add(cells)
    sheet.delete(deleted)
    return sheet.result()
