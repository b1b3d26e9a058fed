"""A scenario or draft in the store that cannot be opened, for instance because an older version wrote it."""

from __future__ import annotations

import streamlit as st

from data.document import EditError
from data.problems import ScenarioError
from ui.editing.file_menu import stem
from ui.parts.refusals import said
from ui.parts.text import md
from ui.state import person, store


def unreadable(scenario: str, error: ScenarioError | EditError) -> None:
    """Say why; nothing is lost: the text can be downloaded, the draft given up."""
    saved = store().scenarios.find(person(), scenario)
    st.title(md(saved.name), anchor=False)
    st.error("This scenario cannot be opened.")
    for line in str(error).splitlines()[:20]:
        st.text(line)
    st.download_button("Download the saved version", saved.saved_text, f"{stem(saved.name)}.yaml", "application/yaml",
                       key="download-saved", on_click="ignore")  # fmt: skip
    if saved.has_draft and st.button("Give up the draft and open the saved version", key="give-up"):
        with said():
            store().scenarios.discard_draft(person(), scenario)
            st.rerun()
