"""Dialogs before a draft becomes the next version, or is thrown away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.document.changes import Change
from ui.editing.desk import Desk

LONGEST_CELL = 300


SAVE, DISCARD = "save", "discard"


def dialogs(desk: Desk) -> None:
    """The dialog that is open, if it is one of these."""
    if desk.dialog == SAVE:
        st.dialog("Save as the next version?", width="large", on_dismiss=desk.close_dialog)(_save)(desk)
    elif desk.dialog == DISCARD:
        st.dialog("Discard the draft?", width="large", on_dismiss=desk.close_dialog)(_discard)(desk)


def _save(desk: Desk) -> None:
    """What changed since the saved version, old and new side by side; then save."""
    session = desk.session
    show_changes(desk)
    problems = len(session.checked.problems)
    if problems:
        st.warning(f"The draft has {problems} problem{'s' if problems > 1 else ''}. It can be saved, but not solved.")
    with st.container(horizontal=True):
        if st.button(f"Save version {session.saved.revision + 1}", type="primary", key="save-now"):
            desk.close_dialog()
            desk.save()
            st.rerun()
        _back(desk)


def _discard(desk: Desk) -> None:
    """What would be lost; then go back to the saved version."""
    show_changes(desk)
    with st.container(horizontal=True):
        if st.button("Discard these changes for good", type="primary", key="discard-now"):
            desk.close_dialog()
            desk.discard()
            st.rerun()
        _back(desk)


def _back(desk: Desk) -> None:
    if st.button("Back to editing", key="dialog-back"):
        desk.close_dialog()
        st.rerun()


def show_changes(desk: Desk) -> None:
    """All differences from the saved version as a table."""
    session = desk.session
    found = session.changes()
    if not found:
        is_same = session.document.text() == session.saved.saved_text
        st.markdown("Nothing differs from the saved version." if is_same else "Only comments or the layout differ.")
        return
    saved = f"Version {session.saved.revision}"
    st.markdown(f"{len(found)} difference{'s' if len(found) > 1 else ''} from {saved.lower()}:")
    st.dataframe(changes_table(found, saved), hide_index=True, key="changes", alt="Changes since the saved version",
                 placeholder="", column_config={"Where": st.column_config.TextColumn(width="large")})  # fmt: skip


def changes_table(found: list[Change], saved: str) -> pd.DataFrame:
    """Where, old, new."""
    return pd.DataFrame(
        [(change.where, cut(change.old_words), cut(change.new_words)) for change in found],
        columns=["Where", saved, "Draft"],
    )


def cut(text: str) -> str:
    """A text short enough for a cell."""
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
