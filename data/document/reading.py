"""YAML text -> the tree of what is written, through the guards that every scenario file passes."""

from __future__ import annotations

import re
from dataclasses import replace

from data.document.syntax import Branch, Entry, Leaf, Syntax, Written
from data.problems import Place, Problem, ScenarioError
from data.tree import Node, Scalar
from data.yaml_source import MAX_BYTES, decoded, parse_tree

_TRAIL = re.compile(r"[ \t]*(#[^\n]*)?(?=\n|\Z)")
_KEEPS = re.compile(r"[|>]\d?\+")
_COLON = re.compile(r"[ \t]*:")


def read(text: str | bytes, name: str) -> tuple[Written, str]:
    """Read a document.

    Parameters
    ----------
    text : the file; line ends become line feeds inside.
    name : what to call it in problems.

    Returns
    -------
    The document and its line end.

    Raises
    ------
    ScenarioError
        where the guards of `data.yaml_source` refuse the text, or a key is given twice.
    """
    text = _decoded(text, name)
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    root = parse_tree(text, name, problems)
    if root is None or problems:
        raise ScenarioError(problems)
    return _whole(text, root), line_end


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, bytes):
        return decoded(text, name, MAX_BYTES)
    if len(text) > MAX_BYTES:
        raise ScenarioError([Problem.at(Place(name, 1, 1), "scenario", f"larger than {MAX_BYTES / 1e6:g} MB")])
    return decoded(text.removeprefix("\ufeff").encode("utf-8", errors="surrogatepass"), name, MAX_BYTES)


def _whole(text: str, root: Node) -> Written:
    start = root.span[0]
    top, end = _Reader(text).node(root)
    if isinstance(top, Branch):
        return Written(text[:start], top, text[end:], _KEEPS.search(text) is not None)
    raise TypeError("the top of a document is a mapping")


class _Reader:
    """Cuts a text along its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def node(self, node: Node, is_inside: bool = False) -> tuple[Syntax, int]:
        """The syntax of a node, and where it ends; `is_inside`: whether it stands in brackets."""
        start, end = node.span
        if not isinstance(node.value, dict | list):
            return self._leaf(node.value, start, end)
        is_flow = self.text[start : start + 1] == ("{" if isinstance(node.value, dict) else "[")
        branch, last = self._branch(node, is_flow)
        if is_inside and not is_flow:  # a pair in a list without braces of its own
            branch = replace(branch, is_odd=True)
        return branch, last

    def _leaf(self, value: Scalar, start: int, end: int) -> tuple[Syntax, int]:
        text = self.text[start:end]
        if text[:1] in ("|", ">"):  # line ends after a block text belong to what follows, unless they are kept (`+`)
            keeps = "+" in text.split("\n", 1)[0].split("#")[0]
            text = text.removesuffix("\n") if keeps else text.rstrip("\n")
        return Leaf(value, text), start + len(text)

    def _branch(self, node: Node, is_flow: bool) -> tuple[Branch, int]:
        is_map = isinstance(node.value, dict)
        start, end = node.span
        position = start + is_flow
        entries: list[Entry] = []
        fits = True
        for key, child in node.entries.items() if is_map else ((None, item) for item in node.items):
            entry, position = self._entry(key, child, position, is_flow)
            fits &= _is_usual(entry, is_flow, not entries)
            entries.append(entry)
        if not is_flow:
            return Branch(tuple(entries), is_map, False, node.place.column - 1, is_odd=not fits), position
        rest = self.text[position:end]
        fits &= "," not in rest.lstrip(",")
        return Branch(tuple(entries), is_map, True, node.place.column - 1, self.text[start], rest, not fits), end

    def _entry(self, key: str | None, child: Node, position: int, is_flow: bool) -> tuple[Entry, int]:
        """An entry that starts at or after a position, and where it ends."""
        value, end = child.span
        if key is not None:
            first, after = child.key_span
            colon = _COLON.match(self.text, after)
            mark = colon.end() if colon and colon.end() <= value else value
        else:
            first = value if is_flow else self._dash(position, value)
            mark = first + (not is_flow)
        if value == end:  # nothing is written: the parser's mark is where the next thing begins
            value = mark
            child.span = (mark, mark)
        node, last = self.node(child, is_flow)
        trail = "" if is_flow else self._trail(node, last)
        texts = self.text[position:first], self.text[first:mark], self.text[mark:value]
        return Entry(*texts, node, trail, key), last + len(trail)

    def _dash(self, position: int, value: int) -> int:
        """Where the dash of an item stands: the first one outside comments."""
        while position < value:
            char = self.text[position]
            if char == "-":
                return position
            position = self.text.find("\n", position) if char == "#" else position + 1
        return value

    def _trail(self, node: Syntax, end: int) -> str:
        if isinstance(node, Branch) and not node.is_flow:
            return ""
        found = _TRAIL.match(self.text, end)
        return found[0] if found else ""


def _is_usual(entry: Entry, is_flow: bool, is_first: bool) -> bool:
    """Whether an entry has a form that edits beside it can keep."""
    if entry.key is not None and not entry.mark.endswith(":"):
        return False
    if is_flow:
        return entry.before.startswith(",") != is_first and (not is_first or "," not in entry.before)
    lines = [line.strip() for line in entry.before.split("\n")]
    is_clean = all(not line or line.startswith("#") for line in lines[:-1]) and not lines[-1]
    return is_clean and (len(lines) == 1) == is_first
