"""Plans of the shipped scenarios, each made once for all tests in all test processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from data.plan_io import plan_json, read_plan
from models.plan import Plan
from solver.search.options import SearchOptions
from ui.planning import plan_case
from ui.scenario_file import choose_case, open_scenario

Shipped = Callable[..., Plan]
"""The plan of a shipped scenario, by its file, and a variant and a case if not the usual ones."""
GAP = 0.005
WIDE = 0.02
"""Gap of the flagship, whose plan takes longest."""
SECONDS_TO_WAIT = 300


def shipped_plan(folder: Path, stem: str, variant: str | None = None, case: str = "expected") -> Plan:
    """A plan from a folder that the processes of a test run share; the first one that wants it makes it."""
    name = "-".join(filter(None, (stem, variant, case)))
    target, claim = folder / f"{name}.plan.json", folder / f"{name}.claim"
    try:
        claim.open("x").close()
    except FileExistsError:
        return _made_by_another(target)
    source = open_scenario(stem, variant)
    options = SearchOptions(gap=WIDE if stem == "ai-factory" else GAP)
    plan = plan_case(source, choose_case(source.scenario, case), options)
    made = target.with_suffix(".part")
    made.write_text(plan_json(plan), encoding="utf-8")
    made.replace(target)
    return plan


def _made_by_another(target: Path) -> Plan:
    until = time.monotonic() + SECONDS_TO_WAIT
    while not target.exists():
        assert time.monotonic() < until, f"{target} was claimed by another test process and never made"
        time.sleep(0.2)
    return read_plan(target)
