"""Measured values from a table: demand, utilization, latency, failures, queues, spend, deliveries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from data.actuals import COLUMNS as DEMAND_COLUMNS
from data.measured_rows import RowReader, empty_problem, header_problems, number
from data.problems import ScenarioError, suggestion
from data.table_files import read_table
from data.tree import Node
from models.review import ABOUT, SHARES, Observation
from models.scenario import Scenario

COLUMNS = tuple(Observation.model_fields)
NEEDED = ("month", "measure", "value")
"""Columns that every table has; the others may be left out where no row needs them."""


def read_observations(path: Path, scenario: Scenario) -> tuple[Observation, ...]:
    """What was measured, from a `.csv` or `.parquet` file with the columns of `COLUMNS`, one value a row.

    A table of demand alone may have the columns of `data.actuals` instead.

    Raises
    ------
    ScenarioError
        with every row that cannot be used, where it stands and what is allowed.
    """
    table = read_table(path)
    is_demand = set(table.header) == set(DEMAND_COLUMNS)
    wrong = [] if is_demand else list(header_problems(table, COLUMNS, NEEDED))
    if not table.rows:
        wrong.append(empty_problem(table))
    if wrong:
        raise ScenarioError(wrong)
    reader = _Reader(scenario)
    found = [row for node in table.rows for row in reader.read(node, is_demand=is_demand)]
    if reader.problems:
        raise ScenarioError(reader.problems)
    return tuple(sorted(found, key=lambda row: row.model_dump_json()))


class _Reader(RowReader):
    """Reads row by row."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        geographies = {d.geography for w in scenario.workloads for d in w.demand}
        self.known: Mapping[str, set[str]] = {
            "workload": {w.id for w in scenario.workloads},
            "geography": geographies,
            "accelerator": {a.id for a in scenario.accelerators},
            "site": {s.id for s in scenario.sites},
            "offer": {o.id for o in scenario.offers},
        }

    def read(self, node: Node, *, is_demand: bool) -> Iterator[Observation]:
        """The row, if nothing is wrong with it."""
        cells: dict[str, object] = {name: cell.value for name, cell in node.entries.items()}
        if is_demand:
            cells |= {"measure": "demand", "value": cells.pop("demand", None)}
        for name in ("value", "percentile"):
            if name in cells:
                cells[name] = number(cells[name])
        if isinstance(percentile := cells.get("percentile"), float) and percentile.is_integer():
            cells["percentile"] = int(percentile)
        row = self.validated(node, Observation, cells)
        if row is None:
            return
        known = len(self.problems)
        self._check(node, row)
        if len(self.problems) == known:
            yield row

    def _check(self, node: Node, row: Observation) -> None:
        needed = ABOUT[row.measure]
        for name in (*self.known, "percentile"):
            value = getattr(row, name)
            if name in needed and value is None:
                self.refuse(node, name, f"{row.measure} needs it: {', '.join(needed)}")
            elif name not in needed and value is not None:
                about = f"of {', '.join(needed)}" if needed else "of all"
                self.refuse(node, name, f"{row.measure} is measured {about}; leave it empty")
            elif isinstance(value, str) and value not in self.known[name]:
                self.refuse(node, name, f"there is no {name} {value!r}; {suggestion(value, sorted(self.known[name]))}")
        if row.measure in SHARES and row.value > 1:
            self.refuse(node, "value", f"{row.measure} is a share, from 0 to 1")
        key = row.model_copy(update={"value": 0.0}).model_dump_json()
        self.refuse_twice(node, key, "the same is measured in line")
