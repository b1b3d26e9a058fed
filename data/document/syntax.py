"""A YAML document as it is written: values together with the text around them, so that nothing is lost.

Every character of the file stands in exactly one place of the tree: joined together they give the file again. The tree
is never changed; an edit makes new branches along its path and shares the rest, which makes undo exact and cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.problems import Location, Place
from data.tree import Node, Scalar


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar, and how it is written."""

    value: Scalar
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a mapping, or an item of a list (without `key`).

    Written: `before` (separators, blank lines, comment lines, indentation), `mark` (`key:`, `-` or nothing), `gap`
    (spaces, or a line end with indentation), the value, `trail` (a comment at the end of its line).
    """

    before: str
    mark: str
    gap: str
    node: Syntax
    trail: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping or list: of entries on lines of their own, or in brackets (`is_flow`).

    `start` and `end` are the brackets; the `end` of lines holds comments that followed an entry since removed.
    `is_odd` marks rare forms (`? key`, pairs without braces) that are written anew when they change.
    """

    entries: tuple[Entry, ...]
    is_map: bool
    is_flow: bool
    column: int
    """Indentation of the keys or dashes [characters]."""
    start: str = ""
    end: str = ""
    is_odd: bool = False

    def find(self, step: int | str) -> int | None:
        """Position of the entry of a key, or of an item; None where there is none."""
        if self.is_map:
            return next((n for n, entry in enumerate(self.entries) if entry.key == step), None)
        return step if isinstance(step, int) and 0 <= step < len(self.entries) else None


Syntax = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file: its top mapping and the text before and after it."""

    head: str
    top: Branch
    tail: str
    keeps_line_ends: bool = False
    """Whether block texts that keep the line ends after them (`|+`) may be in it."""

    def text(self) -> str:
        """The file."""
        return "".join((self.head, *pieces(self.top), self.tail))


def pieces(node: Syntax) -> Iterator[str]:
    """The text of a node, in pieces."""
    if isinstance(node, Leaf):
        yield node.text
        return
    yield node.start
    for entry in node.entries:
        yield entry.before + entry.mark + entry.gap
        yield from pieces(entry.node)
        yield entry.trail
    yield node.end


def values(node: Syntax) -> Any:
    """The node as dictionaries, lists and scalars."""
    if isinstance(node, Leaf):
        return node.value
    if node.is_map:
        return {entry.key: values(entry.node) for entry in node.entries}
    return [values(entry.node) for entry in node.entries]


def node_at(node: Syntax, location: Location) -> Syntax | None:
    """The node at a location; None where there is none."""
    for step in location:
        position = node.find(step) if isinstance(node, Branch) else None
        if position is None or not isinstance(node, Branch):
            return None
        node = node.entries[position].node
    return node


def count(node: Syntax) -> int:
    """Keys and values, as the guards of files count them."""
    if isinstance(node, Leaf):
        return 1
    return 1 + len(node.entries) * node.is_map + sum(count(entry.node) for entry in node.entries)


def tree(written: Written, name: str) -> Node:
    """The document as a tree with places, in which every value knows its line and its location."""
    return _Placing(name, written.head).node(written.top, ())


class _Placing:
    """Walks through the text with line and column."""

    def __init__(self, name: str, before: str) -> None:
        self.name = name
        self.line = 1
        self.column = 1
        self._pass(before)

    def _pass(self, text: str) -> None:
        if lines := text.count("\n"):
            self.line += lines
            self.column = len(text) - text.rfind("\n")
        else:
            self.column += len(text)

    def _place(self, location: Location) -> Place:
        return Place(self.name, self.line, self.column, "", location)

    def node(self, node: Syntax, location: Location, key: Place | None = None) -> Node:
        found = Node(None, self._place(location), key)
        if isinstance(node, Leaf):
            found.value = node.value
            self._pass(node.text)
            return found
        self._pass(node.start)
        found.value = self._entries(node, location) if node.is_map else self._items(node, location)
        self._pass(node.end)
        return found

    def _entries(self, node: Branch, location: Location) -> dict[str, Node]:
        found = {}
        for entry in node.entries:
            self._pass(entry.before)
            inner = (*location, str(entry.key))
            key = self._place(inner)
            self._pass(entry.mark + entry.gap)
            found[str(entry.key)] = self.node(entry.node, inner, key)
            self._pass(entry.trail)
        return found

    def _items(self, node: Branch, location: Location) -> list[Node]:
        found = []
        for n, entry in enumerate(node.entries):
            self._pass(entry.before + entry.mark + entry.gap)
            found.append(self.node(entry.node, (*location, n)))
            self._pass(entry.trail)
        return found
