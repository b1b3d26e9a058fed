"""Plans by the whole chain: size, build, search, audit."""

from __future__ import annotations

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.program.kit import EXACT


def planned(given: Scenario, options: SearchOptions = EXACT, case: str = "expected") -> Plan:
    """The audited plan of a scenario that has one."""
    made = make_plan(given, case, options)
    assert isinstance(made, Planned), made
    return made.plan
