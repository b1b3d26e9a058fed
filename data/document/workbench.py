"""A copy of the document to be changed freely; what only the catalog gives is copied in when it is touched."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from data.document.between import steps_between
from data.document.composing import composed_of
from data.document.document import Document
from data.document.edits import Edit, EditError
from data.document.rows import value_at
from data.problems import Location
from models.references import COLLECTIONS


class Workbench:
    """`content` is the document as a plan sees it, `new` the own one, to be changed through records and lists."""

    def __init__(self, document: Document) -> None:
        self.content = composed_of(document).composed.document
        self.new: Any = document.plain()
        self._old: Any = document.plain()
        self._written: dict[Location, int] = {}

    def record(self, at: Location) -> dict[str, Any]:
        """The own mapping at a location (of the content); made where it is not written yet."""
        found = self._open(at, {})
        if isinstance(found, dict):
            return found
        raise EditError(f"{_words(at)} is not a record; correct it in the file")

    def items(self, at: Location) -> list[Any]:
        """The own list at a location (of the content); made where it is not written yet."""
        found = self._open(at, [])
        if isinstance(found, list):
            return found
        raise EditError(f"{_words(at)} is not a list; correct it in the file")

    def edit(self, words: str) -> Edit:
        """What was changed, as an edit of the document."""
        for collection in COLLECTIONS:
            items = self.new.get(collection)
            for n, item in enumerate(items if isinstance(items, list) else ()):
                if isinstance(item, dict) and item.keys() == {"from"} and isinstance(item["from"], str):
                    items[n] = item["from"] if self._was_text(collection, n) else item
        return Edit(tuple(steps_between(self._old, self.new)), words)

    def _was_text(self, collection: str, n: int) -> bool:
        """Whether an item that only draws a catalog record may be its bare id: it was changed, or was one before."""
        return bool(value_at(self._old, (collection, n)) != self.new[collection][n])

    def _open(self, at: Location, last: Any) -> Any:
        value: Any = self.new
        for depth, step in enumerate(at):
            is_list = isinstance(at[depth + 1], int) if depth + 1 < len(at) else isinstance(last, list)
            value = self._step(value, step, at[: depth + 1], [] if is_list else {})
        return value

    def _step(self, value: Any, step: int | str, at: Location, fresh: Any) -> Any:
        """One step into the own document."""
        if isinstance(step, int):
            return self._item(value, step, at, fresh)
        if not isinstance(value, dict):
            raise EditError(f"{_words(at[:-1])} is not a record; correct it in the file")
        if value.get(step) is None:
            seen = value_at(self.content, at) if len(at) > 1 else None  # a whole collection is never copied
            value[step] = copy.deepcopy(seen) if isinstance(seen, dict | list) else fresh
        return value[step]

    def _item(self, value: Any, step: int, at: Location, fresh: Any) -> Any:
        if not isinstance(value, list):
            raise EditError(f"{_words(at[:-1])} is not a list; correct it in the file")
        if len(at) == 2 and step >= len(self._old.get(at[0]) or ()):
            step = self._brought(value, at)
        if len(at) == 2 and isinstance(value[step], str):
            value[step] = {"from": value[step]}
        elif value[step] is None:
            value[step] = fresh
        return value[step]

    def _brought(self, value: list[Any], at: Location) -> int:
        """The position of a record that the catalog brought along, written as `from` when it is touched."""
        if at not in self._written:
            value.append({"from": value_at(self.content, at)["id"]})
            self._written[at] = len(value) - 1
        return self._written[at]


def _words(at: Iterable[int | str]) -> str:
    return ".".join(map(str, at)) or "the scenario"
