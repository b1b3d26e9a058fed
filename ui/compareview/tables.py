"""Figures of several plans as one table: absolute, difference and % from the first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.document import changes
from data.plan_comparison import Compared

LETTERS = ("A", "B", "C", "D")
"""Names of the plans in headers; the first is the base."""
BASE = f"{LETTERS[0]} (base)"
"""Header of the plan from which differences are taken."""


def comparison_frame(rows: Sequence[Compared]) -> pd.DataFrame:
    """One row a figure: its value in every plan, and for every plan but the first difference and %.

    Parameters
    ----------
    rows: figures, each with one amount per plan; the plans are called A (base), B, C, D.
    """
    base, *others = LETTERS[: len(rows[0].amounts) if rows else 1]
    columns: dict[str, list[object]] = {
        "Figure": [row.name for row in rows],
        "Unit": [row.unit for row in rows],
        BASE: [row.amounts[0] for row in rows],
    }
    for n, letter in enumerate(others, start=1):
        columns[letter] = [row.amounts[n] for row in rows]
        columns[f"{letter} - {base}"] = [row.differences[n] for row in rows]
        shares = [row.shares[n] for row in rows]
        columns[f"{letter} - {base} [%]"] = [None if share is None else 100 * share for share in shares]
    return pd.DataFrame(columns)


def input_changes(base: dict[str, object], other: dict[str, object]) -> pd.DataFrame:
    """What differs between two scenario documents: where, in the first, in the second."""
    found = [(change.where, change.old_words, change.new_words) for change in changes(base, other)]
    return pd.DataFrame(found, columns=["Input", f"In {BASE}", "Here"])


def lettered(names: Sequence[str]) -> list[str]:
    """Names with their letters, the base marked."""
    return [f"{letter}, {name}" for letter, name in zip((BASE, *LETTERS[1:]), names, strict=False)]


def distinct(names: Sequence[str]) -> list[str]:
    """Names that tell the plans apart: numbered where two are the same."""
    return [name if names.count(name) == 1 else f"{n}. {name}" for n, name in enumerate(names, start=1)]
