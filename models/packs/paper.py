"""A paper to be read: sections of sentences, tables and pictures, all in words, as they are set in type."""

from __future__ import annotations

from models.base import Model


class Column(Model):
    """A column of a table."""

    title: str
    """Header, with the unit of what stands under it."""
    is_amount: bool = False
    """Whether it holds figures, which stand under each other to the right."""


class Table(Model):
    """Rows of cells under headers."""

    columns: tuple[Column, ...]
    """Headers, from the left."""
    rows: tuple[tuple[str, ...], ...]
    """Cells, as many in a row as there are columns."""
    total: tuple[str, ...] = ()
    """Cells of the last row, which sums the others; empty: there is none."""


class Picture(Model):
    """A chart."""

    svg: str
    """The drawing."""
    title: str
    """What is shown, with unit and period."""
    about: str
    """Its reading in a sentence, also for those who cannot see it."""


class Section(Model):
    """What is said under one heading."""

    title: str
    """Heading."""
    sentences: tuple[str, ...] = ()
    """What is said, point by point."""
    table: Table | None = None
    """Table under the sentences."""
    picture: Picture | None = None
    """Picture under the table."""
    is_part: bool = False
    """Whether it belongs to the section before it."""


class Paper(Model):
    """A document of a few pages."""

    title: str
    """What it is."""
    about: str
    """Of what, in a line."""
    decision: str
    """What it comes to, in a sentence."""
    sections: tuple[Section, ...]
    """What is said, in order."""
    stamp: str
    """Which run it is of; at the foot of every page."""
