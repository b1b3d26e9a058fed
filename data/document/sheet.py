"""Takes down what is done to the rows of a grid, and puts it into the records of the document."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from data.document.cells import EMPTY, value_of
from data.document.changing import is_same
from data.document.columns import Column
from data.document.demand_forms import set_form, set_month, to_path
from data.document.document import Document
from data.document.edits import Edit, EditError
from data.document.grids import Grid
from data.document.numerals import is_number, plain_number
from data.document.records import Ids, evidence_of, record_name
from data.document.referring import in_variants, references
from data.document.review_groups import GRID as REVIEWS
from data.document.review_groups import PREFIX, cases_of, put_groups
from data.document.rows import Row, rows, value_at
from data.document.workbench import Workbench
from data.problems import Location

Cells = Mapping[str, Any]


class Sheet:
    """Takes down what is done to the rows of one grid."""

    def __init__(self, grid: Grid, document: Document) -> None:
        self.grid = grid
        self.bench = Workbench(document)
        self.rows = rows(document, grid)
        self.columns = {column.name: column for column in grid.columns}
        self.words: list[str] = []
        self._gone: set[Location] = set()
        self._ids: Ids | None = None

    def result(self) -> Edit:
        """The edit of all that was done."""
        for at in sorted(self._gone, key=_by_position, reverse=True):
            self._take_out(at)
        shown = "; ".join(self.words[:3]) + (f"; and {len(self.words) - 3} more" if len(self.words) > 3 else "")
        return self.bench.edit(shown)

    def edit(self, number: int, cells: Cells) -> None:
        """Change cells of a row."""
        row = self._row(number)
        found = [(self.columns[name], given) for name, given in cells.items() if name in self.columns]
        if self.grid.name == "demand_months":
            self._set_months(row, found)
            return
        if self.grid.name == REVIEWS:
            found = self._set_groups(row, found)
        title = ""
        for column, given in sorted(found, key=_turn):
            value = value_of(column, given)
            if column.is_editable and self._differs(row, column, value):
                self._change(row, column, value)
                title = title or self._name(row.at)
                self.words.append(_turned(row, column, value) or f"{title}: {column.header.partition(' [')[0].lower()}")

    def add(self, cells: Cells) -> None:
        """Append a row; it gets an id of its own, and the last parent where none is named."""
        if self.grid.is_form:
            raise EditError(f"{self.grid.title.lower()} is one record; no rows can be added")
        self._refuse_fixed("added")
        found: dict[str, Any] = {}
        for name, column in self.columns.items():
            if (value := value_of(column, cells.get(name))) is not EMPTY:
                found[name] = value
            elif column.kind == "choice" and column.is_required and len(column.choices) == 1:
                found[name] = column.choices[0]
        parent = next((name for name, column in self.columns.items() if column.role == "parent"), None)
        at = self._home(found.pop(parent, None) if parent else None)
        if "id" in self.columns and self.columns["id"].path:
            self._ids = self._ids or Ids(self.bench, self.grid.pattern)
            self._ids.take(found.setdefault("id", self._ids.fresh() if "id" not in found else None))
        if self.grid.name == "shape_blocks":
            key = found.pop("block", None) or next(iter(self.columns["block"].choices), "all")
            self.bench.record(at)[str(key)] = self._nested(found)
        else:
            letters = {name: found.pop(name) for name in list(found) if name.startswith(PREFIX)}
            record = self._nested(found)
            if self.grid.name == REVIEWS:
                put_groups(record, letters, None, cases_of(self.bench.content))
            if found.get("form") == "path" and "level" not in record:
                record["path"] = {}
            self.bench.items(at).append(record)
        self.words.append(f"new row in {self.grid.title.lower()}")

    def delete(self, numbers: Iterable[int]) -> None:
        """Take rows out. What refers to them stays, for check to report."""
        for number in sorted(set(numbers)):
            row = self._row(number)
            self._refuse_fixed("deleted")
            if row.origin == "brought" and len(row.at) == 2:
                raise EditError(f"{self._name(row.at)} comes with records that refer to it; delete those instead")
            self._gone.add(row.at)
            self.words.append(f"deleted {self._name(row.at)}")

    def _refuse_fixed(self, what: str) -> None:
        if not self.grid.can_add:
            raise EditError(f"rows of {self.grid.title.lower()} cannot be {what} here")

    def _row(self, number: int) -> Row:
        if not 0 <= number < len(self.rows):
            raise EditError(f"{self.grid.title.lower()} has no row {number + 1}")
        return self.rows[number]

    def _differs(self, row: Row, column: Column, value: Any) -> bool:
        """Whether a cell says something else than the document (and the catalog under it) does."""
        if value is EMPTY:
            return row.get(column.name) is not None
        return not column.path or not is_same(value, value_at(self.bench.content, (*row.at, *column.path)))

    def _name(self, at: Location) -> str:
        return record_name(self.bench.content, at) or self.grid.title.lower()

    def _change(self, row: Row, column: Column, value: Any) -> None:
        if column.role == "parent":
            self._move(row, value)
            return
        record = self.bench.record(row.at)
        if column.name == "form":
            set_form(record, value, self.bench.content)
        else:
            if column.name == "id" and isinstance(value, str) and isinstance(row["id"], str):
                self._rename(row, value)
            if self.grid.name == "demand" and column.name == "level" and value is not EMPTY:
                record.pop("path", None)
                record.pop("parts", None)
            self._put(record, column, value, row.at)

    def _set_months(self, row: Row, cells: Iterable[tuple[Column, Any]]) -> None:
        """Give months of demand other values than they show; a level, or parts, become a path of every month first."""
        values = {column.name: value_of(column, given) for column, given in cells if column.is_editable}
        news = {month: value for month, value in values.items() if _is_news(row, month, value)}
        if not news:
            return
        record = self.bench.record(row.at)
        is_level, had_parts = not isinstance(record.get("path"), dict), bool(record.get("parts"))
        if is_level:
            to_path(record, self.bench.content)
        size = len(record["path"])
        for month, value in news.items():
            set_month(record, month, None if value is EMPTY else value)
        where = f"{row['workload']} in {row['geography']}"
        if is_level:
            months = f"{size} month{'s' if size != 1 else ''}"
            what = "parts" if had_parts else "level demand"
            self.words.append(f"Turn the {what} of {where} into a path of {months} and set {_settings(news)}")
        else:
            self.words += [f"{where}: {month}{' emptied' if v is EMPTY else ''}" for month, v in news.items()]

    def _set_groups(self, row: Row, cells: Iterable[tuple[Column, Any]]) -> list[tuple[Column, Any]]:
        """Put cases of a review into other groups; gives back the cells of other columns."""
        own = {column.name: value_of(column, given) for column, given in cells if column.name.startswith(PREFIX)}
        news = {name: value for name, value in own.items() if not is_same(None if value is EMPTY else value, row[name])}
        if news:
            put_groups(
                self.bench.record(row.at), news, value_at(self.bench.content, row.at), cases_of(self.bench.content)
            )
            moved = ", ".join(name.removeprefix(PREFIX) for name in news)
            self.words.append(f"review {row.get('month')}: group of {moved}")
        return [(column, given) for column, given in cells if column.name not in own]

    def _put(self, record: dict[str, Any], column: Column, value: Any, at: Location) -> None:
        """Set or take out a field; a mapping on the way is copied from the catalog, or taken out when it is empty."""
        *outer, last = column.path
        if outer == ["evidence"] and "evidence" not in record and (own := evidence_of(str(at[0]), record)):
            record["evidence"] = own
        owner = self.bench.record((*at, *outer)) if outer else record
        if value is not EMPTY:
            owner[last] = value
        elif last in owner:
            del owner[last]
        elif column.is_nullable:
            owner[last] = None
        if outer and not owner:
            record.pop(outer[0], None)
        if self.grid.is_form and not record and len(at) > 1:
            self.bench.record(at[:-1]).pop(str(at[-1]), None)

    def _rename(self, row: Row, name: str) -> None:
        """Carry a new id to all that refer to the record, in variants too."""
        if len(row.at) != 2:
            return
        collection, old = str(row.at[0]), row["id"]
        found = references(self.bench.content, collection, old) + in_variants(self.bench.new, collection, old)
        for *outer, last in found:
            if isinstance(last, int):
                self.bench.items(tuple(outer))[last] = name
            else:
                self.bench.record(tuple(outer))[last] = name

    def _home(self, parent: Any) -> Location:
        """Where a new row goes: the list of the grid, or that of the parent named."""
        outer, child = self.grid.pattern[0], self.grid.pattern[2:-1]
        if self.grid.pattern[1] != "*":
            return self.grid.pattern[:-1]
        if not child:
            return (outer,)
        found = value_at(self.bench.content, (outer,)) or []
        names = [item.get("id") if isinstance(item, dict) else None for item in found]
        if not names:
            raise EditError(f"{self.grid.title.lower()}: add a row to {outer} first")
        return (outer, names.index(parent) if parent in names else len(names) - 1, *child)

    def _move(self, row: Row, parent: Any) -> None:
        """Give a row to another parent."""
        if value_at(self.bench.content, (*row.at[:2], "id")) == parent or parent is EMPTY:
            return
        record = copy.deepcopy(self.bench.record(row.at))
        home = self._home(parent)
        if isinstance(row.at[-1], int):
            self.bench.items(home).append(record)
        else:
            self.bench.record(home)[row.at[-1]] = record
        self._gone.add(row.at)

    def _nested(self, found: Cells) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for name, value in found.items():
            *outer, last = self.columns[name].path or ("",)
            target = record
            for step in outer:
                target = target.setdefault(step, {})
            if last:
                target[last] = value
        return record

    def _take_out(self, at: Location) -> None:
        *outer, last = at
        if isinstance(last, int):
            del self.bench.items(tuple(outer))[last]
        else:
            self.bench.record(tuple(outer)).pop(last, None)


def _turn(cell: tuple[Column, Any]) -> int:
    """Fields first, then the evidence that depends on them, at last the record that the row moves to."""
    column, _ = cell
    return 2 if column.role == "parent" else 1 if column.path[:1] == ("evidence",) else 0


def _turned(row: Row, column: Column, value: Any) -> str:
    """What a change of the form of demand does; nothing for other changes."""
    where, old = f"{row.get('workload')} in {row.get('geography')}", row.get("form")
    what = {"parts": "parts", "path": "path"}.get(str(old), "level demand")
    if column.name == "form" and value == "parts":
        return f"Turn the {what} of {where} into a part that is committed"
    if column.name == "form" and value == "path":
        return f"Turn the {what} of {where} into a path of every month"
    if column.name == "form" and value == "level":
        return f"Turn the {what} of {where} into a level that grows from its first figure to its last"
    if column.name == "level" and old in ("path", "parts") and is_number(value):
        return f"Turn the {what} of {where} into a level of {plain_number(value)}"
    return ""


def _is_news(row: Row, month: str, value: Any) -> bool:
    """Whether a month says something else than it shows; only a typed one can be emptied."""
    if value is EMPTY:
        return row[month] is not None and month not in row.computed
    return not is_same(value, row[month])


def _settings(news: Cells) -> str:
    """`2027-02 to 5, 2027-03 to 6`."""
    parts = [f"{month} to {plain_number(v) if is_number(v) else v}" for month, v in news.items()]
    return ", ".join(parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")


def _by_position(at: Location) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in at)
