"""A scenario as it is in one of its cases, and what the case changes of it.

Everything that plans, audits or checks a case starts from `in_case`, so that whatever a case may change counts
everywhere at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from models.base import Model
from models.case_changes import are_records, by_id, laid, path_of, written_at
from models.raw import Location, rows

if TYPE_CHECKING:
    from models.scenario import Scenario

REFERENCES_FAIL = "references_fail"
"""Error type of broken laws between records (see `models.references`), which have no single field."""
CASE_FAILS = "case_fails"
"""Error type of a scenario that is right as it stands, but not in one of its cases."""


class CaseChange(Model):
    """One thing that is otherwise in the case of a plan than in its scenario."""

    at: tuple[str, ...]
    """Where: collection, id of the record, field, ...; items without an id by their place, from 0."""
    kind: Literal["changed", "removed", "added"]
    in_scenario: JsonValue = None
    """What the scenario says without the case; null where nothing."""
    in_case: JsonValue = None
    """What holds in the case; null where nothing."""


def in_case(scenario: Scenario, case_id: str) -> Scenario:
    """The scenario as it is in a case: its changes laid in, and none left in any case.

    A scenario without changes in that case is returned itself. KeyError for an unknown case.
    """
    if not scenario.case(case_id).changes:
        return scenario
    document = _document(scenario)
    case = next(row for _, row in rows(document, "cases") if row["id"] == case_id)
    return type(scenario).model_validate_json(json.dumps(laid(document, case)))


def case_changes(scenario: Scenario, case_id: str) -> tuple[CaseChange, ...]:
    """What a case changes, value by value; what it writes as the scenario has it is left out."""
    return tuple(each for each in _written(scenario, case_id) if not _is_same(each))


def without_effect(scenario: Scenario, case_id: str) -> Iterator[str]:
    """What a case writes as the scenario has it, as `path: why`."""
    for each in _written(scenario, case_id):
        if _is_same(each):
            yield f"cases.{case_id}.changes.{'.'.join(each.at)}: the scenario says the same"


def _written(scenario: Scenario, case_id: str) -> Iterator[CaseChange]:
    changes = scenario.case(case_id).changes
    if changes:  # both with all defaults, so that what was not written can be told, too
        base, new = (each.model_dump(mode="json", by_alias=True) for each in (scenario, in_case(scenario, case_id)))
        yield from _differences(base, new, changes, ())


def _is_same(change: CaseChange) -> bool:
    return change.kind == "changed" and change.in_scenario == change.in_case


def broken_cases(scenario: Scenario, problems: Callable[[Any], list[tuple[Location, str]]]) -> list[InitErrorDetails]:
    """What is wrong with the scenario in its cases, each at its place in `cases`.

    Parameters
    ----------
    problems: the laws between records of a raw document.
    """
    if not any(case.changes for case in scenario.cases):
        return []
    document = _document(scenario)
    found = []
    for n, case in rows(document, "cases"):
        if changes := case.get("changes"):
            inner = laid(document, case)
            laws = [_of_law(n, changes, inner, at, text) for at, text in problems(inner)]
            found += [*laws, *_of_fields(n, changes, inner, type(scenario).model_validate_json)]
    return found


def _document(scenario: Scenario) -> dict[str, Any]:
    """The scenario as its file would say it, with everything composed."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _of_fields(
    case: int, changes: Any, inner: dict[str, Any], validate: Callable[[str], Any]
) -> list[InitErrorDetails]:
    try:
        validate(json.dumps(inner))
    except ValidationError as error:
        wrong = (detail for detail in error.errors() if detail["type"] != REFERENCES_FAIL)
        return [_of_field(case, changes, inner, detail) for detail in wrong]
    return []


def _of_law(case: int, changes: Any, inner: Any, at: Location, text: str) -> InitErrorDetails:
    steps = written_at(changes, inner, at)
    said = text if len(steps) == len(at) else f"{path_of(inner, at)} in this case: {text}"
    return _failure(case, steps, said)


def _of_field(case: int, changes: Any, inner: Any, detail: ErrorDetails) -> InitErrorDetails:
    """The very error where it is in what the case writes; else in words, where the case changes something near it."""
    at, context = detail["loc"], detail.get("ctx", {})
    steps = written_at(changes, inner, at)
    if len(steps) == len(at) and detail["type"] not in ("queue_fails", CASE_FAILS):
        return InitErrorDetails(type=detail["type"], loc=_place(case, steps), input=detail["input"], ctx=context)
    said = str(context.get("error", context.get("said", detail["msg"])))
    return _failure(case, steps, said if len(steps) == len(at) else f"{path_of(inner, at)} in this case: {said}")


def _failure(case: int, steps: Location, said: str) -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError(CASE_FAILS, "{said}", {"said": said}), loc=_place(case, steps), input=None
    )


def _place(case: int, steps: Location) -> Location:
    return ("cases", case, "changes", *steps)


def _differences(base: Any, new: Any, over: Any, at: tuple[str, ...]) -> Iterator[CaseChange]:
    """What one value laid over another changes, down to single values, lists without ids and mappings that are new."""
    if isinstance(over, Mapping) and isinstance(base, Mapping) and base and isinstance(new, Mapping):
        for name, inner in over.items():
            yield from _differences(base.get(name), new.get(name), inner, (*at, name))
    elif are_records(over) and isinstance(base, list) and isinstance(new, list):
        old, now = by_id(base), by_id(new)
        for item in over:
            own = {name: value for name, value in item.items() if name != "id"}
            yield from _of_record(old.get(item["id"]), now.get(item["id"]), own, (*at, item["id"]))
    else:
        yield CaseChange(at=at, kind="changed", in_scenario=base, in_case=new)


def _of_record(old: Any, new: Any, own: Any, at: tuple[str, ...]) -> Iterator[CaseChange]:
    if old is None:
        yield CaseChange(at=at, kind="added", in_case=new)
    elif new is None:
        yield CaseChange(at=at, kind="removed", in_scenario=old)
    else:
        yield from _differences(old, new, own, at)
