"""Plans of the shipped scenarios, made once for all test processes."""

from __future__ import annotations

import time
from pathlib import Path

from data.plan_io import plan_json, read_plan
from models.plan import Plan
from solver.search.options import SearchOptions
from ui.planning import plan_case
from ui.scenario_file import choose_case, open_scenario

GAP = 0.05
"""Views do not depend on how good a plan is; a wide gap makes the flagship's in seconds."""
SECONDS_TO_WAIT = 300


def shipped_plan(stem: str, folder: Path) -> Plan:
    """The plan of a shipped scenario; `folder` is shared by the processes of a test run, the first one makes it."""
    target, claim = folder / f"{stem}.plan.json", folder / f"{stem}.claim"
    try:
        claim.open("x").close()
    except FileExistsError:
        return _made_by_another(target)
    source = open_scenario(stem)
    plan = plan_case(source, choose_case(source.scenario, None), SearchOptions(gap=GAP))
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
