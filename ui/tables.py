"""The one look of tables and headings in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ui.figures import clean


def section(title: str, *parts: RenderableType) -> Group:
    """A heading with what belongs under it, after an empty line."""
    return Group(Text(), Text(clean(title), style="bold"), *parts)


def point(text: str) -> Padding:
    """A line of a list; where it wraps it stays indented."""
    return Padding(Text(clean(text)), (0, 0, 0, 2), expand=False)


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]], total: Sequence[str] | None = None) -> Table:
    """A table of texts.

    Parameters
    ----------
    columns: headers; a leading `>` aligns to the right and never wraps, a leading `|` never wraps.
    rows: cells.
    total: a last row, set off by a line.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for header in columns:
        table.add_column(
            Text(header.lstrip(">|")),
            justify="right" if header.startswith(">") else "left",
            no_wrap=header.startswith((">", "|")),
            overflow="fold",
        )
    body = list(rows)
    for n, row in enumerate(body):
        table.add_row(*(Text(clean(cell)) for cell in row), end_section=total is not None and n == len(body) - 1)
    if total is not None:
        table.add_row(*(Text(clean(cell), style="bold") for cell in total))
    return table
