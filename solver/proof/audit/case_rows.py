"""The case of a plan: what the plan says that it changes is what it changes."""

from __future__ import annotations

from models.cases import CaseChange, case_changes
from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit.notes import Notes


def check_case(scenario: Scenario, case_id: str, plan: Plan, notes: Notes) -> None:
    """Every change of the case is stated with both values, and no other."""
    own = {each.at: each for each in case_changes(scenario, case_id)}
    notes.once("case_changes", (_said(each) for each in plan.case_changes))
    stated = {each.at: each for each in plan.case_changes}
    for at in sorted(own.keys() | stated.keys()):
        if own.get(at) != stated.get(at):
            where = f"case_changes ({'.'.join(at)})"
            why = (
                "is not what the case changes" if at in stated else "the case changes it, but the plan does not say so"
            )
            notes.sentences.append(f"{where}: {why}")


def _said(change: CaseChange) -> str:
    return ".".join(change.at)
