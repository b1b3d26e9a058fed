"""Papers as PDF, set by typst from a template of ours; the same paper gives the same bytes on every machine."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import ModuleType

from models.packs.paper import Column, Paper, Table

TEMPLATES = Path(__file__).parent / "templates"
EXTRA = "pip install 'steelyard[export]'"
WIDEST, NARROWEST = 36, 6
"""Letters of a line that a column of text asks for at most, and any column at least."""
SHORT = 16
"""Letters up to which a text stands on one line, as figures do."""
MOST_DIGITS = 18
"""Letters that a column of figures gets at most; longer ones are broken."""
POINTS_PER_LETTER = 4.4
"""Width of a digit in tables [pt], with room."""


class ExportMissingError(Exception):
    """What sets documents in type is not installed."""


def paper_pdf(paper: Paper) -> bytes:
    """A paper as PDF, with the fonts that typst brings along and no other file than the template.

    Raises
    ------
    ExportMissingError
        when typst is not installed.
    """
    content = paper.model_dump()
    for section, said in zip(content["sections"], paper.sections, strict=True):
        if said.table:
            section["table"]["widths"] = widths_of(said.table)
    pdf = _typst().compile(
        str(TEMPLATES / "paper.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        font_paths=[],
        format="pdf",
        sys_inputs={"paper": json.dumps(content)},
        timestamp=0,
    )
    return bytes(pdf)


def widths_of(table: Table) -> list[tuple[float, int]]:
    """Width of each column: of figures and short texts in points, for one line; else a share of what is left."""
    lines = [*table.rows, *([table.total] if table.total else [])]
    return [_width(column, [row[n] for row in lines]) for n, column in enumerate(table.columns)]


def _width(column: Column, cells: list[str]) -> tuple[float, int]:
    longest = max(map(len, cells), default=0)
    word = max(map(len, column.title.split()), default=0)
    letters = max(longest, word, NARROWEST) + 2
    if column.is_amount or letters <= SHORT:
        return POINTS_PER_LETTER * min(letters, MOST_DIGITS), 0
    return 0.0, min(letters, WIDEST)


@cache
def _typst() -> ModuleType:
    try:
        import typst
    except ImportError:
        raise ExportMissingError(f"documents need the extra `export`: {EXTRA}") from None
    return typst
