"""What a case changes of its scenario, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from data.document.changes import changes_below
from data.document.wording import said, where
from data.problems import Location
from data.schema import field_at
from models.cases import CaseChange, case_changes
from models.names import Names
from models.plan import Plan
from models.scenario import Scenario

UNNAMED = Names()


class Said(NamedTuple):
    """A change in words, each with its unit: what, as the scenario says it, as it is in the case."""

    what: str
    in_scenario: str
    in_case: str


def case_rows(plan: Plan) -> list[Said]:
    """What the case of a plan changes; records by their names."""
    return [said for change in plan.case_changes for said in said_of(change, plan.names)]


def said_by_case(scenario: Scenario, names: Names = UNNAMED) -> dict[str, list[Said]]:
    """What every case of a scenario changes, by its id; records by their names, else by their ids."""
    return {
        case.id: [said for change in case_changes(scenario, case.id) for said in said_of(change, names)]
        for case in scenario.cases
    }


def said_of(change: CaseChange, names: Names) -> list[Said]:
    """A change in words; records by their names. Lists are taken apart, so that only what differs is said."""
    at = _location(change.at)
    known: Mapping[str, Mapping[str, str]] = names.model_dump()
    called = (*change.at[:1], *(known.get(change.at[0], {}).get(step, step) for step in change.at[1:2]), *change.at[2:])
    if change.kind == "changed" and not (change.in_scenario and change.in_case):
        return [Said(where(at, called), said(change.in_scenario, at), said(change.in_case, at))]
    if change.kind == "changed":
        found = changes_below(change.in_scenario, change.in_case, at, called)
        return [Said(each.where, each.old_words, each.new_words) for each in found]
    both = ("listed", "taken out") if change.kind == "removed" else ("not listed", _of(change, at))
    return [Said(where(at, called), *both)]


def _of(change: CaseChange, at: Location) -> str:
    """What a new record says, as far as it says anything."""
    record = change.in_case if isinstance(change.in_case, dict) else {}
    return said({name: value for name, value in record.items() if value not in (None, [], {}, "")}, at)


def _location(steps: tuple[str, ...]) -> Location:
    """The location of a change, with positions where its steps name items of lists; which ones they have is lost."""
    found: list[int | str] = []
    for step in steps:
        is_item = bool(found) and field_at(found).get("type") == "array"
        found.append(0 if is_item else step)
    return tuple(found)
