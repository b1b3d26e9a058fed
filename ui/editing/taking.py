"""What a person typed, taken from the widgets into the document.

Streamlit may start the next run of a view while the one before is still under way, and stops the latter wherever it
next touches a widget. So nothing hangs on a callback of the widget typed into: the values of all widgets are read,
without a place to stop in between, at the beginning of every run and of every action, and compared with what the
document already has. One run at a time may do so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from data.document import EditError
from ui.editing.desk import Desk
from ui.editing.showing import Showing


def take(desk: Desk) -> None:
    """Take over what was typed into the grids and forms on the view."""
    with desk.lock:
        state = st.session_state.to_dict()
        for key, showing in list(desk.showings.items()):
            if not showing.is_in(state):
                desk.showings.pop(key, None)
            elif desk.showings.get(key) is showing:
                _take(desk, key, showing, state)


def _take(desk: Desk, key: str, showing: Showing, state: Mapping[str, Any]) -> None:
    delta = showing.read(state)
    if delta == showing.delta:
        return
    try:
        edit = showing.edit(desk.session.document, delta)
    except EditError as error:
        desk.refuse(f"Not changed: {error}.")
        return
    showing.delta = delta
    desk.edit(edit, by=key)


def act(desk: Desk, action: Callable[..., object], *arguments: object) -> None:
    """Do something with the desk, after what was typed before it."""
    with desk.lock:
        take(desk)
        action(*arguments)
