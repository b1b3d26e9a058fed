"""The run that the address names."""

from __future__ import annotations

import streamlit as st

from data.store import NotFound
from models.run import Run
from ui.parts.pages import link
from ui.state import person, store


def chosen_run() -> Run:
    """The run of `?run=`; without one the view ends here, with a way on."""
    try:
        return store().runs.find(person(), st.query_params.get("run", ""))
    except NotFound:
        st.error("There is no such run, or it is not shared with you.")
        link("history", "All runs you may see")
        st.stop()
