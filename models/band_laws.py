"""Laws of milestones: parts of a demand name one that there is, and only cases that there are move one.

Like the other laws between records they work on the raw document; what has a wrong type is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.raw import Location, Problem, rows, unknown


def band_problems(document: Mapping[str, Any], ids: dict[str, set[str]]) -> Iterator[Problem]:
    """Broken laws, each with its place and a sentence; `ids` of the document by collection."""
    for at, part in demand_parts(document):
        name = part.get("milestone")
        if isinstance(name, str) and name not in ids["milestones"]:
            yield unknown((*at, "milestone"), name, "milestones", ids["milestones"])
    cases = ids["cases"] or {"expected"}
    for n, milestone in rows(document, "milestones"):
        months = milestone.get("months")
        for case in months if isinstance(months, Mapping) else ():
            if case not in cases:
                yield unknown(("milestones", n, "months", str(case)), str(case), "cases", cases)


def demand_parts(document: Mapping[str, Any]) -> Iterator[tuple[Location, Mapping[str, Any]]]:
    """Every part of a demand in a raw document, with its place."""
    for w, workload in rows(document, "workloads"):
        for d, demand in rows(workload, "demand"):
            for p, part in rows(demand, "parts"):
                yield ("workloads", w, "demand", d, "parts", p), part
