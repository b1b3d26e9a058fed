"""How families write rows: a list of (coefficient, decision) between two bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

Terms = list[tuple[float, Any]]
"""Coefficients and decisions of a row."""
Body = tuple[Terms, float | None, float | None]
"""Terms with lower and upper bound; None: unbounded on that side."""


def add_rows(m: pyo.ConcreteModel, name: str, index: Iterable[Any], body: Callable[..., Body | None]) -> None:
    """Add a constraint block `name` over `index`; `body(*key)` gives the row, None leaves it out.

    A row without decisions keeps its bounds over a decision fixed to zero, so that a limit broken by constants
    alone is found by the solver and explained like any other.
    """

    def rule(_: pyo.ConcreteModel, *key: Any) -> Any:
        written = body(*key)
        if written is None:
            return pyo.Constraint.Skip
        terms, low, high = written
        coefficients, decisions = zip(*(terms or [(1.0, m.zero)]), strict=True)
        return low, LinearExpression(linear_coefs=coefficients, linear_vars=decisions), high

    setattr(m, name, pyo.Constraint(list(index), rule=rule))
