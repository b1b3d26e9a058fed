"""Sheets on findings and rules of thumb."""

from __future__ import annotations

from data.plan_tables import table
from data.sheets import Sheet, sheet_of
from models.plan import Plan

SHEETS = {
    "findings": ("Findings", "Common mistakes that the plan or its scenario makes; figures over the horizon, see unit"),
    "rules_signals": (
        "Rules by class",
        "What rules of thumb ask, by workload and class, and what the plan does",
    ),
    "rules_workloads": ("Rules by workload", "Workloads beside what is usual for their kind; figures over the horizon"),
    "rules_shortlist": ("Shortlist", "Accelerators worth a closer look, in two layers"),
}
"""Table of the plan -> name of its sheet, and what that shows."""


def rule_sheets(plan: Plan) -> list[Sheet]:
    """A sheet for every table; none in plans from before rules were computed, no findings where there are none."""
    if plan.rules is None:
        return []
    return [sheet_of(plan, name, *said) for name, said in SHEETS.items() if table(plan, name).rows]
