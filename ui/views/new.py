"""New scenario: five questions, each answered already, and what the answers mean."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.newscenario.amount import how_much
from ui.newscenario.how import how
from ui.newscenario.kept import keep, offered, start_over
from ui.newscenario.last import last_look
from ui.newscenario.meaning import preview
from ui.newscenario.state import STEP, STEPS, Work, work, wrong_in
from ui.newscenario.what import what_work
from ui.newscenario.where import where

CHOSEN = "new-step"
BODIES: dict[str, Callable[[Work], None]] = {
    "work": what_work,
    "amount": how_much,
    "places": where,
    "ways": how,
    "review": last_look,
}
ORDER = list(STEPS)


def view() -> None:
    """What was left unfinished to go on with; else one step at a time on one page, and what the answers mean."""
    st.title("New scenario", anchor=False)
    if not offered():
        _steps_and_meaning()


def _steps_and_meaning() -> None:
    now = work()
    st.caption("Every question has an answer already: change what you know better, go on, and plan.")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        step = _steps(now)
        _ways_on(step)
    form, meaning = st.columns([13, 7], gap="large")
    with form:
        BODIES[step](now)
    with meaning:
        preview(now, with_findings=step != ORDER[-1])
    keep(step)


def _steps(now: Work) -> str:
    """The bar of steps; answers with the one to show."""
    step = st.session_state.setdefault(STEP, ORDER[0])
    st.session_state[CHOSEN] = step

    def label(name: str) -> str:
        wrong = wrong_in(name, now.errors)
        return f"{ORDER.index(name) + 1}. {STEPS[name]}{f' ({wrong} to correct)' if wrong else ''}"

    st.radio(
        "Steps",
        ORDER,
        key=CHOSEN,
        format_func=label,
        on_change=_take,
        horizontal=True,
        label_visibility="collapsed",
        width="content",
    )
    return str(step)


def _take() -> None:
    st.session_state[STEP] = st.session_state[CHOSEN]


def _ways_on(step: str) -> None:
    """Buttons that stay where they are from step to step."""
    place = ORDER.index(step)
    with st.container(horizontal=True, width="content"):
        st.button("Start over", key="new-again", type="tertiary", help="Forget all answers.", on_click=start_over)
        before, after = ORDER[max(place - 1, 0)], ORDER[min(place + 1, len(ORDER) - 1)]
        st.button("Back", key="new-back", disabled=before == step, on_click=_go, args=(before,))
        st.button("Next", key="new-next", type="primary", disabled=after == step, on_click=_go, args=(after,))


def _go(step: str) -> None:
    st.session_state[STEP] = step
