"""Reads rows as they are written, solves to the optimum, and mutates constraint families.

Scenarios come from the audit's base (`tests.proof.audit_kit`): one accelerator `gpu` of stack `cuda` serves
10 requests/h, a month has a day block of 10 h (the peak) and a night block of 20 h, the horizon is three months,
nothing is discounted, and `job` (level work, 40 requests/h) keeps 4 accelerators busy all the time. An on-demand price
of 1 USD/h is thus 30 USD per accelerator and month, 90 over the horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pyomo.environ as pyo
import pytest
from pyomo.repn import generate_standard_repn

from models.cases import in_case
from models.replanning import Previous
from models.scenario import Scenario
from solver.answers.decided import decided, load_values
from solver.program.build import Program, build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.proof.audit import Auditor
from solver.search.options import SearchOptions
from solver.search.solve import solve
from tests.proof.audit_kit import BASE, Document, offer, scenario

__all__ = ["Document", "Hand", "offer", "scenario"]

EXACT = SearchOptions(gap=1e-6, threads=1, time_limit_s=60.0)
"""Options under which optima are compared."""

JOB: Document = BASE["workloads"][0]
TPU: Document = {"id": "tpu", "class": "tpu", "vendor": "volt", "stack": "rocm"}
GPU: Document = {"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}
CLOUD: Document = {"id": "cloud", "kind": "cloud", "jurisdiction": "eu"}
HALL: Document = {"id": "hall", "kind": "on_prem", "jurisdiction": "eu"}
BENCHMARKS: list[Document] = [
    {"id": f"b-{a}", "profile": "work", "accelerator": a, "unit": "requests/h", "points": [{"throughput": 10.0}]}
    for a in ("gpu", "tpu")
]
SERVICE: Document = {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.5}
"""Changes that make the job a service with a peak: 6 accelerators must be held where 4 are busy."""


def two_chips(**changes: Any) -> Document:
    """Changes that add a second accelerator `tpu` (stack `rocm`, maker `volt`) as fast as the first."""
    return {"accelerators": [GPU, TPU], "benchmarks": BENCHMARKS, **changes}


def program(given: Scenario, previous: Previous | None = None) -> Program:
    """The program of a scenario in its case `expected`, after a previous plan or none."""
    return build(Instance(in_case(given, "expected"), Tree.single("expected", given.horizon.periods), previous))


class Row(NamedTuple):
    """A row as written: coefficients by the name of the decision, and its bounds."""

    terms: dict[str, float]
    low: float | None
    high: float | None


def row(written: Program, name: str, *key: Any) -> Row:
    """One row of a constraint block; terms that cancel are left out."""
    constraint = getattr(written.model, name)[key if len(key) > 1 else key[0]]
    form = generate_standard_repn(constraint.body)
    assert form.is_linear()
    terms = zip(form.linear_vars, form.linear_coefs, strict=True)
    low, high = (None if side is None else pyo.value(side) for side in (constraint.lower, constraint.upper))
    return Row({decision.name: value for decision, value in terms}, low, high)


def keys(written: Program, name: str) -> list[Any]:
    """Index of a constraint block."""
    return list(getattr(written.model, name))


class Found(NamedTuple):
    """What a program comes to: its discounted cost with constants [USD], None without a plan; whether the audit passes
    the decisions at that cost."""

    cost: float | None
    passed: bool


def outcome(written: Program) -> Found:
    """Solves to 1e-6, with no stage after the search that may choose among ties, and lets the audit judge."""
    solution = solve(written, replace(EXACT, strategy="plain"))
    if solution.x is None:
        assert solution.verdict == "infeasible", solution.verdict
        return Found(None, passed=False)
    load_values(written, solution.matrix, solution.x)
    found = Auditor(written.instance.scenario, "expected").assess(decided(written))
    cost = (solution.objective_usd or 0.0) + written.constant_usd
    is_agreed = float(found.total_discounted) == pytest.approx(cost, rel=1e-6, abs=0.01)
    return Found(cost, found.passed and is_agreed)


def cost(given: Scenario) -> float:
    """Cost of an optimal, audited plan [USD]; infinite where there is none."""
    found = outcome(program(given))
    assert found.passed or found.cost is None
    return float("inf") if found.cost is None else found.cost


class Hand(NamedTuple):
    """A scenario with the cost of its optimum as computed by hand [USD]."""

    given: Scenario
    cost: float
    previous: Previous | None = None

    def check(self) -> None:
        """The program finds the optimum, and the audit passes it."""
        found = outcome(program(self.given, self.previous))
        assert found.passed
        assert found.cost == pytest.approx(self.cost, rel=1e-6)


Mutation = Callable[[Program, str], None]


def drop(written: Program, name: str) -> None:
    """Leaves a constraint block out."""
    getattr(written.model, name).deactivate()


def flip(written: Program, name: str) -> None:
    """Turns <= and >= around; equations lose a sign, on their right side or on their first term."""
    for constraint in getattr(written.model, name).values():
        low, high, body = constraint.lower, constraint.upper, constraint.body
        if low is None or high is None:
            constraint.set_value((high, body, low))
        elif pyo.value(low):
            constraint.set_value((-high, body, -low))
        else:
            form = generate_standard_repn(body)
            constraint.set_value((low, body - 2 * form.linear_coefs[0] * form.linear_vars[0], high))
