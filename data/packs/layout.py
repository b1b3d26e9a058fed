"""What a document is made of, so that Word and PDF say the same: headings, lines, lists and tables with fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from data.packs.wording import cleaned, sandbox
from models.packs.marking import Redacted


class Heading(NamedTuple):
    """A heading, or the title at level 0; shown where `when` names something that is not empty."""

    text: str
    level: int = 1
    when: str = ""


class Line(NamedTuple):
    """A paragraph; shown where `when` names something that is not empty."""

    text: str
    when: str = ""


class Bullets(NamedTuple):
    """A line for every item of a list, which is called `item`."""

    rows: str
    text: str = "{{ item }}"


class Column(NamedTuple):
    """A column: header, text of a cell, width as a share of the table; an empty text is a cell to fill in."""

    header: str
    text: str
    width: float


class Grid(NamedTuple):
    """A table with a row for every item of a list."""

    rows: str
    name: str
    """What an item is called in the texts of its columns."""
    columns: Sequence[Column]


Element = Heading | Line | Bullets | Grid
Said = dict[str, Any]
"""An element with its texts filled in: `kind`, then `text`, `items`, or `headers`, `widths` and `rows`."""


def said(layout: Sequence[Element], content: Redacted) -> Iterator[Said]:
    """The elements with what the content has for their fields, as values of JSON; empty tables are left out."""
    filled = _Filled(cleaned(content))
    for element in layout:
        found = filled.of(element)
        if found:
            yield found


class _Filled:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content, self.reader = content, sandbox(autoescape=False)

    def text(self, template: str, **more: Any) -> str:
        return self.reader.from_string(template).render({**self.content, **more})

    def of(self, element: Element) -> Said | None:
        if isinstance(element, (Heading, Line)):
            if element.when and not self.content[element.when]:
                return None
            text = self.text(element.text)
            if isinstance(element, Line):
                return {"kind": "line", "text": text}
            return {"kind": "heading", "text": text, "level": element.level}
        items = self.content[element.rows]
        if not items:
            return None
        if isinstance(element, Bullets):
            return {"kind": "bullets", "items": [self.text(element.text, item=item) for item in items]}
        texts = [self.reader.from_string(column.text) for column in element.columns]
        return {
            "kind": "grid",
            "headers": [column.header for column in element.columns],
            "widths": [column.width for column in element.columns],
            "rows": [[text.render({**self.content, element.name: item}) for text in texts] for item in items],
        }
