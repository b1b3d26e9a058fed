"""Answers outlive the page: kept in the store while somebody answers, and offered when the page is opened again."""

from __future__ import annotations

import json

import streamlit as st

from ui.newscenario.draft import Draft, new_draft, restored, scenario_name
from ui.newscenario.state import DRAFT, STEP, STEPS, draft, start_again, today
from ui.parts.refusals import said
from ui.parts.text import md
from ui.parts.words import when
from ui.state import person, store

SAVED = "new.saved"
"""What this session last kept."""


def offered() -> bool:
    """Offer the unfinished answers of an earlier visit; whether the person has still to choose."""
    if DRAFT in st.session_state:
        return False
    kept = None
    with said():
        kept = store().unfinished.kept(person())
    read = _read(kept.text) if kept else None
    if kept is None or read is None:
        return False
    step, found = read
    st.header("You have unfinished answers", anchor=False)
    st.markdown(f"**{md(scenario_name(found))}**, step {list(STEPS).index(step) + 1} of {len(STEPS)}: {STEPS[step]}")
    st.caption(f"Kept {when(kept.saved_at)}.")
    with st.container(horizontal=True):
        st.button("Go on where you were", type="primary", key="new-go-on", on_click=_go_on, args=(step, found))
        st.button("Start over", key="new-start-over", help="Forget these answers.", on_click=start_over)
    return True


def _go_on(step: str, found: Draft) -> None:
    st.session_state[DRAFT], st.session_state[STEP] = found, step


def start_over() -> None:
    """Forget all answers, here and in the store."""
    forget_kept()
    start_again()
    draft()


def keep(step: str) -> None:
    """Keep the answers of this session, if there is anything new in them."""
    found = draft()
    text = _written(step, found)
    is_untouched = SAVED not in st.session_state and found == new_draft(today())
    if text == st.session_state.get(SAVED) or is_untouched:
        return
    with said():
        store().unfinished.keep(person(), text)
        st.session_state[SAVED] = text


def forget_kept() -> None:
    """Forget what the store keeps: a scenario was made of it, or nobody wants it."""
    with said():
        store().unfinished.forget(person())
    st.session_state[SAVED] = _written(str(st.session_state.get(STEP)), draft())


def _written(step: str, found: Draft) -> str:
    return json.dumps({"step": step, "draft": found})


def _read(text: str) -> tuple[str, Draft] | None:
    """Step and draft as they were kept; None where another version kept them in a form that is no draft here."""
    try:
        values = json.loads(text)
        step = values["step"] if values["step"] in STEPS else next(iter(STEPS))
        return step, restored(values["draft"], today())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
