"""Entries put in, taken out and moved: separators, line ends, indentation, and the comments between entries.

On lines of their own, the first entry starts where its parent leaves off; every later one brings the end of the line
before, blank lines, comment lines and its indentation. In brackets, every later one brings its comma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from data.document.syntax import Branch, Entry
from data.document.writing import STEP, new_inside, new_line


def with_entry(node: Branch, position: int, entry: Entry) -> Branch:
    """The branch with one entry replaced."""
    return replace(node, entries=(*node.entries[:position], entry, *node.entries[position + 1 :]))


def with_new(node: Branch, position: int, key: str | None, value: Any) -> Branch:
    """The branch with a new entry at a position, in the style of its neighbours. The branch has entries already."""
    return _new_inside(node, position, key, value) if node.is_flow else _new_line(node, position, key, value)


def _new_line(node: Branch, position: int, key: str | None, value: Any) -> Branch:
    entries, end = list(node.entries), node.end
    blank = "\n" if any(entry.before.lstrip(" ").startswith("\n\n") for entry in entries[1:]) else ""
    before = f"{blank}\n{' ' * node.column}"
    if position == len(entries):
        before, end = end + before, ""
    if position == 0:
        entries[0] = replace(entries[0], before=blank + _later(entries[0].before, node.column))
        before = ""
    entries.insert(position, new_line(key, value, node.column, before))
    return replace(node, entries=tuple(entries), end=end)


def _new_inside(node: Branch, position: int, key: str | None, value: Any) -> Branch:
    entries = list(node.entries)
    gap = entries[-1].before[1:] if len(entries) > 1 else " "
    usual = f",{gap if not gap.strip() else ' '}"
    new = new_inside(key, value, node.column, usual)
    if position < len(entries):  # what stands before the entry at this position belongs to the one before it
        new = replace(new, before=entries[position].before)
        entries[position] = replace(entries[position], before=usual)
    entries.insert(position, new)
    return replace(node, entries=tuple(entries))


def without(node: Branch, gone: set[int]) -> Branch:
    """The branch without some entries: comments inside and beside them go, comment lines above them stay."""
    if not gone:
        return node
    kept, rest = _kept_inside(node, gone) if node.is_flow else _kept_lines(node, gone)
    if kept:
        return replace(node, entries=tuple(kept), end=rest)
    start, end = "{}" if node.is_map else "[]"
    inner = f"{rest}\n{' ' * (node.column + STEP)}" if "#" in rest and not node.is_flow else ""
    return Branch((), node.is_map, True, node.column, start, inner + end)


def _kept_lines(node: Branch, gone: set[int]) -> tuple[list[Entry], str]:
    """The entries that stay, and the comments after the last of them."""
    kept: list[Entry] = []
    orphans = ""
    for n, entry in enumerate(node.entries):
        before = entry.before if n else _later(entry.before, node.column)
        if n in gone:
            orphans += _comments(before, node.column)
            continue
        if n - 1 in gone:
            before = f"{orphans}{_comments(before, node.column) or _blank(before)}\n{' ' * node.column}"
        kept.append(replace(entry, before=before if kept else _first(before)))
        orphans = ""
    return kept, orphans + _comments(f"{node.end}\n", node.column)


def _comments(before: str, column: int) -> str:
    """The comment lines of a separator, with the blank lines above them, at the indentation of the entries.

    Deeper comments could become part of a block text that then stands above them.
    """
    lines = before.split("\n")[1:-1]
    while lines and not lines[-1].strip():
        lines.pop()
    return "".join(f"\n{' ' * column}{line.strip()}" if line.strip() else "\n" for line in lines)


def _blank(before: str) -> str:
    return "\n" if before.startswith("\n\n") else ""


def _later(before: str, column: int) -> str:
    """The separator of a first entry, for one that follows others."""
    return f"\n{' ' * column}{before}"


def _first(before: str) -> str:
    """The separator of a later entry, for the first one."""
    return before.lstrip("\n ") if "#" in before else ""


def _kept_inside(node: Branch, gone: set[int]) -> tuple[list[Entry], str]:
    """The entries that stay, and what follows the last of them; comments follow the entry before them."""
    kept: list[Entry] = []
    gap: str | None = None
    for n, entry in enumerate(node.entries):
        own = entry.before.removeprefix(",") if n else entry.before
        if n in gone:
            gap = own if gap is None else gap
            continue
        own = own if gap is None else gap
        kept.append(replace(entry, before=f",{own}" if kept else own))
        gap = None
    return kept, (gap if gap and "#" in gap else "") + node.end


class New(NamedTuple):
    """An item that a list does not have yet."""

    value: Any


def arranged(node: Branch, items: Sequence[int | New]) -> Branch:
    """The list with its entries (by position) in another order, and new ones among them.

    Comment lines above an entry go with it.
    """
    entries = _items_inside(node, items) if node.is_flow else _items_lines(node, items)
    return replace(node, entries=tuple(entries))


def _items_lines(node: Branch, items: Sequence[int | New]) -> list[Entry]:
    blank = "\n" if any(entry.before.lstrip(" ").startswith("\n\n") for entry in node.entries[1:]) else ""
    before = f"{blank}\n{' ' * node.column}"
    first = replace(node.entries[0], before=_later(node.entries[0].before, node.column))
    old = (first, *node.entries[1:])
    found = [new_line(None, item.value, node.column, before) if isinstance(item, New) else old[item] for item in items]
    return [replace(found[0], before=_first(found[0].before)), *found[1:]]


def _items_inside(node: Branch, items: Sequence[int | New]) -> list[Entry]:
    old = [replace(entry, before=entry.before.removeprefix(",")) for entry in node.entries]
    found = [new_inside(None, item.value, node.column, " ") if isinstance(item, New) else old[item] for item in items]
    first, rest = replace(found[0], before=old[0].before), found[1:]
    return [first, *(replace(entry, before=f",{entry.before or ' '}") for entry in rest)]


def with_entries(node: Branch, entries: Mapping[int, Entry]) -> Branch:
    """The branch with some entries replaced."""
    return replace(node, entries=tuple(entries.get(n, entry) for n, entry in enumerate(node.entries)))
