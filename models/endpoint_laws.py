"""Laws between endpoints of managed inference and the other records of a raw scenario document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.endpoint import record_id
from models.raw import Problem, rows
from models.units import counted_thing

TAKEN = ("accelerators", "offers", "holdings")
"""Collections whose ids stand beside those of endpoints in a plan."""


def endpoint_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Broken laws, each with its location and a sentence."""
    yield from _ids_of_others(document)
    yield from _other_things(document)
    for n, row in rows(document, "accelerators"):
        if row.get("class") == "managed":
            yield ("accelerators", n, "class"), "nothing of the class managed is bought or rented: use `endpoints`"


def _ids_of_others(document: Mapping[str, Any]) -> Iterator[Problem]:
    taken = {(name, str(row.get("id"))) for name in TAKEN for _, row in rows(document, name)}
    records = {str(row.get("id")) for _, row in rows(document, "benchmarks")}
    for n, row in rows(document, "endpoints"):
        own = str(row.get("id"))
        for name in TAKEN:
            if (name, own) in taken:
                yield ("endpoints", n, "id"), f"{own!r} is the id of one of the {name}: an endpoint needs its own"
        for s, served in rows(row, "serves"):
            known = record_id(own, str(served.get("profile")))
            if known in records:
                yield ("endpoints", n, "serves", s, "profile"), f"there is a benchmark of the id {known!r} already"


def _other_things(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What endpoints count must be what the workloads of the profile count."""
    units = {
        row["profile"]: counted_thing(row["service_unit"])
        for _, row in rows(document, "workloads")
        if isinstance(row.get("profile"), str) and isinstance(row.get("service_unit"), str)
    }
    for n, row in rows(document, "endpoints"):
        for s, served in rows(row, "serves"):
            thing = units.get(str(served.get("profile")))
            if thing is not None and isinstance(served.get("counts"), str) and served["counts"] != thing:
                at = ("endpoints", n, "serves", s, "counts")
                yield at, f"counts {served['counts']!r}, but workloads of the profile count {thing!r}"
