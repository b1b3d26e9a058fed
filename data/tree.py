"""A document as a tree in which every value knows the place it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from data.problems import Place

Scalar = str | int | float | bool | None
Location = Sequence[int | str]


@dataclass(slots=True, eq=False)
class Node:
    """A scalar, list or mapping of a document.

    `key` is the place of its key where it is an entry of a mapping. A node of a table shows its own cell rather than
    the header above. Problems below a `is_broken` node are consequences of one already reported. `span` and `key_span`
    say where value and key stand in the text that was parsed [characters from, until].
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key: Place | None = None
    is_cell: bool = False
    is_broken: bool = False
    span: tuple[int, int] = (0, 0)
    key_span: tuple[int, int] = (0, 0)

    def where(self, of_key: bool = False) -> Place:
        """Place to show for this node: its key or, for items and cells, itself."""
        return self.key if self.key is not None and (of_key or not self.is_cell) else self.place

    @property
    def entries(self) -> dict[str, Node]:
        """Entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """Items of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else []

    def get(self, name: str) -> Node | None:
        """Entry of a mapping."""
        return self.entries.get(name)

    def text(self, name: str) -> str | None:
        """Entry of a mapping if it is text."""
        node = self.entries.get(name)
        return node.value if node is not None and isinstance(node.value, str) else None

    def add(self, item: Node) -> None:
        """Append an item to a list."""
        self.items.append(item)


def plain(node: Node) -> Any:
    """The tree as dictionaries, lists and scalars."""
    if isinstance(node.value, dict):
        return {name: plain(entry) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def planted(value: Any, place: Place, key: Place | None = None) -> Node:
    """A tree of plain values that all stand at one place."""
    if isinstance(value, dict):
        return Node({str(name): planted(entry, place, place) for name, entry in value.items()}, place, key)
    if isinstance(value, list | tuple):
        return Node([planted(item, place) for item in value], place, key)
    return Node(value, place, key)


def walk(root: Node, location: Location) -> Iterator[Node]:
    """The nodes from the root along a location, as far as it exists."""
    node = root
    yield node
    for step in location:
        found = node.items[step] if isinstance(step, int) and step < len(node.items) else node.get(str(step))
        if found is None:
            return
        node = found
        yield node


def origin(root: Node, location: Location) -> tuple[int | str, ...]:
    """Where the document itself must be changed to change what a composed document holds at a location.

    Fields of a record drawn from the catalog, and missing ones, belong into that record. A record that came along
    with others leads to the one that brought it.
    """
    nodes = list(walk(root, location))
    steps = tuple(location)
    for depth, node in enumerate(nodes):
        if node.place.note:
            is_drawn = depth > 0 and bool(nodes[depth - 1].entries)  # a record that came along stands in a list
            return node.place.location + (steps[depth - 1 :] if is_drawn else ())
    return nodes[-1].place.location + steps[len(nodes) - 1 :]


def records(root: Node, collection: str) -> list[Node]:
    """The items of a collection that are mappings."""
    found = root.get(collection)
    return [item for item in found.items if isinstance(item.value, dict)] if found else []


def list_at(parent: Node, name: str, place: Place) -> Node:
    """The list under a key; an empty one is set where there is none (or null)."""
    found = parent.get(name)
    if found is None or found.value is None:
        found = parent.entries[name] = Node([], place, place)
    return found


def path_text(root: Node, location: Location) -> str:
    """A location in words: `offers[my-quote].usd_per_hour`; list items by their id where they have one."""
    text, nodes = "", list(walk(root, location))
    for depth, step in enumerate(location, start=1):
        if isinstance(step, int):
            node = nodes[depth] if depth < len(nodes) else None
            text += f"[{(node.text('id') or node.text('from') if node else None) or step}]"
        else:
            text += f".{step}" if text else step
    return text or "scenario"
