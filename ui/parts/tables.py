"""Tables on a view: numbers with thousands separators, empty cells empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from ui.parts.meanings import meaning

TINY, TINIEST = "%.4g", 0.1
"""Numbers below which three decimals are too few, such as USD per token, and how they are shown."""
PERCENT = "[%]"
"""End of the header of a column in percent."""

WIDE = {"Limit": 580, "Gave first": 260, "What goes wrong": 420}
"""Columns of sentences that differ at their ends, and how wide they are [px]."""


def frame(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows under headers."""
    return pd.DataFrame(list(rows), columns=list(headers))


def show_frame(data: pd.DataFrame, label: str, key: str | None = None, height: int | Literal["auto"] = "auto") -> None:
    """A table to read, search and sort; `label` is what a screen reader says."""
    numbers = data.select_dtypes("number")
    config = {name: _column(str(name), numbers.get(name)) for name in data.columns}
    st.dataframe(data, hide_index=True, column_config=config, height=height, alt=label, placeholder="", key=key)


def _column(header: str, numbers: Any) -> Any:
    """How a column is shown, and what its header means; `numbers` is None where it holds text."""
    if numbers is None:
        return st.column_config.Column(help=meaning(header), width=WIDE.get(header))
    form = "%.1f" if header.endswith(PERCENT) else TINY if 0 < numbers.abs().max() < TINIEST else "localized"
    return st.column_config.NumberColumn(format=form, help=meaning(header))


def whole(usd: float | None) -> int | None:
    """An amount for a table, rounded to the dollar; empty where there is none."""
    return None if usd is None else round(usd) + 0
