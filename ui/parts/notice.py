"""What must be said about a run wherever it shows."""

from __future__ import annotations

import streamlit as st

from models.run import Run
from ui.parts.text import md
from ui.parts.words import approved, quotes_expired


def frozen_notice(run: Run) -> None:
    """Say that a run is frozen: by whom, since when, until when its quotes hold, and with what note."""
    line = approved(run)
    if line is None or run.approval is None:
        return
    text = md(f"{line}. {run.approval.note}".strip())
    if quotes_expired(run):
        st.warning(text)
    else:
        st.info(text)
