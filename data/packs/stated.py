"""Totals of a workbook beside what the plan states."""

from __future__ import annotations

from typing import NamedTuple

from data.packs.book import Page


class Total(NamedTuple):
    """A total that a sheet computes, and the figure of the plan that it must equal to the cent."""

    what: str
    """What it is, with its unit."""
    cell: str
    """Where it is computed: `'Cost by month'!$G$20`."""
    value: float
    """What the formula gives."""
    plan: float
    """What the plan states."""


class Stated(NamedTuple):
    """A sheet with the totals that are checked against the plan."""

    page: Page
    stated: tuple[Total, ...] = ()
