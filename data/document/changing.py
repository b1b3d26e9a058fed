"""Values changed in the written tree: what stays the same keeps its text, its comments and its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.document.layout import New, arranged, with_entries, with_new, without
from data.document.syntax import Branch, Entry, Leaf, Syntax, values
from data.document.writing import STEP, WIDTH, length, scalar_text, written


def is_same(a: Any, b: Any) -> bool:
    """Whether two plain values are the same; 8000 and 8000.0 are, 1 and true are not."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_same(value, b[key]) for key, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(is_same, a, b))
    are_numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (a, b))
    return bool(a == b) and (are_numbers or type(a) is type(b))


def identity(value: Any) -> str | None:
    """What a record of a list is known by: its id, the catalog record it draws, its geography; a text by itself."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("from") or value.get("geography")
    return value if isinstance(value, str) else None


def names_of(items: list[Any]) -> list[str] | None:
    """What the items of a list are known by; None where one has no name or shares it."""
    names = [name for item in items if (name := identity(item)) is not None]
    return names if len(names) == len(items) == len(set(names)) else None


def changed(node: Syntax, value: Any, column: int, is_inside: bool) -> Syntax:
    """The node with another value.

    Parameters
    ----------
    column : indentation that new lines of the value get [characters].
    is_inside : whether it stands inside brackets.
    """
    if is_same(values(node), value):
        return node
    if isinstance(node, Branch) and value and node.entries and not node.is_odd:
        if node.is_map and isinstance(value, dict):
            return fitted(node, _changed_map(node, value, is_inside), column, is_inside)
        if not node.is_map and isinstance(value, list):
            return fitted(node, _changed_list(node, value, is_inside), column, is_inside)
    return written(value, column, is_inside)


def fitted(old: Branch, new: Branch, column: int, is_inside: bool) -> Syntax:
    """A record in braces that has become too long for a line gets lines of its own."""
    if not new.is_flow or is_inside or column + length(new) <= max(WIDTH, column + length(old)):
        return new
    has_lines_or_comments = any(set("#\n") & set(text) for text in (new.end, *(entry.before for entry in new.entries)))
    return new if has_lines_or_comments else written(values(new), column, is_inside)


def _changed_map(node: Branch, value: dict[str, Any], is_inside: bool) -> Branch:
    gone = {n for n, entry in enumerate(node.entries) if entry.key not in value}
    stay = {
        n: with_value(entry, value[str(entry.key)], node, is_inside)
        for n, entry in enumerate(node.entries)
        if n not in gone
    }
    known = {entry.key for entry in node.entries}
    if not stay:
        return _replaced(node, value, is_inside)
    node = without(with_entries(node, stay), gone)
    for key, item in value.items():
        if key not in known:
            node = with_new(node, len(node.entries), key, item)
    return node


def _changed_list(node: Branch, value: list[Any], is_inside: bool) -> Branch:
    """Records are matched by what they are known by, where all have a name of their own; else by position."""
    before, after = names_of([values(entry.node) for entry in node.entries]), names_of(value)
    if before is None or after is None:
        before, after = [str(n) for n in range(len(node.entries))], [str(n) for n in range(len(value))]
    items = dict(zip(after, value, strict=True))
    gone = {n for n, name in enumerate(before) if name not in items}
    if len(gone) == len(before):
        return _replaced(node, value, is_inside)
    stay = {
        n: with_value(node.entries[n], items[name], node, is_inside) for n, name in enumerate(before) if n not in gone
    }
    node = without(with_entries(node, stay), gone)
    place = {name: n for n, name in enumerate(name for name in before if name in items)}
    order = [place[name] if name in place else New(items[name]) for name in after]
    return node if order == list(range(len(node.entries))) else arranged(node, order)


def _replaced(node: Branch, value: Any, is_inside: bool) -> Branch:
    """All entries anew, in the style of the old ones."""
    fresh = written(value, node.column, is_inside or node.is_flow)
    if isinstance(fresh, Branch):
        return fresh
    raise TypeError("a mapping or list is a branch")


def with_value(entry: Entry, value: Any, parent: Branch, is_inside: bool) -> Entry:
    """The entry with another value."""
    return with_node(entry, changed(entry.node, value, inner_column(entry, parent), is_inside or parent.is_flow))


def inner_column(entry: Entry, parent: Branch) -> int:
    """Indentation that lines of an entry's value have or get [characters]."""
    if has_lines(entry.node) and isinstance(entry.node, Branch) and entry.node.column > parent.column:
        return entry.node.column
    return parent.column + STEP


def has_lines(node: Syntax) -> bool:
    """Whether the node is a mapping or list on lines of its own."""
    return isinstance(node, Branch) and not node.is_flow


def with_node(entry: Entry, node: Syntax) -> Entry:
    """The entry with another node; a comment beside its key stays where the value moves to other lines."""
    if node is entry.node:
        return entry
    gap, trail = entry.gap, entry.trail
    if has_lines(entry.node) and not has_lines(node):
        gap, trail = " " * bool(entry.mark), (gap.rstrip() if "#" in gap else "") + trail
    elif isinstance(node, Branch) and has_lines(node):
        if has_lines(entry.node):
            gap = gap.rstrip(" ") + " " * node.column if "\n" in gap else gap
        elif entry.key is None:
            gap = " "
        else:
            gap, trail = f"{trail}\n{' ' * node.column}", ""
    elif entry.mark and not gap:
        gap = " "
    return replace(entry, gap=gap, node=node, trail=trail)


def with_plain_ends(node: Branch) -> Branch:
    """The branch with block texts that keep the line ends after them (`|+`) in quotes: edits below could add some."""
    return replace(node, entries=tuple(replace(entry, node=_with_plain_end(entry.node)) for entry in node.entries))


def _with_plain_end(node: Syntax) -> Syntax:
    if isinstance(node, Branch):
        return with_plain_ends(node)
    is_kept = node.text[:1] in ("|", ">") and "+" in node.text.split("\n", 1)[0].split("#")[0]
    return Leaf(node.value, scalar_text(node.value)) if is_kept else node
