"""Modules of sites in the terminal report."""

from __future__ import annotations

from rich.console import Console

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT
from tests.program.test_expansion import ANNEX, hall
from ui.expansion_report import expansions


def test_the_terminal_lists_modules_with_what_they_add_and_cost() -> None:
    made = make_plan(hall({**ANNEX, "lead_months": 1}), "expected", EXACT)
    assert isinstance(made, Planned)
    console = Console(width=140, record=True)
    table = expansions(made.plan)
    assert table is not None
    console.print(table)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["annex", "hall", "2027-01", "2027-02", "2", "20", "68"] in lines
    assert ["total", "2", "68"] in lines
    assert expansions(made.plan.model_copy(update={"expansions": ()})) is None
