"""A summary in parts, as Markdown and in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Group
from rich.text import Text

from ui.figures import clean
from ui.tables import grid, point, section


class Part(NamedTuple):
    """A part of the summary: a heading, sentences, a table."""

    title: str
    sentences: list[str]
    columns: tuple[str, ...] = ()
    """Headers; a leading `>` aligns to the right."""
    rows: Sequence[tuple[str, ...]] = ()


def as_markdown(title: str, head: str, parts: Iterable[Part]) -> str:
    """The summary as Markdown; texts of users stay texts."""
    lines = [f"# {_escaped(title)}", "", _escaped(head)]
    for part in parts:
        lines += ["", f"## {_escaped(part.title)}", ""]
        lines += [f"- {_escaped(sentence)}" for sentence in part.sentences]
        if part.rows:
            lines += [""] * bool(part.sentences)
            lines += [_row(" ".join(header.lstrip(">|").split()) for header in part.columns)]
            lines += [_row("---:" if header.startswith(">") else "---" for header in part.columns)]
            lines += [_row(map(_escaped, row)) for row in part.rows]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Text of a scenario that does not become markup."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return clean(text)


def in_terminal(head: str, parts: Iterable[Part]) -> Group:
    """The summary for the terminal."""
    shown = [
        section(part.title, *map(point, part.sentences), *([grid(part.columns, part.rows)] if part.rows else []))
        for part in parts
    ]
    return Group(Text(clean(head), style="bold"), *shown)
