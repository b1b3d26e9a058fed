"""A scenario document in memory: read, edited by steps, written again with its comments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from data.document.changing import with_plain_ends
from data.document.edits import Edit, EditError, Step, clean, clean_key
from data.document.reading import read
from data.document.stepping import stepped
from data.document.syntax import Branch, Written, count, node_at, tree, values
from data.problems import Location
from data.tree import Node
from data.yaml_source import MAX_BYTES, MAX_VALUES

TOO_LARGE = f"a scenario may hold at most {MAX_VALUES:,} values and {MAX_BYTES / 1e6:g} MB; this is more"


class Document:
    """A scenario file in memory. `name` is what problems call it."""

    def __init__(self, content: Written, name: str, line_end: str = "\n") -> None:
        self.content = content
        self.name = name
        self.kept: dict[str | None, tuple[Written, Any]] = {}
        """What others computed from the content, by variant (see `composing`)."""
        self._line_end = line_end

    @classmethod
    def read(cls, text: str | bytes, name: str = "scenario.yaml") -> Self:
        """Read a YAML (or JSON) text through the guards of scenario files; ScenarioError where they refuse it."""
        content, line_end = read(text, name)
        return cls(content, name, line_end)

    def text(self) -> str:
        """The document as a file: what no edit has touched is written as it was read."""
        text = self.content.text()
        return text if self._line_end == "\n" else text.replace("\n", self._line_end)

    def plain(self) -> Any:
        """The document as dictionaries, lists and scalars; catalog ids stand as they are written."""
        return values(self.content.top)

    def at(self, location: Location, default: Any = None) -> Any:
        """The plain value at a location; `default` where there is none."""
        node = node_at(self.content.top, location)
        return default if node is None else values(node)

    def has(self, location: Location) -> bool:
        """Whether something is written at a location."""
        return node_at(self.content.top, location) is not None

    def tree(self) -> Node:
        """The document as the tree that the loader checks; every place has its line and location."""
        return tree(self.content, self.name)

    def copy(self) -> Self:
        """The same document, to be edited apart."""
        return type(self)(self.content, self.name, self._line_end)

    def apply(self, edit: Edit) -> Edit:
        """Apply all steps of an edit, or none.

        Returns
        -------
        The inverse edit: it restores the values. (`Draft.undo` restores the very text, comments of removed records
        included.)

        Raises
        ------
        EditError
            where a location does not exist or the document would become too large; nothing is changed then.
        """
        if sum(_size(step.value) for step in edit.steps) > MAX_VALUES:
            raise EditError(TOO_LARGE)
        top = self.content.top
        if self.content.keeps_line_ends:
            top = with_plain_ends(top)
        inverse: list[Step] = []
        for step in edit.steps:
            clear = Step(step.kind, _normalized(top, step), clean(step.value))
            inverse.append(_inverse(top, clear))
            top = stepped(top, clear)
        content = replace(self.content, top=top, keeps_line_ends=False)
        _refuse_too_large(content)
        self.content = content
        return Edit(tuple(reversed(inverse)), f"undo: {edit.words}" if edit.words else "")


def _size(value: Any) -> int:
    """Keys and values in a plain value."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def _refuse_too_large(content: Written) -> None:
    if count(content.top) > MAX_VALUES or len(content.text().encode()) > MAX_BYTES:
        raise EditError(TOO_LARGE)


def _normalized(top: Branch, step: Step) -> Location:
    """The location of a step: new keys as a document can hold them; an insertion beyond the end of a list appends."""
    if not step.at:
        raise EditError("an edit needs a location inside the document")
    at = tuple(
        clean_key(key) if isinstance(key, str) and node_at(top, step.at[: n + 1]) is None else key
        for n, key in enumerate(step.at)
    )
    last = at[-1]
    if step.kind != "insert" or not isinstance(last, int):
        return at
    parent = node_at(top, at[:-1])
    size = len(parent.entries) if isinstance(parent, Branch) and not parent.is_map else 0
    return (*at[:-1], min(max(last, 0), size))


def _inverse(top: Branch, step: Step) -> Step:
    """The step that reverts a step."""
    there = node_at(top, step.at)
    is_item = isinstance(step.at[-1], int)
    if step.kind == "remove":
        return Step("insert" if is_item else "set", step.at, None if there is None else values(there))
    if there is not None and not (step.kind == "insert" and is_item):
        return Step("set", step.at, values(there))
    for depth in range(1, len(step.at)):  # what is made on the way goes again
        above = node_at(top, step.at[:depth])
        if above is None:
            return Step("remove", step.at[:depth])
        if not isinstance(above, Branch):
            return Step("set", step.at[:depth], values(above))
    return Step("remove", step.at)
