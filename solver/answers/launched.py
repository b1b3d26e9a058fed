"""The program of a plan whose launches are settled: no work asks for anything before its own."""

from __future__ import annotations

import numpy as np

from solver.answers.decided import load_values
from solver.answers.launching import first_served
from solver.program.build import Program, build
from solver.program.instance import Instance
from solver.search.matrix import Column, Floats, Matrix, compile_matrix


def as_launched(program: Program, matrix: Matrix, x: Floats) -> Program:
    """The program of the same decisions in which work begins with its launch; its values are loaded.

    So all that is told of a plan is told of work that begins then. The same program where no launch is decided.

    Parameters
    ----------
    matrix, x: the solution, whose values are loaded.
    """
    given = program.instance
    if not given.optional:
        return program
    instance = Instance(given.scenario, given.tree, given.previous, given.needs, first_served(program))
    settled = build(instance)
    found = {_name(column): value for column, value in zip(matrix.columns, x.tolist(), strict=True)}
    own = compile_matrix(settled)
    load_values(settled, own, np.array([found[_name(column)] for column in own.columns]))
    return settled


def _name(column: Column) -> tuple[str, object]:
    return column.parent_component().local_name, column.index()
