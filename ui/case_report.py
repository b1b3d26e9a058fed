"""What the cases of plans change of the scenario, for the terminal; rows for the page, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from data.case_wording import Said, case_rows, said_by_case
from models.names import Names
from models.plan import Plan
from models.scenario import Scenario
from ui.tables import grid, section

HEADERS = ("What", "In the scenario", "In the case")
SIDE_BY_SIDE = "What the cases change besides demand"


def title(case: str) -> str:
    """Above what a case changes."""
    return f"What case {case} changes besides demand"


def case_section(plan: Plan) -> RenderableType | None:
    """A row a change; None where the case changes nothing."""
    return _section(title(plan.provenance.case), case_rows(plan))


def side_by_side(plans: Mapping[str, Plan]) -> list[RenderableType]:
    """What the case of every plan changes; the plans are called by their names."""
    each = (_section(f"{name}: {title(plan.provenance.case)}", case_rows(plan)) for name, plan in plans.items())
    return [part for part in each if part is not None]


def by_case(scenario: Scenario, names: Names) -> list[RenderableType]:
    """What every case of a scenario changes; records by their names."""
    each = (_section(title(case), rows) for case, rows in said_by_case(scenario, names).items())
    return [part for part in each if part is not None]


def _section(heading: str, rows: Sequence[Said]) -> RenderableType | None:
    return section(heading, grid(HEADERS, rows)) if rows else None


def side_by_side_rows(plans: Mapping[str, Plan]) -> list[tuple[str, ...]]:
    """Name of a plan, then cells of `HEADERS`."""
    return [(name, *row) for name, plan in plans.items() for row in case_rows(plan)]
