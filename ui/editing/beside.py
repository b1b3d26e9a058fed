"""What stands beside the cells of records drawn from the catalog: where they come from, and what the catalog says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from data.catalog import COLLECTIONS, Record, read_catalog
from data.catalog_list import effective_usd_per_hour
from data.document import Document
from data.document.columns import Column
from data.document.grids import Grid
from data.document.rows import Row, shown, value_at
from models.vouched import PRICES

ORIGIN = "origin"
CATALOG = "catalog "
"""Before the name of a column: the catalog's value of it."""
EFFECTIVE = "effective_usd_per_hour"
MOST_FIELDS = 2
"""Own fields of a catalog record that its origin names; all of them stand in the table below the grid."""
_ORIGIN_HELP = "Where the record comes from, and which of its fields this scenario gives itself."
_EFFECTIVE_HELP = (
    "All payments per accelerator-hour, undiscounted, used every hour: upfront payments spread over the term, or the"
    " book life of a bought unit. Power, space and software stacks are not in it."
)


class Override(NamedTuple):
    """A field of a catalog record that the scenario gives itself."""

    collection: str
    record: str
    column: Column
    catalog: Any
    own: Any


def is_drawn(grid: Grid) -> bool:
    """Whether the rows of a grid are records of a collection that the catalog has."""
    return grid.pattern[1:] == ("*",) and grid.pattern[0] in COLLECTIONS


def source(document: Document, row: Row) -> Record | None:
    """The catalog record that a row is drawn from; None for own records."""
    written = document.at(row.at)
    name = (
        written.get("from")
        if isinstance(written, dict)
        else written or (row.get("id") if row.origin == "brought" else None)
    )
    return read_catalog().get(str(row.at[0]), {}).get(name) if isinstance(name, str) else None


def with_side_columns(columns: Sequence[Column], document: Document, grid: Grid, found: Sequence[Row]) -> list[Column]:
    """The columns with those beside them: the origin after the first, the catalog's price before each own price.

    Prices that no row has come last.
    """
    if not is_drawn(grid) or all(row.origin == "own" for row in found):
        return list(columns)
    first, *rest = columns
    wide = [first, _side(ORIGIN, "Origin", _ORIGIN_HELP, "text")]
    idle: list[Column] = []
    prices = [column for column in rest if grid.name == "offers" and column.name in PRICES]
    in_catalog = [source(document, row) or {} for row in found] if prices else []
    for column in rest:
        has_catalog = column in prices and any(record.get(column.name) for record in in_catalog)
        if has_catalog:
            wide.append(_side(CATALOG + column.name, f"Catalog: {_lower(column.header)}", "Price in the catalog."))
        is_idle = column in prices and not has_catalog and not any(row[column.name] for row in found)
        (idle if is_idle else wide).append(column)
    if prices:
        wide.append(_side(CATALOG + EFFECTIVE, "Catalog: effective [USD/accelerator/h]", _EFFECTIVE_HELP))
        wide.append(_side(EFFECTIVE, "Effective [USD/accelerator/h]", _EFFECTIVE_HELP))
    return [*wide, *idle]


def with_side_values(row: Row, document: Document, grid: Grid, columns: Sequence[Column]) -> dict[str, Any]:
    """The values of a row, with those of its side columns."""
    names = {column.name for column in columns}
    if ORIGIN not in names:
        return row
    record = source(document, row)
    sides: dict[str, Any] = {ORIGIN: origin_words(row, grid)}
    if EFFECTIVE in names:
        sides[EFFECTIVE] = effective(row)
        sides[CATALOG + EFFECTIVE] = effective(record) if record else None
    for name in PRICES:
        sides[CATALOG + name] = record.get(name) if record else None
    return {**row, **sides}


def origin_words(row: Row, grid: Grid) -> str:
    """`catalog, own: upfront` and so on."""
    if row.origin == "own":
        return "own"
    if row.origin == "brought":
        return "catalog, brought in by others"
    names = [column.name for column in grid.columns if column.name in row.given and column.name != "id"]
    given = [name.partition(".")[0] if "." in name else _words(grid.column(name)) for name in names]
    fields = list(dict.fromkeys(given))
    more = f" and {len(fields) - MOST_FIELDS} more" if len(fields) > MOST_FIELDS else ""
    return f"catalog, own: {', '.join(fields[:MOST_FIELDS])}{more}" if fields else "catalog"


def overrides(document: Document, grid: Grid, found: Sequence[Row]) -> list[Override]:
    """All fields of catalog records that the scenario gives itself, with both values."""
    lines = []
    for row in found:
        record = source(document, row) if row.origin == "adjusted" else None
        if record is not None:
            lines += [
                Override(
                    grid.pattern[0],
                    str(row.get("id")),
                    column,
                    shown(column, value_at(record, column.path)),
                    row.get(column.name),
                )
                for column in grid.columns
                if column.name in row.given and column.name != "id"
            ]
    return lines


def effective(record: Mapping[str, Any]) -> float | None:
    """All payments of an offer per accelerator-hour, to four digits [USD/accelerator/h]; None where there is none."""
    try:
        usd = effective_usd_per_hour({name: value for name, value in record.items() if value is not None})
        return None if usd is None else round(usd, 4)
    except (TypeError, ValueError, ZeroDivisionError):  # a price that is no number: check reports it
        return None


def _side(name: str, header: str, words: str, kind: Any = "number") -> Column:
    return Column(name, (), header, words, kind, is_editable=False)


def _words(column: Column) -> str:
    return _lower(column.header.partition(" [")[0])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
