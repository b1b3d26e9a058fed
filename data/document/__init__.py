"""Scenario documents in memory: the pure core under an editor.

    document = Document.read(text, "my-plan.yaml")          # ScenarioError where the guards refuse it
    draft = Draft(document)                                 # undo() and redo() give back the very text
    checked = check_document(document, variant=None)        # .loaded, or .problems with .location of each cell
    for grid in grids(document):                            # forms (one row) and grids, columns typed and described
        table = rows(document, grid)                        # Row is a dict by column name, with .at and .origin
    draft.edit(edit_of(grid, document, delta))              # delta of st.data_editor; an empty edit is false
    draft.edit(edit_from_csv(grid, document, upload))       # tables_csv(document, grid) writes what this reads
    changes(saved.plain(), document.plain())                # the diff for people
    Draft.replay(base_text, name, [edit.to_json() ...], cursor)   # the draft of a log
    self_contained({"s.yaml": b"...", "demand.csv": b"..."}, "s.yaml")   # bases and tables laid in

Locations are tuples of keys and list positions: `("offers", 3, "usd_per_hour")`; `("offers", 3, "mode")` for a field
that is missing. Text that no edit touches is written as it was read, comments included; comment lines above a record
that is deleted stay, those inside it and beside it go.

Files: `reading` -> `syntax` (what is written) -> `stepping`, `changing`, `layout`, `writing` (edits of it); `composing`
and `checking` (what a plan sees of it); `grids`, `rows`, `sheet` (as tables and back); `bundle` (several files in one).
"""

from data.document.bundle import self_contained
from data.document.changes import Change, changes
from data.document.checking import Checked, check_document
from data.document.columns import Column
from data.document.csv_tables import edit_from_csv, tables_csv
from data.document.deltas import edit_of
from data.document.document import Document
from data.document.draft import Draft
from data.document.edits import Edit, EditError, Step
from data.document.grids import Grid, grid_of, grids
from data.document.rows import Row, rows

__all__ = [
    "Change",
    "Checked",
    "Column",
    "Document",
    "Draft",
    "Edit",
    "EditError",
    "Grid",
    "Row",
    "Step",
    "changes",
    "check_document",
    "edit_from_csv",
    "edit_of",
    "grid_of",
    "grids",
    "rows",
    "self_contained",
    "tables_csv",
]
