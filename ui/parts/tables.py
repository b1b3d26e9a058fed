"""Tables on a view: numbers with thousands separators, empty cells empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

PERCENT = "[%]"
"""End of the header of a column in percent."""


def frame(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows under headers."""
    return pd.DataFrame(list(rows), columns=list(headers))


def show_frame(data: pd.DataFrame, label: str, key: str | None = None, height: int | Literal["auto"] = "auto") -> None:
    """A table to read, search and sort; `label` is what a screen reader says."""
    config = {
        name: st.column_config.NumberColumn(format="%.1f" if str(name).endswith(PERCENT) else "localized")
        for name in data.select_dtypes("number").columns
    }
    st.dataframe(data, hide_index=True, column_config=config, height=height, alt=label, placeholder="", key=key)
