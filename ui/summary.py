"""A summary in parts, each a heading, sentences and a table: as Markdown and in the terminal, from the same parts."""

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
    sentences: Sequence[str]
    columns: tuple[str, ...] = ()
    """Headers, in Markdown as they are; a leading `>` aligns to the right, `|` never wraps in the terminal."""
    rows: Sequence[tuple[str, ...]] = ()


def as_markdown(title: str, head: str, parts: Iterable[Part]) -> str:
    """The summary as Markdown; no text of a scenario becomes markup."""
    lines = [f"# {escaped(title)}", "", escaped(head)]
    for part in parts:
        lines += ["", f"## {escaped(part.title)}", ""]
        lines += [f"- {escaped(sentence)}" for sentence in part.sentences]
        if part.rows:
            lines += [""] * bool(part.sentences)
            lines += [_row(clean(header.lstrip(">|")) for header in part.columns)]
            lines += [_row("---:" if header.startswith(">") else "---" for header in part.columns)]
            lines += [_row(map(escaped, row)) for row in part.rows]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Text of a scenario that does not become markup."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return clean(text)


def on_screen(head: str, parts: Iterable[Part]) -> Group:
    """The summary for the terminal."""
    return Group(Text(clean(head), style="bold"), *map(shown, parts))


def shown(part: Part) -> Group:
    """A part for the terminal."""
    return section(part.title, *map(point, part.sentences), *([grid(part.columns, part.rows)] if part.rows else []))
