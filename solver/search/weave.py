"""One program for all cases: the programs of the cases side by side, with one column for what they share.

Every case keeps its own rows and its own numbers, so that anything may differ between cases; what cannot be told apart
yet is decided once (`solver.program.shared`). Columns are shared, not made equal by rows: the program is smaller, and
its relaxation starts where rows would have to bring it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from solver.program.build import Program
from solver.program.shared import Shared, shared
from solver.program.tree import Tree
from solver.search.matrix import Column, Floats, Matrix, Named

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Woven:
    """The program of all cases, and the way back to each."""

    matrix: Matrix
    """Without costs."""
    parts: tuple[Matrix, ...]
    """The program of each case by itself."""
    columns: tuple[Numbers, ...]
    """By case: the column of the whole for each of its own."""
    decided: tuple[tuple[Shared, int, int], ...]
    """What is decided once for several cases or for one: its name, its node, its column of the whole; no states."""

    def costs(self, weights: Sequence[float] | Floats) -> Floats:
        """Costs of the columns of the whole, those of each case by its weight [kUSD]."""
        cost = np.zeros(self.matrix.shape[1])
        for weight, part, columns in zip(weights, self.parts, self.columns, strict=True):
            np.add.at(cost, columns, weight * part.cost)
        return cost

    def in_case(self, k: int, x: Floats) -> Floats:
        """The part of a solution that a case is about."""
        return x[self.columns[k]]


def weave(programs: Sequence[Program], parts: Sequence[Matrix], tree: Tree) -> Woven:
    """Lay the programs of the cases side by side.

    Parameters
    ----------
    programs, parts : of each case of the tree, in its order, with the same bounds on what is shared.

    A decision that one of the cases of a node does not have cannot be taken in that node.
    """
    numbers: dict[object, int] = {}
    decided: dict[int, tuple[Shared, int]] = {}
    cases_of: dict[int, int] = {}
    columns = []
    for k, (program, part) in enumerate(zip(programs, parts, strict=True)):
        own = []
        for c, column in enumerate(part.columns):
            found = shared(program.instance, column.parent_component().local_name, column.index())
            node = tree.node(k, found.period) if found else None
            key = (found.name, node) if found else (k, c)
            number = numbers.setdefault(key, len(numbers))
            own.append(number)
            if found and node is not None and not found.is_state:
                decided[number] = found, node
                cases_of[number] = cases_of.get(number, 0) + 1
        columns.append(np.array(own, dtype=np.int64))
    matrix = side_by_side(parts, columns, len(numbers))
    for number, (found, node) in decided.items():
        in_node = sum(tree.node(k, found.period) == node for k in range(len(parts)))
        if cases_of[number] < in_node:
            matrix.high[number] = max(0.0, matrix.low[number])
    known = tuple((found, node, number) for number, (found, node) in decided.items())
    return Woven(matrix, tuple(parts), tuple(columns), known)


def side_by_side(parts: Sequence[Matrix], columns: Sequence[Numbers], width: int) -> Matrix:
    """The matrix of all cases; a shared column has the widest upper bound, since what limits it in a case is a row."""
    low, high = np.full(width, -np.inf), np.full(width, -np.inf)
    is_integer = np.zeros(width, dtype=bool)
    names: list[Column] = parts[0].columns[:1] * width
    row, column, value, base = [], [], [], 0
    for part, own in zip(parts, columns, strict=True):
        low[own] = np.maximum(low[own], part.low)
        high[own] = np.maximum(high[own], part.high)
        is_integer[own] |= part.is_integer
        for number, name in zip(own.tolist(), part.columns, strict=True):
            names[number] = name
        row.append(base + part.index)
        column.append(np.repeat(own, np.diff(part.start)))
        value.append(part.value)
        base += part.shape[0]
    a = coo_array((np.concatenate(value), (np.concatenate(row), np.concatenate(column))), shape=(base, width)).tocsc()
    a.sort_indices()
    return replace(
        parts[0],
        cost=np.zeros(width),
        low=low,
        high=high,
        row_low=np.concatenate([part.row_low for part in parts]),
        row_high=np.concatenate([part.row_high for part in parts]),
        start=a.indptr.astype(np.int32),
        index=a.indices.astype(np.int32),
        value=a.data,
        is_integer=is_integer,
        columns=names,
        rows=[constraint for part in parts for constraint in part.rows],
    )


def with_columns(
    m: Matrix, name: str, entries: Sequence[tuple[Sequence[int], Sequence[float]]], cost: Floats
) -> Matrix:
    """The matrix with further columns >= 0 at its end: of each its rows, its entries in them and its cost."""
    count, size = len(entries), len(m.value)
    lengths = np.cumsum([len(rows) for rows, _ in entries])
    return replace(
        m,
        cost=np.concatenate([m.cost, cost]),
        low=np.concatenate([m.low, np.zeros(count)]),
        high=np.concatenate([m.high, np.full(count, np.inf)]),
        start=np.concatenate([m.start, size + lengths]).astype(np.int32),
        index=np.concatenate([m.index, *(rows for rows, _ in entries)]).astype(np.int32),
        value=np.concatenate([m.value, *(values for _, values in entries)]),
        is_integer=np.concatenate([m.is_integer, np.zeros(count, dtype=bool)]),
        columns=[*m.columns, *(Named(name, number) for number in range(count))],
    )


def with_rows(m: Matrix, rows: Sequence[tuple[Numbers, Floats]], low: Floats, high: Floats) -> Matrix:
    """The matrix with further rows at its end: of each its columns and its entries in them."""
    width = m.shape[1]
    column = np.concatenate([np.repeat(np.arange(width), np.diff(m.start)), *(columns for columns, _ in rows)])
    counts = [len(columns) for columns, _ in rows]
    row = np.concatenate([m.index, np.repeat(m.shape[0] + np.arange(len(rows)), counts)])
    value = np.concatenate([m.value, *(values for _, values in rows)])
    a = coo_array((value, (row, column)), shape=(m.shape[0] + len(rows), width)).tocsc()
    a.sort_indices()
    return replace(
        m,
        row_low=np.concatenate([m.row_low, low]),
        row_high=np.concatenate([m.row_high, high]),
        start=a.indptr.astype(np.int32),
        index=a.indices.astype(np.int32),
        value=a.data,
        rows=[*m.rows, *([None] * len(rows))],
    )
