"""Large tables beside the YAML file, laid into the document cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from data.problems import Place, Problem, ScenarioError, listing, suggestion
from data.schema import is_text, names_at
from data.table_files import Table, read_table, refusal
from data.tree import Node, list_at, records
from data.yaml_source import resolve
from models.references import COLLECTIONS

Problems = list[Problem]


class Layout(NamedTuple):
    """Columns of a table: the required ones, further ones, whether any other may follow, and which hold text."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    is_open: bool
    texts: frozenset[str]


LAYOUTS = {
    "demand": Layout(
        ("workload", "geography", "month", "value"), (), False, frozenset({"workload", "geography", "month"})
    ),
    "blocks": Layout(("id",), ("hours", "share", "is_peak"), False, frozenset({"id"})),
    "shapes": Layout(("shape", "block", "mean"), ("peak",), False, frozenset({"shape", "block"})),
    "benchmarks": Layout(("benchmark", "throughput"), ("load", "concurrency"), True, frozenset({"benchmark"})),
}
"""Tables of their own making; the table of any other collection holds its records, one a row."""

POINT = ("load", "throughput", "concurrency")
"""Columns of benchmark points that are no latency statistics."""


def apply_tables(root: Node, problems: Problems) -> tuple[list[Path], bool]:
    """Read the files named under `tables` and lay their rows into the document.

    Parameters
    ----------
    root : the document, changed in place; `tables` is taken out.
    problems : everything found wrong is added here.

    Returns
    -------
    The files read, and whether every table could be read.
    """
    tables = root.entries.pop("tables", None)
    if tables is None or tables.value is None:
        return [], True
    if not isinstance(tables.value, dict):
        problems.append(Problem.at(tables.where(), "tables", "expected a mapping of table names to files"))
        return [], False
    files: list[Path] = []
    for name, node in tables.entries.items():
        try:
            path = _file_of(name, node)
            table = _typed(name, read_table(path), problems)
        except ScenarioError as error:
            problems.extend(error.problems)
            _expect_nothing_of(root, name, node.place)
        else:
            files.append(path)
            _lay(root, name, table, problems)
    return files, len(files) == len(tables.entries)


def _file_of(name: str, node: Node) -> Path:
    """The file of a table; it must lie in the folder of the YAML file that names it."""
    path, place = f"tables.{name}", node.where()
    known = list(dict.fromkeys((*LAYOUTS, *COLLECTIONS)))
    if name not in known:
        raise refusal(place, f"unknown table {name!r}; {suggestion(name, known)}", path)
    if not isinstance(node.value, str) or not node.value.endswith((".csv", ".parquet")):
        raise refusal(place, "expected the path of a .csv or .parquet file", path)
    folder = Path(place.file).parent
    file = folder / node.value
    if not file.resolve().is_relative_to(folder.resolve()):
        raise refusal(place, f"{node.value!r} lies outside the scenario's folder; put it beside the scenario", path)
    if not file.is_file():
        raise refusal(place, f"there is no file {node.value!r} beside the scenario", path)
    return file


def _typed(name: str, table: Table, problems: Problems) -> Table:
    """The table with its numbers read, less the columns and rows reported as unusable."""
    layout = LAYOUTS.get(name) or _record_layout(name, table)
    allowed = [*layout.required, *layout.optional]
    for column in layout.required:
        if column not in table.header:
            message = f"the column {column!r} is missing; columns: {listing(allowed)}"
            raise refusal(Place(table.name, 1, 1), message, f"tables.{name}")
    unknown = [] if layout.is_open else [c for c in table.header if c not in allowed and c.split(".")[0] not in allowed]
    for column in unknown:
        message = f"unknown column {column!r}; {suggestion(column, allowed)}"
        problems.append(Problem.at(table.header[column], f"tables.{name}", message))
    for row in table.rows:
        for column in unknown:
            row.entries.pop(column, None)
        for column, cell in row.entries.items():
            if isinstance(cell.value, str) and column not in layout.texts:
                cell.value = resolve(cell.value)
    filled = [row for row in table.rows if _is_filled(name, table, row, layout, problems)]
    return Table(table.name, table.header, filled)


def _record_layout(collection: str, table: Table) -> Layout:
    texts = {column for column in table.header if is_text((collection, 0, *column.split(".")))}
    return Layout((), (*names_at((collection, 0)), "from"), False, frozenset({*texts, "from"}))


def _is_filled(name: str, table: Table, row: Node, layout: Layout, problems: Problems) -> bool:
    """Whether a row has all required cells; each missing one is reported."""
    missing = [column for column in layout.required if column not in row.entries]
    for column in missing:
        place = Place(table.name, row.place.line, table.header[column].column)
        problems.append(Problem.at(place, f"tables.{name}", f"the cell of column {column!r} is empty; give a value"))
    return not missing


def _expect_nothing_of(root: Node, name: str, place: Place) -> None:
    """Silence the problems that a table which could not be read leaves behind."""
    if name == "demand":
        for workload in records(root, "workloads"):
            list_at(workload, "demand", place).is_broken = True
    if name == "benchmarks":
        for benchmark in records(root, "benchmarks"):
            list_at(benchmark, "points", place).is_broken = True


