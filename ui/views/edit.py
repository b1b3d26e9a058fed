"""Everything a scenario holds, to be edited; `?scenario=` says which, `&section=` where to start."""

from __future__ import annotations

import streamlit as st

from data.document import EditError
from data.problems import ScenarioError
from data.store import NotFound
from ui.editing.body import body
from ui.editing.checks import checks_panel
from ui.editing.desk import Desk
from ui.editing.head import head
from ui.editing.problems_panel import problems_panel
from ui.editing.session import Session
from ui.editing.taking import take
from ui.editing.unreadable import unreadable
from ui.parts.pages import go, link
from ui.state import person, store

DESK = "desk"


def view() -> None:
    """Head, problems, the chosen section, and what can be said before solving."""
    desk = _desk(_asked())
    head(desk)
    problems_panel(desk)
    body(desk)
    checks_panel(desk)


def _asked() -> str:
    """The scenario that the address names; the browser's way back names none, then it is the one of before."""
    known = st.session_state.get(DESK)
    if "scenario" not in st.query_params and isinstance(known, Desk):
        go("edit", scenario=known.session.id, section=known.section)
    return st.query_params.get("scenario", "")


def _desk(scenario: str) -> Desk:
    """The desk of a scenario, kept while the browser session stays with it; the view ends where there is none."""
    known = st.session_state.get(DESK)
    try:
        if not isinstance(known, Desk) or known.session.id != scenario or known.session.person != person():
            known = st.session_state[DESK] = Desk(Session.open(store(), person(), scenario))
        else:
            take(known)
            known.keep_step()
    except NotFound:
        st.error("There is no such scenario, or it is not yours.")
        link("start", "All your scenarios")
        st.stop()
    except (ScenarioError, EditError) as error:
        unreadable(scenario, error)
        st.stop()
    return known
