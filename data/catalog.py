"""The shipped catalog: sourced CSV tables read into records of scenario-document form.

Only the standard library is used here, so that listing the catalog stays instant; `models` validates the records
when a scenario uses them, and `tests/data/test_catalog.py` validates all of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Record = dict[str, Any]

FOLDER = Path(__file__).parent / "catalog"
COLLECTIONS = ("geographies", "vendors", "stacks", "accelerators", "sites", "offers", "benchmarks", "shapes")
EVIDENCE = ("grade", "source", "date", "low", "high", "method")
"""Columns that go into the record's `evidence`."""

TEXTS = frozenset(
    "id name owner vendor stack class kind jurisdiction accelerator site mode profile precision unit orders rent"
    " benchmark block geography available_from end_of_support order_from order_until grade source date method".split()
)
FLAGS = frozenset({"is_proprietary", "is_pilot", "is_dedicated"})
LISTS = frozenset({"tags", "serves"})


class CatalogError(ValueError):
    """A broken catalog row; the message starts with `file:line: column:`."""


@cache
def read_catalog(folder: Path = FOLDER) -> dict[str, dict[str, Record]]:
    """All catalog records: collection -> id -> record, with the keys a scenario file uses.

    Returns
    -------
    One dictionary per collection of `COLLECTIONS`, in file order. The result is cached and shared: copy a record
    before changing it. `sites` carry `rtt_ms` to every geography of the catalog; a scenario keeps those it has.

    Raises
    ------
    CatalogError
        for an unreadable number or flag, a row without id, a duplicate id, or a child row whose parent is unknown.
    """
    catalog = {name: _records(folder / f"{name}.csv") for name in COLLECTIONS if name != "shapes"}
    _attach_points(folder / "benchmark_points.csv", catalog["benchmarks"])
    _attach_rtt(folder / "site_rtt.csv", catalog["sites"])
    catalog["shapes"] = _shapes(folder / "shapes.csv")
    return catalog


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file, each with its place `file:line`; empty cells are dropped."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            place = f"{path.name}:{reader.line_num}"
            if None in row or None in row.values():
                raise CatalogError(f"{place}: the row has not as many cells as the header")
            yield place, {column: cell for column, cell in row.items() if cell != ""}


def _value(place: str, column: str, cell: str) -> Any:
    """A cell as text, flag, list or number, by its column; a column `contents.*` is text."""
    if column in TEXTS or column.startswith("contents."):
        return cell
    if column in LISTS:
        return cell.split()
    if column in FLAGS:
        if cell not in ("true", "false"):
            raise CatalogError(f"{place}: {column}: {cell!r} is neither true nor false")
        return cell == "true"
    try:
        number = float(cell)
    except ValueError:
        raise CatalogError(f"{place}: {column}: {cell!r} is not a number") from None
    return int(number) if number.is_integer() and "." not in cell and "e" not in cell.lower() else number


def _record(place: str, row: Mapping[str, str]) -> Record:
    """A row as a record; `evidence` and `contents` become mappings of their own."""
    record: Record = {}
    for column, cell in row.items():
        value = _value(place, column, cell)
        if column in EVIDENCE:
            record.setdefault("evidence", {})[column] = value
        elif column.startswith("contents."):
            record.setdefault("contents", {})[column.removeprefix("contents.")] = value
        else:
            record[column] = value
    return record


def _records(path: Path) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for place, row in _rows(path):
        record = _record(place, row)
        if "id" not in record:
            raise CatalogError(f"{place}: id: missing")
        if record["id"] in found:
            raise CatalogError(f"{place}: id: {record['id']!r} is used twice")
        found[record["id"]] = record
    return found


def _parent(place: str, record: Record, field: str, parents: dict[str, Record]) -> Record:
    name = record.pop(field, None)
    if name not in parents:
        raise CatalogError(f"{place}: {field}: {name!r} is unknown")
    return parents[name]


def _attach_points(path: Path, benchmarks: dict[str, Record]) -> None:
    """Operating points into their benchmark; every further column is a latency statistic [ms]."""
    for place, row in _rows(path):
        point = _record(place, row)
        parent = _parent(place, point, "benchmark", benchmarks)
        latency = {key: point.pop(key) for key in tuple(point) if key not in ("load", "throughput", "concurrency")}
        parent.setdefault("points", []).append({**point, "latency_ms": latency} if latency else point)


def _attach_rtt(path: Path, sites: dict[str, Record]) -> None:
    for place, row in _rows(path):
        record = _record(place, row)
        site = _parent(place, record, "site", sites)
        if "geography" not in record or "rtt_ms" not in record:
            raise CatalogError(f"{place}: geography and rtt_ms are required")
        site.setdefault("rtt_ms", {})[record["geography"]] = record["rtt_ms"]


def _shapes(path: Path) -> dict[str, Record]:
    """Shapes: one row per shape and block; the evidence is kept in the text `source`."""
    found: dict[str, Record] = {}
    for place, row in _rows(path):
        record = _record(place, row)
        if "id" not in record or "block" not in record:
            raise CatalogError(f"{place}: id and block are required")
        evidence = record.get("evidence", {})
        source = f"{evidence.get('source')}, {evidence.get('date')} ({evidence.get('grade')}): {evidence.get('method')}"
        shape = found.setdefault(record["id"], {"id": record["id"], "blocks": {}, "source": source})
        shape["blocks"][record["block"]] = {key: record[key] for key in ("mean", "peak") if key in record}
    return found
