"""How families write decisions, and rows: a list of (coefficient, decision) between two bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

Terms = list[tuple[float, Any]]
"""Coefficients and decisions of a row."""
Body = tuple[Terms, float | None, float | None]
"""Terms with lower and upper bound; None: unbounded on that side."""


def decide(keys: Iterable[Any], **bounds_and_domain: Any) -> pyo.Var:
    """A decision over its keys. Few scenarios use them all: one without keys needs no set and no rules of its own."""
    found = list(keys)
    return pyo.Var(found, **bounds_and_domain) if found else pyo.Var(pyo.EmptySet)


def add_rows(m: pyo.ConcreteModel, name: str, index: Iterable[Any], body: Callable[..., Body | None]) -> None:
    """Add a constraint block `name` over `index`; `body(*key)` gives the row, None leaves it out.

    A row without decisions keeps its bounds over a decision fixed to zero, so that a limit broken by constants
    alone is found by the solver and explained like any other.
    """

    rows = pyo.Constraint(pyo.Any)  # a set of its own would cost more than most blocks hold: few scenarios use them all
    setattr(m, name, rows)
    for key in index:
        written = body(*key) if isinstance(key, tuple) else body(key)
        if written is not None:
            terms, low, high = written
            coefficients, decisions = zip(*(terms or [(1.0, m.zero)]), strict=True)
            rows[key] = low, LinearExpression(linear_coefs=coefficients, linear_vars=decisions), high
