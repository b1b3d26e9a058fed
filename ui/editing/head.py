"""The head of the editor: name, state of the draft, and what is done with the scenario as a whole."""

from __future__ import annotations

import streamlit as st

from ui.editing.desk import Desk
from ui.editing.file_menu import file_menu
from ui.editing.saving import DISCARD, SAVE, dialogs
from ui.editing.session import Session
from ui.editing.solving import solve_menu
from ui.editing.taking import act
from ui.parts.text import md
from ui.parts.words import local, when

LONGEST_LINE = 160


def head(desk: Desk) -> None:
    """Title, state, toolbar, and what there is to say about the last thing done."""
    session = desk.session
    st.title(md(session.saved.name), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        undone, done = session.draft.undone, session.draft.done
        st.button("Undo", on_click=act, args=(desk, desk.undo), disabled=not done, shortcut="Alt+Z", key="undo",
                  help=md(f"Take back: {done[-1].words}", 300) if done else "Nothing to undo.")  # fmt: skip
        st.button("Redo", on_click=act, args=(desk, desk.redo), disabled=not undone, shortcut="Alt+Y", key="redo",
                  help=md(f"Do again: {undone[-1].words}", 300) if undone else "Nothing to redo.")  # fmt: skip
        st.button("Save ...", on_click=act, args=(desk, desk.open_dialog, SAVE), disabled=not done, key="save",
                  help="See what changed since the saved version, then save.")  # fmt: skip
        st.button("Discard ...", on_click=act, args=(desk, desk.open_dialog, DISCARD), disabled=not done, key="discard",
                  help="Go back to the saved version.")  # fmt: skip
        solve_menu(desk)
        file_menu(desk)
        st.caption(state_words(desk), width="stretch")
    dialogs(desk)
    if desk.notice is not None and desk.notice.level != "info":
        show = st.warning if desk.notice.level == "warning" else st.error
        show(md(desk.notice.text, 600))


def state_words(desk: Desk) -> str:
    """`Autosaved 14:02, 3 changes since version 4`, after what was done last if the toolbar did it; in markdown."""
    said = f"{desk.notice.text}. " if desk.notice and desk.notice.level == "info" else ""
    return md(said + _draft_words(desk.session), LONGEST_LINE)


def _draft_words(session: Session) -> str:
    version = f"version {session.saved.revision}"
    count = session.draft.cursor
    if not count:
        return f"No changes since {version}, saved {when(session.saved.saved_at)}"
    moment = session.edited_at
    saved = f"Autosaved {local(moment):%H:%M}" if moment else "Autosaved"
    return f"{saved}, {count} change{'s' if count > 1 else ''} since {version}"
