"""Rows of measured values: what every table of them checks, whatever its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

from pydantic import ValidationError

from data.problems import Place, Problem
from data.table_files import Table
from data.tree import Node
from models.base import Model

Row = TypeVar("Row", bound=Model)


def header_problems(table: Table, columns: Collection[str], needed: Collection[str]) -> Iterator[Problem]:
    """Columns that are missing, and columns that there are not."""
    allowed = f"the columns are {', '.join(columns)}"
    for name in needed:
        if name not in table.header:
            place = Place(table.name, 1, 1)
            yield Problem.at(place, f"actuals.{name}", f"the column is missing; {allowed}")
    for name, place in table.header.items():
        if name not in columns:
            yield Problem.at(place, f"actuals.{name}", f"there is no such column; {allowed}")


def empty_problem(table: Table) -> Problem:
    """That a table has no rows."""
    return Problem.at(Place(table.name, 1, 1), "actuals", "the table has no rows")


class RowReader:
    """Keeps what is wrong with rows, and where a row has been before."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.seen: dict[object, int] = {}

    def validated(self, node: Node, kind: type[Row], cells: dict[str, object]) -> Row | None:
        """The row; None, with every problem kept, where its cells are of the wrong kind."""
        try:
            return kind.model_validate(cells)
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                self.refuse(node, str(found["loc"][0]), found["msg"])
            return None

    def refuse_twice(self, node: Node, key: object, what: str) -> None:
        """Refuse a row whose key an earlier row has; `what` goes before the number of its line."""
        if key in self.seen:
            self.refuse(node, "month", f"{what} {self.seen[key]}")
        self.seen.setdefault(key, node.place.line)

    def refuse(self, node: Node, column: str, message: str) -> None:
        """Keep a problem of a cell, or of the row where the cell is missing."""
        cell = node.entries.get(column, node)
        self.problems.append(Problem.at(cell.place, f"actuals.{column}", message))


def number(cell: object) -> object:
    """A cell of CSV as a number, where it is one."""
    if not isinstance(cell, str):
        return cell
    try:
        return float(cell)
    except ValueError:
        return cell
