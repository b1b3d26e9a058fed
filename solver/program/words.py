"""Rows in the user's words: which limit a row states, where, when, how much is allowed, in which unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.program import supply_words, work_words
from solver.program.instance import Instance
from solver.program.said import Words

Key = tuple[Any, ...]


LIMITS: dict[str, Callable[..., Words]] = {**supply_words.LIMITS, **work_words.LIMITS}
"""Rows that state a limit of the user."""

SERVICE = work_words.SERVICE
"""Rows that state what must be served, also when something is lost."""


def words(x: Instance, row: str, key: Key) -> Words:
    """A row of `LIMITS` or `SERVICE` in the user's words."""
    return {**LIMITS, **SERVICE}[row](x, *key)


def when(x: Instance, period: int | None) -> str | None:
    """First month of a period; None for the horizon."""
    return None if period is None else x.scenario.horizon.label(period)
