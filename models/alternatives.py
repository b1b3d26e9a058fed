"""Alternatives of the user's own: what a plan is held against, each a part of a scenario laid over it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, ValidationError

from models.base import Id, Model, Text
from models.case_changes import laid
from models.raw import Location, Problem, rows

if TYPE_CHECKING:
    from models.scenario import Scenario

BUILT_IN = ("all-on-demand", "all-reserved", "all-owned", "gpu-only", "one-vendor", "status-quo")
"""Alternatives that need not be written, in the order of the table."""
SAME_WORK = ("demand", "remove")
"""What of a workload an alternative leaves: it does the same work."""


class Alternative(Model):
    """Another way to procure, which is planned at its best and held against the plan."""

    id: Id
    name: Text = ""
    """Name on paper."""
    changes: dict[str, JsonValue] = {}
    """What it restricts: a part of a scenario that is laid over it, as a variant is. Work and demand stay."""


def with_alternative(scenario: Scenario, alternative: Alternative) -> Scenario:
    """The scenario under an alternative.

    Raises
    ------
    ValidationError
        where what comes out is no scenario, as when a case has taken out what the alternative speaks of.
    """
    document = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    document.setdefault("cases", [case.model_dump(mode="json") for case in scenario.cases])
    written = {"id": f"alternative {alternative.id}", "changes": alternative.changes}
    return type(scenario).model_validate_json(json.dumps(laid(document, written)))


def alternative_problems(
    document: Mapping[str, Any], of_changes: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Problem]]
) -> Iterator[Problem]:
    """Alternatives with the name of one that there always is, and changes that none may make.

    Parameters
    ----------
    of_changes: what is wrong with changes of a document, each at its place in them.
    """
    for n, row in rows(document, "alternatives"):
        if row.get("id") in BUILT_IN:
            yield ("alternatives", n, "id"), f"{row['id']!r} is always there; give the alternative another id"
        changes = row.get("changes")
        if isinstance(changes, Mapping):
            at: Location = ("alternatives", n, "changes")
            yield from (((*at, *inner), _said(text)) for inner, text in of_changes(document, changes))
            for w, work in rows(changes, "workloads"):
                yield from (((*at, "workloads", w, name), WORK_STAYS) for name in SAME_WORK if name in work)


WORK_STAYS = "an alternative does the same work: it changes how, not what is asked"


def _said(text: str) -> str:
    """What is said of the changes of a case, said of an alternative."""
    return text.replace("every case", "every alternative").replace("a case ", "an alternative ")


def broken_alternatives(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Alternatives that leave no scenario, by number, with the first thing that is wrong."""
    for n, alternative in enumerate(scenario.alternatives):
        try:
            with_alternative(scenario, alternative)
        except ValidationError as error:
            yield n, first_wrong(error)


def first_wrong(error: ValidationError) -> str:
    """The first thing that is wrong with a scenario, in a sentence."""
    first = error.errors(include_url=False)[0]
    said = first.get("ctx", {}).get("error", first["msg"])
    return f"{'.'.join(map(str, first['loc']))}: {said}" if first["loc"] else str(said)
