"""Plans several scenarios several times in one process, and prints a digest of each `plan.json`, timings apart."""

from __future__ import annotations

import hashlib

import solver.search.solve
from data.plan_io import plan_json
from solver.search.options import SearchOptions
from ui.planning import plan_case
from ui.scenario_file import open_scenario

RUNS = 3
SCENARIOS = (("edge-robotics", "fewer-contracts"), ("two-sites", "full-hall"), ("model-lab", None))
"""Edge sites, maturity, ports, contracts; redundancy and modules; gangs."""
STAGED = "two-sites"
"""The one that is searched by stages, partly in processes of their own, as larger ones are."""
USUAL = solver.search.solve.SMALL_COLUMNS


def digest(stem: str, variant: str | None) -> str:
    """Of the plan of a shipped scenario: all that its file says, but when it was made and how long that took."""
    solver.search.solve.SMALL_COLUMNS = 0 if stem == STAGED else USUAL
    plan = plan_case(open_scenario(stem, variant), "expected", SearchOptions())
    origin = plan.provenance.model_copy(update={"created": None, "seconds": {}})
    return hashlib.sha256(plan_json(plan.model_copy(update={"provenance": origin})).encode()).hexdigest()


if __name__ == "__main__":
    for scenario in SCENARIOS * RUNS:
        print(*scenario, digest(*scenario))  # noqa: T201  # what the test reads
