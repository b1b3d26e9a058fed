"""SCIP as a second opinion on a compiled matrix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np
import pytest
from pyscipopt import Expr, Model, quicksum

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.program.build import Program
from solver.search.matrix import Matrix, compile_matrix
from tests.program.kit import EXACT, program
from tests.properties.seeds import RENEW, known

QUICK_S, PATIENT_S = 3.0, 120.0
"""Time for SCIP while seeds are searched for, and with those that it settled then."""


class Opinion(NamedTuple):
    """What SCIP says: status, and the optimum without constants [kUSD]."""

    status: str
    objective: float | None


def by_scip(matrix: Matrix, gap: float, seconds: float) -> Opinion:
    """Solves a matrix to a relative gap, or stops after so many seconds."""
    m = Model()
    m.hideOutput()
    for name, value in {
        "limits/gap": gap,
        "limits/time": seconds,
        "numerics/feastol": 1e-7,
        "presolving/donotmultaggr": True,  # SCIP 10.0.2 lets aggregated integers come out broken
        "parallel/maxnthreads": 1,
    }.items():
        m.setParam(name, value)
    columns = [
        m.addVar(vtype="I" if whole else "C", lb=_side(low), ub=_side(high), obj=cost)
        for whole, low, high, cost in zip(matrix.is_integer, matrix.low, matrix.high, matrix.cost, strict=True)
    ]
    for terms, low, high in zip(_rows(matrix), matrix.row_low, matrix.row_high, strict=True):
        body: Expr = quicksum(value * columns[column] for column, value in terms)
        if low == high:
            m.addCons(body == low)
        else:
            m.addCons(body <= high) if np.isfinite(high) else m.addCons(body >= low)
    m.optimize()
    if not m.getNSols():
        return Opinion(str(m.getStatus()), None)
    found = np.array([m.getVal(column) for column in columns])[matrix.is_integer]
    assert np.abs(found - np.round(found)).max(initial=0.0) < 1e-5, "SCIP breaks whole numbers"
    return Opinion(str(m.getStatus()), float(m.getObjVal()))


def _side(bound: float) -> float | None:
    return float(bound) if np.isfinite(bound) else None


def _rows(matrix: Matrix) -> list[list[tuple[int, float]]]:
    rows: list[list[tuple[int, float]]] = [[] for _ in range(matrix.shape[0])]
    for column in range(matrix.shape[1]):
        for n in range(matrix.start[column], matrix.start[column + 1]):
            rows[matrix.index[n]].append((column, float(matrix.value[n])))
    return rows


def seconds_for_scip() -> float:
    """Time for SCIP [s]: little where seeds are searched, so that those kept are settled soon; then it may be slow."""
    return QUICK_S if RENEW in os.environ else PATIENT_S


def confirm(name: str, draw: Callable[[int], Scenario | None], number: int) -> None:
    """Asserts that both solvers agree on so many scenarios of a draw that have a plan; it draws None of other seeds."""

    def settled(seeds: Iterable[int]) -> Iterator[tuple[int]]:
        for seed in seeds:
            given = draw(seed)
            if given is not None and confirmed(given, seconds_for_scip()) == "a plan":
                yield (seed,)

    assert len(list(known(name, settled, number))) == number


def confirmed(given: Scenario, seconds: float = 10.0) -> Literal["a plan", "no plan", "no answer"]:
    """What SCIP says of a scenario in time; the plan made of it costs as much, or is not made either."""
    written = program(given)
    return agreed(written, make_plan(given, "expected", EXACT), seconds)


def agreed(written: Program, made: object, seconds: float) -> Literal["a plan", "no plan", "no answer"]:
    """The same of a program, and what planning made of it."""
    second = by_scip(compile_matrix(written), EXACT.gap, seconds)
    if second.status not in ("optimal", "gaplimit", "infeasible"):
        return "no answer"
    if second.objective is None:
        assert isinstance(made, Infeasible), made
        return "no plan"
    assert isinstance(made, Planned), made
    own = made.plan.objective_usd - written.constant_usd
    assert own == pytest.approx(1000 * second.objective, rel=3e-6, abs=0.011)
    return "a plan"
