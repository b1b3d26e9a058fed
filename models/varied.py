"""A scenario with some of its inputs changed: multiplied or set, then validated like any other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from models.paths import CAPS, Location, PathError, is_demand, locations, steps_of, value_at
from models.scenario import Scenario
from models.sweep import Change, Value

CAP_ID = "sweep"
"""Id of the limits that a sweep lays over a policy."""


def as_text(scenario: Scenario) -> str:
    """A scenario as JSON from which it can be read again, with what was left to defaults left out."""
    return scenario.model_dump_json(by_alias=True, exclude_unset=True)


def as_document(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain mappings and lists with every default written out: what paths lead through."""
    return scenario.model_dump(mode="json", by_alias=True)


def varied(scenario: Scenario, case_id: str, changes: Iterable[Change]) -> Scenario:
    """The scenario with the changes laid in, one after the other.

    Parameters
    ----------
    case_id: the case whose demand `demand` means.

    Raises
    ------
    PathError
        where a path leads nowhere, or no number stands where one is multiplied.
    ValueError
        where what comes out is no scenario; the message names the first field that is wrong.
    """
    given, whole = json.loads(as_text(scenario)), as_document(scenario)
    for change in changes:
        for document in (given, whole):
            _lay_in(document, whole, case_id, change)
    try:
        return Scenario.model_validate_json(json.dumps(given))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'scenario'}: {first['msg']}") from None


def check_path(scenario: Scenario, case_id: str, change: Change) -> None:
    """PathError where the change could never be laid into the scenario, whatever its amount."""
    document = as_document(scenario)
    _lay_in(deepcopy(document), document, case_id, change)


def _lay_in(document: dict[str, Any], whole: Mapping[str, Any], case_id: str, change: Change) -> None:
    steps = steps_of(change.path)
    if steps[0].text == "caps":
        _cap(document, change)
    elif is_demand(steps):
        _scale_demand(document, whole, case_id, change, steps[1].text if steps[1:] else None)
    else:
        for place in locations(whole, change.path):
            _set(document, whole, place, _changed(value_at(whole, place), change))


def _changed(old: Any, change: Change) -> Any:
    if change.factor is None:
        return _as_written(change.value, old)
    if isinstance(old, bool) or not isinstance(old, int | float):
        what = "is not set" if old is None else f"is {old!r}, no number"
        raise PathError(f"{change.path}: {what}, so it cannot be multiplied; give values")
    return round(old * change.factor) if isinstance(old, int) else old * change.factor


def _as_written(value: Value | None, old: Any) -> Any:
    """A value in the form its field asks for: 24.0 months are 24."""
    is_counted = isinstance(value, float) and value.is_integer() and (old is None or isinstance(old, int))
    return int(value) if is_counted and isinstance(value, float) else value


def _set(document: Any, whole: Any, place: Location, value: Any) -> None:
    """Set a value; what is left to defaults on the way is written out."""
    for step in place[:-1]:
        whole = whole[step]
        if isinstance(document, dict) and step not in document:
            document[step] = deepcopy(whole)
        document = document[step]
    document[place[-1]] = value


def _scale_demand(
    document: dict[str, Any], whole: Mapping[str, Any], case_id: str, change: Change, workload: str | None
) -> None:
    if change.factor is None:
        raise PathError(f"{change.path}: demand is multiplied: give factors, such as x0.8..x1.2")
    if workload == "*":
        workload = None
    known = [row["id"] for row in whole["workloads"]]
    if workload is not None and workload.split("/")[0] not in known:
        raise PathError(f"{change.path}: there is no workload {workload!r}; there are: {', '.join(known)}")
    cases = document.setdefault("cases", deepcopy(whole["cases"]))
    case = next(row for row in cases if row["id"] == case_id)
    own = {"scale": change.factor} | ({"workload": workload} if workload else {})
    case["demand"] = [*case.get("demand", ()), own]


def _cap(document: dict[str, Any], change: Change) -> None:
    """Lay a limit over those of the policy: what holds already holds on."""
    if change.path not in CAPS:
        raise PathError(f"{change.path}: there are: {', '.join(CAPS)}")
    most = change.value
    if isinstance(most, bool) or not isinstance(most, int | float):
        raise PathError(f"{change.path}: a limit is set to a number: give values, such as 1000..5000")
    policy = document.setdefault("policy", {})
    if change.path == "caps.carbon_kg":
        policy["carbon"] = [*(policy.get("carbon") or ()), {"id": _free(policy.get("carbon") or ()), "max_kg": most}]
        return
    if change.path == "caps.vendors":
        rules = policy.setdefault("simplicity", {})
        rules["max_vendors"] = min(_as_written(most, 0), rules.get("max_vendors") or most)
        return
    own = policy.get("exposure")
    if own is None or own["max_usd"] > most:
        policy["exposure"] = {"id": own["id"] if own else CAP_ID, "max_usd": most}


def _free(rows: Iterable[Mapping[str, Any]]) -> str:
    """An id that no record has."""
    taken = {row["id"] for row in rows}
    return next(name for n in range(len(taken) + 1) if (name := CAP_ID + n * "-") not in taken)
