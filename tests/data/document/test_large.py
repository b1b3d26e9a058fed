"""A document of 50 workloads and 36 months: edits reach their cells, and only those."""

from __future__ import annotations

from data.document import Draft, check_document, edit_of, grid_of, rows
from tests.data.document.scenes import large

MONTHS = [f"2027-{month:02d}" for month in range(1, 13)]


def test_a_pasted_year_reaches_every_workload_and_goes_again() -> None:
    document = large(50, 36)
    before = document.text()
    draft = Draft(document)
    cells = {row: dict.fromkeys(MONTHS, row + 0.5) for row in range(50)}
    draft.edit(edit_of(grid_of(document, "demand_months"), document, {"edited_rows": cells}))
    assert document.at(("workloads", 49, "demand", 0, "path", "2027-12")) == 49.5
    shown = rows(document, grid_of(document, "demand_months"))
    assert [shown[n]["2027-01"] for n in range(50)] == [n + 0.5 for n in range(50)]
    assert not check_document(document).problems
    draft.undo()
    assert document.text() == before
