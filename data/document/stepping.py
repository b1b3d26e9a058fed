"""One step of an edit, carried down the written tree."""

from __future__ import annotations

from typing import Any

from data.document.changing import fitted, inner_column, with_node, with_value
from data.document.columns import is_month
from data.document.edits import EditError, Step
from data.document.layout import with_entry, with_new, without
from data.document.syntax import Branch, Syntax, values
from data.document.writing import on_lines, written
from data.problems import Location
from data.schema import names_at


def stepped(top: Branch, step: Step) -> Branch:
    """The top of a document after a step; EditError where its location does not exist."""
    new = _down(top, step, 0, 0, is_inside=False)
    if isinstance(new, Branch) and (new.entries or new.is_flow):
        return new
    raise EditError("the top of a scenario must stay a mapping")


def _down(node: Syntax, step: Step, depth: int, column: int, is_inside: bool) -> Syntax:
    """The node at a depth of the step's location, after the step; `column`: of lines that it may get."""
    if not isinstance(node, Branch):
        if values(node) is not None or step.kind == "remove":
            raise EditError(f"{words(step.at[:depth])}: a single value stands where a record is needed")
        return written(_nest(step.at[depth:], step.value), column, is_inside)
    key = step.at[depth]
    if node.is_map != isinstance(key, str):
        raise EditError(f"{words(step.at)}: there is no such place in the document")
    if node.is_odd:
        return _down(_fresh(values(node), depth, column, is_inside), step, depth, column, is_inside)
    position, is_last = node.find(key), depth == len(step.at) - 1
    if is_last and step.kind == "remove":
        if position is None:
            raise EditError(f"there is nothing at {words(step.at)} to remove")
        return without(node, {position})
    if position is None or (is_last and step.kind == "insert" and isinstance(key, int)):
        return fitted(node, _with_added(node, step, depth, column, is_inside), column, is_inside)
    entry = node.entries[position]
    if is_last:
        return fitted(
            node, with_entry(node, position, with_value(entry, step.value, node, is_inside)), column, is_inside
        )
    inner = _down(entry.node, step, depth + 1, inner_column(entry, node), is_inside or node.is_flow)
    return fitted(node, with_entry(node, position, with_node(entry, inner)), column, is_inside)


def _with_added(node: Branch, step: Step, depth: int, column: int, is_inside: bool) -> Branch:
    """The branch with a new entry, made with all that is missing on the way."""
    key, rest = step.at[depth], step.at[depth + 1 :]
    if step.kind == "remove":
        raise EditError(f"there is nothing at {words(step.at)} to remove")
    if isinstance(key, int) and not 0 <= key <= len(node.entries):
        raise EditError(f"{words(step.at)}: the list has only {len(node.entries)} items")
    value = _nest(rest, step.value)
    if not node.entries and "#" not in node.end:
        fresh = _fresh({key: value} if isinstance(key, str) else [value], depth, column, is_inside)
        return fresh if isinstance(fresh, Branch) else node
    if isinstance(key, int):
        return with_new(node, key, None, value)
    return with_new(node, _place(node, key, step.at[:depth]), key, value)


def _fresh(value: Any, depth: int, column: int, is_inside: bool) -> Syntax:
    """A value written anew; the top of a document always on lines."""
    return on_lines(value, 0) if depth == 0 and value else written(value, column, is_inside)


def _place(node: Branch, key: str, at: Location) -> int:
    """Where a new key goes: months by date, fields after those that the model names before them, others last."""
    keys = [str(entry.key) for entry in node.entries]
    if is_month(key) and all(map(is_month, keys)):
        return sum(other < key for other in keys)
    order = {name: n for n, name in enumerate(("from", *names_at(at)))}
    if key not in order:
        return len(keys)
    before = [n for n, other in enumerate(keys) if order.get(other, len(order)) < order[key]]
    return before[-1] + 1 if before else 0 if keys[0] in order else len(keys)


def _nest(at: Location, value: Any) -> Any:
    """The value inside the mappings and lists that lead to it."""
    for step in reversed(at):
        if isinstance(step, int) and step:
            raise EditError("there is no such place in the document")
        value = {step: value} if isinstance(step, str) else [value]
    return value


def words(at: Location) -> str:
    """A location in words."""
    return ".".join(map(str, at)) or "the scenario"
