"""Edits of whole records: from the catalog, duplicated, deleted, back to the catalog's values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from data.document import Document, Edit, Step
from data.document.deltas import edit_of
from data.document.grids import Grid
from data.document.rows import Row, rows
from data.problems import Location

END = 10**9
"""A position behind the last item of any list."""


def new_row(document: Document, grid: Grid) -> Edit:
    """A row without values but an id of its own, at the end; EditError where it needs another record first."""
    return edit_of(grid, document, {"added_rows": [{}]})


def from_catalog(collection: str, names: Sequence[str]) -> Edit:
    """Catalog records listed in the scenario, each as its bare id."""
    words = f"{', '.join(names[:3])}{' and others' if len(names) > 3 else ''} from the catalog"
    return Edit(tuple(Step("insert", (collection, END), name) for name in names), words)


def duplicated(document: Document, grid: Grid, numbers: Iterable[int]) -> Edit:
    """Copies of rows, each behind its original; where records have ids, the copy gets a new one."""
    found, steps, names = rows(document, grid), [], []
    used = {row.get("id") for row in found}
    for number in sorted(set(numbers), reverse=True):
        row = found[number]
        copy = _copy(document, row, used)
        steps.append(Step("insert", _behind(row), copy))
        names.append(name_of(row, grid))
    return Edit(tuple(steps), f"duplicated {', '.join(reversed(names))}")


def _copy(document: Document, row: Row, used: set[Any]) -> Any:
    written = document.at(row.at)
    if written is None or isinstance(written, str):
        written = {"from": written or row["id"]}
    if "id" not in row:
        return written
    name = next(name for n in range(1, len(used) + 2) if (name := f"{row['id']}-copy{n if n > 1 else ''}") not in used)
    used.add(name)
    return {**written, "id": name}


def _behind(row: Row) -> Location:
    *outer, last = row.at
    return (*outer, last + 1 if isinstance(last, int) and row.origin != "brought" else END)


def deleted(document: Document, grid: Grid, numbers: Iterable[int]) -> Edit:
    """Rows taken out; EditError for records that others bring in."""
    return edit_of(grid, document, {"deleted_rows": sorted(set(numbers))})


def reset(document: Document, grid: Grid, numbers: Iterable[int]) -> Edit:
    """Catalog records without the fields that the scenario gives itself; an own id stays."""
    found, steps, names = rows(document, grid), [], []
    for number in sorted(set(numbers)):
        row = found[number]
        written = document.at(row.at)
        if isinstance(written, dict) and "from" in written:
            own = {key: written[key] for key in ("from", "id") if key in written}
            steps.append(Step("set", row.at, own if "id" in own else own["from"]))
            names.append(name_of(row, grid))
    return Edit(tuple(steps), f"catalog values again: {', '.join(names)}")


def name_of(row: Row, grid: Grid) -> str:
    """What a row is called: its id, or its first cells."""
    if "id" in row:
        return str(row["id"])
    first = [row[column.name] for column in grid.columns[:3]]
    return ", ".join(str(value) for value in first if value is not None)
