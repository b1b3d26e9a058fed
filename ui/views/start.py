"""The first screen: scenarios to solve or open, and the latest runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from data.store import Saved
from models.run import Run
from ui.parts.pages import go, link
from ui.parts.refusals import said
from ui.parts.shipped import Shipped, shipped_scenarios
from ui.parts.solving import open_shipped, solve
from ui.parts.text import md
from ui.parts.upload import upload
from ui.parts.words import STATUS, STATUS_COLOR, TASK, money, share, view_of, when
from ui.state import person, store

LATEST = 5
CARDS = 3
"""Cards in a row."""
LONGEST_NAME = 200
SHOWN = 55
"""Characters of a name in a list."""


def view() -> None:
    """Shipped scenarios, own scenarios, latest runs."""
    st.title("Steelyard", anchor=False)
    st.markdown("Weighs every way to get AI compute and returns the portfolio to procure.")
    with st.container(horizontal=True):
        if st.button("New scenario", type="primary"):
            go("new")
        with st.popover("Upload a scenario"):
            upload()
    _shipped()
    _own(store().scenarios.mine(person()))
    _latest(store().runs.history(person(), limit=LATEST))


def _shipped() -> None:
    st.header("Shipped scenarios", anchor=False)
    for row in _rows(shipped_scenarios()):
        for column, scenario in zip(st.columns(CARDS), row, strict=False):
            with column:
                _card(scenario)


def _rows(scenarios: Sequence[Shipped]) -> Iterator[Sequence[Shipped]]:
    """The rows of cards: all cards as wide, in the last row too."""
    yield from (scenarios[n : n + CARDS] for n in range(0, len(scenarios), CARDS))


def _card(scenario: Shipped) -> None:
    with st.container(border=True, height="stretch", key=f"shipped-{scenario.stem}"):
        st.markdown(f"**{md(scenario.name)}**")
        st.markdown(md(scenario.sentence))
        st.caption(scenario.size)
        st.space("stretch")
        with st.container(horizontal=True):
            if st.button("Solve", key=f"solve-{scenario.stem}", help=md(f"Solve {scenario.name} as it is")):
                solve(scenario.text, scenario.name)
            if st.button("Open", key=f"open-{scenario.stem}", help=md(f"Edit a copy of {scenario.name}")):
                open_shipped(scenario)


def _own(saved: list[Saved]) -> None:
    if not saved:
        return
    st.header("Your scenarios", anchor=False)
    for scenario in saved:
        name, draft, saved_at, ways = st.columns([5, 1.5, 2.5, 3.5], vertical_alignment="center")
        with name:
            link("edit", md(scenario.name, SHOWN), scenario=scenario.id)
        if scenario.has_draft:
            draft.badge("unsaved edits", color="orange")
        saved_at.caption(f"saved {when(scenario.saved_at)}")
        with ways.container(horizontal=True):
            if st.button("Open", key=f"open-{scenario.id}"):
                go("edit", scenario=scenario.id)
            with st.popover("Rename", key=f"rename-{scenario.id}"):
                _rename(scenario)
            if st.button("Delete ...", key=f"delete-{scenario.id}"):
                _confirm_delete(scenario)


def _rename(scenario: Saved) -> None:
    with st.form(f"new-name-{scenario.id}", border=False):
        name = st.text_input("Name", scenario.name, max_chars=LONGEST_NAME, key=f"name-{scenario.id}")
        if st.form_submit_button("Rename"):
            with said():
                store().scenarios.rename(person(), scenario.id, name)
                st.rerun()


@st.dialog("Delete this scenario?")
def _confirm_delete(scenario: Saved) -> None:
    st.markdown(f"**{md(scenario.name)}** and its unsaved edits are deleted for good. Its runs and plans stay.")
    if st.button("Delete for good", type="primary"):
        with said():
            store().scenarios.delete(person(), scenario.id)
            st.rerun()


def _latest(runs: list[Run]) -> None:
    if not runs:
        return
    st.header("Latest runs", anchor=False)
    for run in runs:
        name, status, figures, created = st.columns([5, 2, 4, 2], vertical_alignment="center")
        with name:
            task = "" if run.task == "plan" else f"{TASK[run.task]}, "
            link(view_of(run), f"{md(run.title, SHOWN)}, {task}{md(run.case)}", run=run.id)
        with status.container(horizontal=True):
            st.badge(STATUS[run.status], color=STATUS_COLOR[run.status])
            if run.is_frozen:
                st.badge("frozen", color="violet")
        if run.has_plan:
            figures.text(f"{money(run.incumbent_usd)} discounted, gap {share(run.gap)}")
        created.caption(when(run.created))
