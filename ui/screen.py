"""Printing to the terminal."""

from __future__ import annotations

import os

from rich.console import Console, RenderableType

WIDTH = 100
"""Columns where there is no terminal to ask, such as a pipe or a file."""


def show(report: RenderableType, width: int = WIDTH) -> None:
    """Print a report to standard output, in so many columns where it is not a terminal."""
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = width
    console.print(report)
