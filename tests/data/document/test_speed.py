"""A cell edit of a large document is fast enough to type on; times are far above what a quiet machine needs."""

from __future__ import annotations

from time import process_time

import pytest

from data.document import Document, Draft, check_document, edit_of, grid_of, rows
from tests.data.document.scenes import large, shipped

LIMIT_S = 0.25
MONTHS = [f"2027-{month:02d}" for month in range(1, 13)]


def spent(document: Document, grid: str, column: str, value: float) -> float:
    """Processor time of one cell edit, its check, and the grid drawn again [s]; the best of three."""
    draft, times = Draft(document), []
    for n in range(3):
        start = process_time()
        draft.edit(edit_of(grid_of(document, grid), document, {"edited_rows": {0: {column: value + n}}}))
        check_document(document)
        rows(document, grid_of(document, grid))
        times.append(process_time() - start)
    assert draft.cursor == 3
    return min(times)


def test_a_month_of_50_workloads_and_36_months() -> None:
    assert spent(large(50, 36), "demand_months", "2027-05", 5.5) < LIMIT_S


@pytest.mark.parametrize("name", ["support-inference", "enterprise-copilot", "edge-robotics", "ai-factory"])
def test_a_price_of_a_shipped_scenario(name: str) -> None:
    assert spent(shipped(name), "offers", "usd_per_hour", 5.5) < LIMIT_S


def test_a_pasted_year_of_50_workloads() -> None:
    document = large(50, 36)
    start = process_time()
    cells = {row: dict.fromkeys(MONTHS, row + 0.5) for row in range(50)}
    document.apply(edit_of(grid_of(document, "demand_months"), document, {"edited_rows": cells}))
    check_document(document)
    assert process_time() - start < 1
    assert document.at(("workloads", 49, "demand", 0, "path", "2027-12")) == 49.5
