"""YAML text -> tree with positions, guarded against files that are hostile, huge or not YAML 1.2 core.

ruamel.yaml scans and parses; the tree is built here from its events, because the guards must act before anything is
constructed, and because YAML 1.1 surprises (`yes`, sexagesimal numbers, timestamps) must not happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from data.problems import Place, Problem, ScenarioError
from data.tree import Node, Scalar

MAX_BYTES = 2_000_000
"""Largest scenario file; larger tables go into CSV or Parquet files beside it."""
MAX_DEPTH = 40
"""Deepest nesting of lists and mappings."""
MAX_VALUES = 60_000
"""Most values in one file: some 15,000 lines, or about two seconds of parsing."""
TABLES_HINT = "put large tables into CSV or Parquet files, see `tables`"

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
UNPRINTABLE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no scenario may hold."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def resolve(text: str) -> Scalar:
    """The value of a plain scalar by the core schema of YAML 1.2; dates and `yes` / `no` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def read_tree(path: Path, name: str, problems: list[Problem]) -> Node | None:
    """Read a YAML file.

    Parameters
    ----------
    path : the file.
    name : what to call it in problems.
    problems : everything found wrong is added here.

    Returns
    -------
    The tree, whose root is a mapping; None where the file cannot be read as one.
    """
    try:
        text = read_text(path, name, MAX_BYTES)
    except ScenarioError as error:
        problems.extend(error.problems)
        return None
    return parse_tree(text, name, problems)


def parse_tree(text: str, name: str, problems: list[Problem]) -> Node | None:
    """The tree of a YAML text, whose root is a mapping; None, with problems, where it cannot be read as one."""
    try:
        _refuse_unprintable(text, name)
        root = _Builder(text, name, problems).document()
    except ScenarioError as error:
        problems.extend(error.problems)
        return None
    if isinstance(root.value, dict):
        return root
    message = "the file is empty" if root.value is None else "the file is not a mapping"
    message += "; it must hold `field: value` lines, such as `name: My plan`"
    problems.append(Problem.at(root.place, "scenario", message))
    return None


def read_text(path: Path, name: str, max_bytes: int, what: str = "scenario") -> str:
    """The text of a UTF-8 file (with or without byte order mark) of at most `max_bytes`; ScenarioError otherwise."""
    start = Place(name, 1, 1)
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioError([Problem.at(start, what, f"the file cannot be read: {reason}")]) from None
    return decoded(raw, name, max_bytes, what)


def decoded(raw: bytes, name: str, max_bytes: int, what: str = "scenario") -> str:
    """The text of the bytes of a file, as `read_text` gives it."""
    start = Place(name, 1, 1)
    if len(raw) > max_bytes:
        hint = f"; {TABLES_HINT}" if what == "scenario" else ""
        raise ScenarioError([Problem.at(start, what, f"the file is larger than {max_bytes / 1e6:g} MB{hint}")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_in(raw[: error.start].decode("utf-8", errors="replace"), name)
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file with the encoding UTF-8"
        raise ScenarioError([Problem.at(place, what, message)]) from None


def _place_in(before: str, name: str) -> Place:
    """The place that follows a text."""
    return Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _refuse_unprintable(text: str, name: str) -> None:
    if found := UNPRINTABLE.search(text):
        message = f"the character U+{ord(found[0]):04X} is not allowed in a text file; remove it"
        raise ScenarioError([Problem.at(_place_in(text[: found.start()], name), "scenario", message)])


class _Builder:
    """Builds the tree of one document from the parser's events."""

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.last = Place(name, 1, 1)
        self.count = 0
        self.events = self._events(text)

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name, 1, 1)
            context = f" ({error.context})" if error.context else ""
            message = f"not valid YAML: {error.problem}{context}"
            raise ScenarioError([Problem.at(place, "scenario", message)]) from None
        except (ValueError, OverflowError, AssertionError):  # ruamel's own on escapes beyond Unicode and %YAML 1.9
            message = "not valid YAML: an escape or a directive that cannot be read"
            raise ScenarioError([Problem.at(self.last, "scenario", message)]) from None

    def document(self) -> Node:
        """The only document of the stream; an empty stream gives a null."""
        root = Node(None, Place(self.name, 1, 1))
        for count, event in enumerate(self._starts()):
            if count:
                self._stop(event, "a second document starts here; a scenario file holds one")
            root = self._node(next(self.events), 1)
        return root

    def _starts(self) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                yield event
            elif isinstance(event, StreamEndEvent | DocumentEndEvent):
                continue

    def _node(self, event: Any, depth: int) -> Node:
        self._guard(event, depth)
        node = Node(None, self._place(event))
        end = event
        if isinstance(event, ScalarEvent):
            node.value = self._scalar(event)
        elif isinstance(event, SequenceStartEvent):
            node.value = []
            while not isinstance(end := next(self.events), SequenceEndEvent):
                node.value.append(self._node(end, depth + 1))
        else:
            node.value, end = self._entries(depth)
        node.span = event.start_mark.index, end.end_mark.index
        return node

    def _entries(self, depth: int) -> tuple[dict[str, Node], Any]:
        """The entries of a mapping, and the event that ends it."""
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._guard(event, depth)
            if not isinstance(event, ScalarEvent):
                self._stop(event, "a key must be a word, not a list or mapping")
            name, key = str(event.value), self._place(event)
            self._scalar(event)
            span = event.start_mark.index, event.end_mark.index
            node = self._node(next(self.events), depth + 1)
            node.key, node.key_span = key, span
            if name in entries:
                first = entries[name].where()
                self._report(key, f"the key {name!r} is already given in line {first.line}; give it once")
            entries.setdefault(name, node)
        return entries, event

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text = str(event.value)
        if _LONE_SURROGATE.search(text):
            self._stop(event, "half of a surrogate pair is not a character; write the character itself")
        return resolve(text) if event.style is None else text

    def _guard(self, event: Any, depth: int) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            self._stop(event, f"more than {MAX_VALUES} values; {TABLES_HINT}")
        if isinstance(event, AliasEvent):
            self._stop(event, f"aliases such as *{event.anchor} are not allowed; write the value out")
        if event.anchor is not None:
            self._stop(event, f"anchors such as &{event.anchor} are not allowed; write the value out")
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._stop(event, f"tags such as {tag} are not allowed; quote what is text")
        if depth > MAX_DEPTH:
            self._stop(event, f"nested deeper than {MAX_DEPTH} levels")

    def _place(self, event: Any) -> Place:
        self.last = Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        return self.last

    def _report(self, place: Place, message: str) -> None:
        self.problems.append(Problem.at(place, "scenario", message))

    def _stop(self, event: Any, message: str) -> None:
        raise ScenarioError([Problem.at(self._place(event), "scenario", message)])
