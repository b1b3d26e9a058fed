"""Measured demand from a table, to plan again from where demand really is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from data.problems import Place, Problem, ScenarioError, suggestion
from data.table_files import Table, read_table
from data.tree import Node
from models.replanning import Actual
from models.scenario import Scenario

COLUMNS = tuple(Actual.model_fields)
"""The columns of the table, all of them required: month, workload, geography, demand."""


def read_actuals(path: Path, scenario: Scenario) -> tuple[Actual, ...]:
    """Demand as measured, month by month, from a `.csv` or `.parquet` file with the columns of `COLUMNS`.

    Parameters
    ----------
    scenario: whose workloads and geographies the rows name; all rows are about months before its first.

    Raises
    ------
    ScenarioError
        with every row that cannot be used, where it stands and what is allowed.
    """
    table = read_table(path)
    wrong = list(_header_problems(table))
    if wrong:
        raise ScenarioError(wrong)
    reader = _Reader(scenario)
    found = [row for node in table.rows for row in reader.read(node)]
    if not table.rows:
        reader.problems.append(Problem.at(Place(table.name, 1, 1), "actuals", "the table has no rows"))
    if reader.problems:
        raise ScenarioError(reader.problems)
    return tuple(sorted(found, key=lambda row: (row.workload, row.geography, row.month)))


def _header_problems(table: Table) -> Iterator[Problem]:
    columns = ", ".join(COLUMNS)
    for name in COLUMNS:
        if name not in table.header:
            place = Place(table.name, 1, 1)
            yield Problem.at(place, f"actuals.{name}", f"the column is missing; the columns are {columns}")
    for name, place in table.header.items():
        if name not in COLUMNS:
            yield Problem.at(place, f"actuals.{name}", f"there is no such column; the columns are {columns}")


class _Reader:
    """Reads row by row, and keeps what is wrong."""

    def __init__(self, scenario: Scenario) -> None:
        self.start = scenario.horizon.start
        self.places = {w.id: tuple(d.geography for d in w.demand) for w in scenario.workloads}
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str, str], int] = {}

    def read(self, node: Node) -> Iterator[Actual]:
        """The row, if nothing is wrong with it."""
        cells = {name: cell.value for name, cell in node.entries.items()}
        try:
            row = Actual.model_validate({**cells, "demand": number(cells.get("demand"))})
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                self._refuse(node, str(found["loc"][0]), found["msg"])
            return
        known = len(self.problems)
        self._check(node, row)
        if len(self.problems) == known:
            yield row

    def _check(self, node: Node, row: Actual) -> None:
        geographies = self.places.get(row.workload)
        if geographies is None:
            self._refuse(
                node, "workload", f"there is no workload {row.workload!r}; {suggestion(row.workload, self.places)}"
            )
        elif row.geography not in geographies:
            what = f"{row.workload} has no demand in {row.geography!r}"
            self._refuse(node, "geography", f"{what}; {suggestion(row.geography, geographies)}")
        if row.month >= self.start:
            self._refuse(
                node, "month", f"{row.month} is planned: the horizon starts in {self.start}; give months before it"
            )
        key = row.month, row.workload, row.geography
        if key in self.seen:
            self._refuse(node, "month", f"the same month, workload and geography stand in line {self.seen[key]}")
        self.seen.setdefault(key, node.place.line)

    def _refuse(self, node: Node, column: str, message: str) -> None:
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