def _lay(root: Node, name: str, table: Table, problems: Problems) -> None:
    apply: dict[str, Callable[[Node, Table, Problems], None]] = {
        "demand": _lay_demand,
        "blocks": _lay_blocks,
        "shapes": _lay_shapes,
        "benchmarks": _lay_points,
    }
    if name in apply:
        apply[name](root, table, problems)
    else:
        place = Place(table.name, 1, 1)
        for row in table.rows:
            list_at(root, name, place).add(_nested(row))


def _nested(row: Node) -> Node:
    """A row as a record; a column `evidence.source` becomes an entry of the mapping `evidence`."""
    record = Node({}, row.place)
    for column, cell in row.entries.items():
        *outer, last = column.split(".")
        target = record
        for name in outer:
            target = target.entries.setdefault(name, Node({}, cell.place))
        target.entries[last] = cell
    return record


def _find(row: Node, column: str, collection: str, known: dict[str, Node], problems: Problems) -> Node | None:
    """The record that a cell names, or None with a problem."""
    cell = row.entries[column]
    if cell.value in known:
        return known[str(cell.value)]
    message = f"{cell.value!r} is not one of the {collection}; known: {listing(sorted(known), 12)}"
    problems.append(Problem.at(cell.where(), f"{collection}[{cell.value}]", message))
    return None


def _by_id(root: Node, collection: str) -> dict[str, Node]:
    named = ((node.text("id") or node.text("from"), node) for node in records(root, collection))
    return {name: node for name, node in named if name}


def _put(owner: Node, name: Node, value: Node, path: str, problems: Problems) -> None:
    """Set an entry named by a cell; a second one of the same name is reported."""
    word = str(name.value)
    if word in owner.entries:
        first = owner.entries[word].where()
        message = f"{word!r} is already given in {first.file}:{first.line}; give it once"
        problems.append(Problem.at(name.where(), path, message))
        return
    value.key, value.is_cell = name.place, True
    owner.entries[word] = value


def _lay_demand(root: Node, table: Table, problems: Problems) -> None:
    """Rows of workload, geography, month, value become the `path` of the workload's demand there."""
    workloads = _by_id(root, "workloads")
    demands = {
        (name, entry.text("geography") or ""): entry
        for name, workload in workloads.items()
        for entry in reversed(records(workload, "demand"))
    }
    for row in table.rows:
        workload = _find(row, "workload", "workloads", workloads, problems)
        if workload is None:
            continue
        names = str(row.entries["workload"].value), str(row.entries["geography"].value)
        demand = demands.get(names) or demands.setdefault(names, _new_demand(workload, row))
        path = demand.entries.setdefault("path", Node({}, row.place))
        _put(path, row.entries["month"], row.entries["value"], f"workloads[{names[0]}].demand", problems)


def _new_demand(workload: Node, row: Node) -> Node:
    """The workload's demand at the geography of a row, where it has none yet."""
    entry = Node({"geography": row.entries["geography"]}, row.place)
    list_at(workload, "demand", row.place).add(entry)
    return entry


def _lay_blocks(root: Node, table: Table, problems: Problems) -> None:
    """Rows become `horizon.blocks`."""
    horizon = root.get("horizon")
    if horizon is not None and isinstance(horizon.value, dict):
        _replace(horizon, "blocks", Node(list(table.rows), Place(table.name, 1, 1)), "horizon", problems)


def _replace(record: Node, name: str, value: Node, path: str, problems: Problems) -> None:
    """Set an entry from a table; one given inline as well is reported."""
    if name in record.entries:
        message = f"given here and in the table {value.place.file}; give it once"
        problems.append(Problem.at(record.entries[name].where(), f"{path}.{name}", message))
    record.entries[name] = value


def _lay_shapes(root: Node, table: Table, problems: Problems) -> None:
    """Rows of shape, block, mean, peak become load shapes."""
    shapes = _by_id(root, "shapes")
    for row in table.rows:
        shape, block = row.entries.pop("shape"), row.entries.pop("block")
        name = str(shape.value)
        if name not in shapes:
            shapes[name] = Node({"id": shape, "blocks": Node({}, row.place)}, row.place)
            list_at(root, "shapes", row.place).add(shapes[name])
        factors = shapes[name].entries.setdefault("blocks", Node({}, row.place))
        _put(factors, block, row, f"shapes[{name}].blocks", problems)


def _lay_points(root: Node, table: Table, problems: Problems) -> None:
    """Rows of benchmark, load, throughput and latency statistics become the points of that benchmark."""
    benchmarks = _by_id(root, "benchmarks")
    points: dict[str, Node] = {}
    for row in table.rows:
        benchmark = _find(row, "benchmark", "benchmarks", benchmarks, problems)
        if benchmark is None:
            continue
        name = str(row.entries.pop("benchmark").value)
        if name not in points:
            points[name] = Node([], row.place)
            _replace(benchmark, "points", points[name], f"benchmarks[{name}]", problems)
        latency = {column: cell for column, cell in row.entries.items() if column not in POINT}
        point = {column: cell for column, cell in row.entries.items() if column not in latency}
        if latency:
            point["latency_ms"] = Node(latency, row.place)
        points[name].add(Node(point, row.place))
