"""Parts of papers that are made alike: tables from headers and cells, long lists cut with a word on the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from data.packs.typesetting import ExportMissingError, paper_pdf
from models.packs.paper import Column, Paper, Section, Table
from models.packs.stamp import Stamp
from ui.exits import Exit, SteelyardError
from ui.figures import clean, percent
from ui.summary import Part, as_markdown

Row = TypeVar("Row")


def table(headers: Sequence[str], rows: Iterable[tuple[str, ...]], total: tuple[str, ...] = ()) -> Table | None:
    """A table; a header with a leading `>` is of figures. Columns that say nothing are left out; without rows none."""
    cells = [tuple(map(clean, row)) for row in rows]
    kept = [n for n in range(len(headers)) if any(row[n] for row in cells)]
    columns = tuple(Column(title=headers[n].lstrip(">"), is_amount=headers[n].startswith(">")) for n in kept)
    said = tuple(tuple(row[n] for n in kept) for row in cells)
    return Table(columns=columns, rows=said, total=tuple(total[n] for n in kept) if total else ()) if cells else None


def section(title: str, sentences: Iterable[str] = (), found: Table | None = None, is_part: bool = False) -> Section:
    """A section whose texts hold no control characters."""
    return Section(title=title, sentences=tuple(map(clean, sentences)), table=found, is_part=is_part)


def most(rows: Sequence[Row], number: int) -> tuple[Sequence[Row], int]:
    """The first rows, and how many more there are; one more is shown rather than said."""
    shown = rows if len(rows) <= number + 1 else rows[:number]
    return shown, len(rows) - len(shown)


def first_names(names: Sequence[str], number: int = 4) -> str:
    """`A, B and 3 more`."""
    shown, more = most(names, number)
    said = [*shown, f"{more} more"] if more else list(shown)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def foot(stamp: Stamp) -> str:
    """The stamp in a line, for the foot of every page."""
    return clean(
        f"Run {stamp.run}, {stamp.approval_in_full}. "
        f"Input SHA-256 {stamp.input_hash[:16]}, prices as of {stamp.as_of}. "
        f"Gap {percent(stamp.gap)}, audit {stamp.audit}. Internal: not for vendors."
    )


def provenance(stamp: Stamp, gap_of_all: float | None = None) -> Section:
    """The stamp in full, with the gap of a plan for all cases where it is part of one."""
    all_cases = "" if gap_of_all is None else f" in this case, {percent(gap_of_all)} of all cases together"
    said = [
        f"Run {stamp.run}: scenario {stamp.scenario}, case {stamp.case}, prices as of {stamp.as_of}.",
        f"SHA-256 of the input: {stamp.input_hash}.",
        f"Gap {percent(stamp.gap)} of the cost that decisions change{all_cases}; independent audit {stamp.audit}.",
        f"Approval: {stamp.approval_in_full}.",
        *([f"Said at the approval: {stamp.approval_note}"] if stamp.approval_note else []),
    ]
    return section("Where these figures come from", said)


def both_forms(stem: str, paper: Paper) -> dict[str, bytes]:
    """A paper as PDF and as Markdown.

    Raises
    ------
    SteelyardError
        when what sets it in type is not installed.
    """
    try:
        pdf = paper_pdf(paper)
    except ExportMissingError as error:
        raise SteelyardError(Exit.FAILED, [str(error)]) from None
    return {f"{stem}.pdf": pdf, f"{stem}.md": _markdown(paper).encode()}


def _markdown(paper: Paper) -> str:
    """The same in Markdown, pictures by their readings."""
    head = f"{paper.about}. {paper.decision}"
    return as_markdown(paper.title, head, [*map(_part, paper.sections), Part("Stamp", [paper.stamp])])


def _part(found: Section) -> Part:
    picture = [f"{found.picture.title}: {found.picture.about}"] if found.picture else []
    if found.table is None:
        return Part(found.title, [*found.sentences, *picture])
    columns = tuple(f">{column.title}" if column.is_amount else column.title for column in found.table.columns)
    rows = [*found.table.rows, *([found.table.total] if found.table.total else [])]
    return Part(found.title, [*found.sentences, *picture], columns, rows)
