"""The text of the scenario, to be edited as it is."""

from __future__ import annotations

import streamlit as st

from data.document import Document
from data.problems import Problem, ScenarioError
from ui.editing.desk import Desk
from ui.editing.rewriting import Rewrite
from ui.editing.taking import act
from ui.parts.text import md

HEIGHT_PX = 560
AROUND = 3
"""Lines shown before and after the line of a problem."""
SHOWN = 20
MONOSPACE = "<style>.st-key-yaml-text textarea {font-family: 'Source Code Pro', monospace; font-size: 0.875rem}</style>"
"""Indentation means something in YAML, so that every character must be as wide as the others."""


def yaml_section(desk: Desk) -> None:
    """The text and a button that takes it over; what cannot be read leaves the draft as it is."""
    text = desk.session.document.text()
    if desk.focus is not None and desk.focus.place.grid is None:
        st.code(numbered(text, desk.focus.problem), language=None)
    for problem in desk.unread[:SHOWN]:
        st.error(md(f"Not taken over. Line {problem.line}, column {problem.column}: {problem.message}"))
    if desk.typed is not None and desk.typed.content is not desk.session.document.content:
        st.warning("The draft has changed since you typed here. Taking the text over undoes those changes.")
    key = f"yaml-{desk.text_number()}"
    shown = text if desk.typed is None else desk.typed.text
    with st.container(key="yaml-text"):
        st.html(MONOSPACE)
        st.text_area("Scenario as YAML", shown, HEIGHT_PX, key=key, on_change=act, args=(desk, _typed, desk, key))
    with st.container(horizontal=True):
        st.button(
            "Take the text over", type="primary", on_click=act, args=(desk, _take_over, desk, key), key="yaml-apply"
        )
        st.button(
            "Drop what I typed", on_click=act, args=(desk, desk.drop_text), disabled=desk.typed is None, key="yaml-drop"
        )


def numbered(text: str, problem: Problem) -> str:
    """The lines around a problem, numbered, its own marked."""
    lines = text.splitlines()
    first, last = max(problem.line - AROUND, 1), min(problem.line + AROUND, len(lines))
    return "\n".join(f"{'>' if n == problem.line else ' '} {n:>5}  {lines[n - 1]}" for n in range(first, last + 1))


def _typed(desk: Desk, key: str) -> None:
    desk.type(st.session_state.to_dict()[key])


def _take_over(desk: Desk, key: str) -> None:
    text = st.session_state.to_dict()[key]
    desk.type(text)
    try:
        Document.read(text, desk.session.document.name)
    except ScenarioError as error:
        desk.unread = error.problems
        return
    if desk.typed is not None and desk.edit(Rewrite((), "edited the text", text)):
        desk.drop_text()
