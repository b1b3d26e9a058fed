"""Measured demand from a table, to plan again from where demand really is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from data.measured_rows import RowReader, empty_problem, header_problems, number
from data.problems import ScenarioError, suggestion
from data.table_files import read_table
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
    wrong = list(header_problems(table, COLUMNS, COLUMNS))
    if wrong:
        raise ScenarioError(wrong)
    reader = _Reader(scenario)
    found = [row for node in table.rows for row in reader.read(node)]
    if not table.rows:
        reader.problems.append(empty_problem(table))
    if reader.problems:
        raise ScenarioError(reader.problems)
    return tuple(sorted(found, key=lambda row: (row.workload, row.geography, row.month)))


class _Reader(RowReader):
    """Reads row by row."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.start = scenario.horizon.start
        self.places = {w.id: tuple(d.geography for d in w.demand) for w in scenario.workloads}

    def read(self, node: Node) -> Iterator[Actual]:
        """The row, if nothing is wrong with it."""
        cells = {name: cell.value for name, cell in node.entries.items()}
        row = self.validated(node, Actual, {**cells, "demand": number(cells.get("demand"))})
        if row is None:
            return
        known = len(self.problems)
        self._check(node, row)
        if len(self.problems) == known:
            yield row

    def _check(self, node: Node, row: Actual) -> None:
        geographies = self.places.get(row.workload)
        if geographies is None:
            self.refuse(
                node, "workload", f"there is no workload {row.workload!r}; {suggestion(row.workload, self.places)}"
            )
        elif row.geography not in geographies:
            what = f"{row.workload} has no demand in {row.geography!r}"
            self.refuse(node, "geography", f"{what}; {suggestion(row.geography, geographies)}")
        if row.month >= self.start:
            self.refuse(
                node, "month", f"{row.month} is planned: the horizon starts in {self.start}; give months before it"
            )
        key = row.month, row.workload, row.geography
        self.refuse_twice(node, key, "the same month, workload and geography stand in line")
