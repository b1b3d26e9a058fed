"""The program as a sparse matrix, and back from columns to decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from solver.program.build import Program

Floats = NDArray[np.float64]

WHOLE = 1e-9
"""How far a bound may be off a whole number that it is meant to be."""


@dataclass(frozen=True)
class Named:
    """A column that is no decision of a model, or of one in another process; it answers what is asked of one."""

    local_name: str
    key: Any

    def parent_component(self) -> Named:
        """Itself: it has a name."""
        return self

    def index(self) -> Any:
        """Which of those of the name it is."""
        return self.key


Column = Any
"""A decision of a model (Pyomo's `VarData`), or `Named`."""


@dataclass(frozen=True)
class Matrix:
    """min cost @ x + constant, row_low <= A x <= row_high, low <= x <= high; A by columns (start, index, value)."""

    cost: Floats
    low: Floats
    high: Floats
    row_low: Floats
    row_high: Floats
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Floats
    is_integer: NDArray[np.bool_]
    columns: list[Column]
    rows: list[Any]
    constant: float = 0.0
    """What presolve has settled of the cost [kUSD]."""

    def of(self, *decisions: str) -> NDArray[np.int64]:
        """Columns of the named decisions."""
        return np.flatnonzero([v.parent_component().local_name in decisions for v in self.columns])

    @property
    def by_name(self) -> Matrix:
        """The same for another process: columns by name, without rows' names."""
        columns = [Named(column.parent_component().local_name, column.index()) for column in self.columns]
        return replace(self, columns=columns, rows=[])

    def reduced_cost(self, dual: Floats) -> Floats:
        """Cost of each column less what its entries are worth at prices of the rows [kUSD]: cost - A' dual."""
        cost, column = self.cost.copy(), np.repeat(np.arange(self.shape[1]), np.diff(self.start))
        np.subtract.at(cost, column, self.value * dual[self.index])
        return cost

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.row_low), len(self.cost)


def compile_matrix(program: Program) -> Matrix:
    """Write the Pyomo model once in standard form and keep plain arrays.

    Decisions in whole numbers get whole bounds: with a bound of 1.35 HiGHS 1.15.1 may state a wrong optimum.
    """
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler  # a process apart starts without Pyomo
    from pyomo.repn.util import FileDeterminism

    as_written = FileDeterminism.NONE  # without it, rows would come in the order of their keys
    form = LinearStandardFormCompiler().write(program.model, mixed_form=True, file_determinism=as_written)
    a = form.A.tocsc()
    a.sort_indices()
    columns = list(form.columns)
    low = np.array([-np.inf if v.lb is None else v.lb for v in columns], dtype=float)
    high = np.array([np.inf if v.ub is None else v.ub for v in columns], dtype=float)
    is_integer = np.array([v.is_integer() or v.is_binary() for v in columns], dtype=bool)
    sides = np.array([row.bound_type for row in form.rows])  # -1: >=, 0: ==, 1: <=
    rhs = np.asarray(form.rhs, dtype=float)
    return Matrix(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        low=np.where(is_integer, np.ceil(low - WHOLE), low),
        high=np.where(is_integer, np.floor(high + WHOLE), high),
        row_low=np.where(sides <= 0, rhs, -np.inf),
        row_high=np.where(sides >= 0, rhs, np.inf),
        start=a.indptr.astype(np.int32),
        index=a.indices.astype(np.int32),
        value=a.data.astype(float),
        is_integer=is_integer,
        columns=columns,
        rows=[row.constraint for row in form.rows],
    )
