"""Volume tiers in the terminal report."""

from __future__ import annotations

from rich.console import Console

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT
from tests.program.test_tiers import FIVE, YEAR, monthly
from ui.volume_report import volumes


def test_the_terminal_lists_volumes_with_the_tiers_they_reach() -> None:
    """11 reserved in the year reach the tier of 5; of the orders of 2, 4 and 5 only the last does."""
    found = {}
    for name, rules in (("year", YEAR), ("order", {})):
        made = make_plan(monthly(FIVE, **rules), "expected", EXACT)
        assert isinstance(made, Planned)
        console = Console(width=140, record=True)
        table = volumes(made.plan)
        assert table is not None
        console.print(table)
        found[name] = [" ".join(line.split()) for line in console.export_text().splitlines()]
        assert volumes(made.plan.model_copy(update={"volumes": ()})) is None
    assert "own fiscal year 2027 11 5 10 %" in found["year"]
    assert "own 2027-01 2 none 0 % 5" in found["order"]
    assert "own 2027-03 5 5 10 %" in found["order"]
