"""Small scenarios for the audit's tests.

The base is made for mental arithmetic: one accelerator serves 10 requests/h, months are cut into a day block of 10 h
(the peak) and a night block of 20 h, nothing is discounted, and every price is zero until a test sets it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from models.scenario import Scenario
from solver.proof.audit import Assessment, Auditor, DecisionSet, Served

Document = dict[str, Any]

BASE: Document = {
    "name": "base",
    "horizon": {
        "start": "2027-01",
        "periods": 3,
        "blocks": [{"id": "day", "hours": 10.0, "is_peak": True}, {"id": "night", "hours": 20.0}],
    },
    "geographies": [{"id": "eu"}],
    "vendors": [{"id": "acme"}, {"id": "volt"}],
    "stacks": [{"id": "cuda"}, {"id": "rocm"}],
    "accelerators": [{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}],
    "sites": [{"id": "hall", "kind": "on_prem", "jurisdiction": "eu"}],
    "offers": [{"id": "own", "accelerator": "gpu", "site": "hall", "vendor": "acme", "mode": "buy"}],
    "benchmarks": [
        {"id": "b-gpu", "profile": "work", "accelerator": "gpu", "unit": "requests/h", "points": [{"throughput": 10.0}]}
    ],
    "workloads": [
        {
            "id": "job",
            "class": "batch_scoring",
            "profile": "work",
            "service_unit": "requests/h",
            "demand": [{"geography": "eu", "level": 40.0}],
            "incumbent_stacks": ["cuda"],
        }
    ],
    "policy": {"finance": {"discount_rate": 0.0, "end_value": "none"}},
}


def document(**changes: Any) -> Document:
    """The base with whole parts replaced, or (with `part__n__field`) single fields of records."""
    doc = copy.deepcopy(BASE)
    for path, value in changes.items():
        *parents, last = path.split("__")
        place: Any = doc
        for step in parents:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        place[int(last) if isinstance(place, list) else last] = value
    return doc


def scenario(**changes: Any) -> Scenario:
    """A scenario of the changed base."""
    return Scenario.model_validate_json(json.dumps(document(**changes)))


def auditor(**changes: Any) -> Auditor:
    """An auditor of the changed base, in its case `expected`."""
    return Auditor(scenario(**changes), "expected")


def offer(name: str, mode: str, **fields: Any) -> Document:
    """An offer for the base's pool."""
    return {"id": name, "accelerator": "gpu", "site": "hall", "vendor": "acme", "mode": mode, **fields}


def serve_all(judge: Auditor, pool: tuple[str, str] = ("gpu", "hall"), share: float = 1.0) -> tuple[Served, ...]:
    """All demand of all workloads served from one pool."""
    time = judge.facts.time
    return tuple(
        Served(*key, *pool, *time.where(q), share)
        for key, demand in judge.facts.demand.items()
        for q, mean in enumerate(demand.mean)
        if mean > 0
    )


def broken(assessment: Assessment) -> set[str]:
    """Names of the rows that fail."""
    return {failure.split(": ")[1].split(" [")[0] for failure in assessment.failures}


def broken_by(judge: Auditor, **decisions: Iterable[Any]) -> set[str]:
    """Names of the rows that a set of decisions breaks."""
    return broken(judge.assess(DecisionSet(**{name: tuple(rows) for name, rows in decisions.items()})))


def nominal(assessment: Assessment, term: str) -> dict[str | None, float]:
    """Nominal USD of a term by period."""
    return {period: float(usd) for (name, period), usd in assessment.nominal.items() if name == term}
