"""A run while it is being solved, and how it ended; `?run=` says which."""

from __future__ import annotations

import math
import re

import streamlit as st

from data.store import NotFound
from models.conflict import NothingFits
from models.run import Moment, Run, RunStatus, Task, may_edit
from ui.charts.search_progress import search_progress
from ui.figures import percent, words
from ui.parts.chosen import chosen_run
from ui.parts.conflicts import conflicts
from ui.parts.figure import chart, show
from ui.parts.file_names import file_stem
from ui.parts.meanings import BEST, BOUND, GAP, WALL_CLOCK
from ui.parts.notice import frozen_notice
from ui.parts.pages import go, link
from ui.parts.refusals import said
from ui.parts.solving import open_as_draft, solve_again
from ui.parts.text import md
from ui.parts.words import MORE, MORE_OTHER, RESULT, STATUS, STATUS_COLOR, described, duration, money, share
from ui.planning import IN_CONFLICT
from ui.state import person, store

POLL_SECONDS = 0.5
PART = re.compile(r"(\d+) of (\d+): ")
"""How stages begin in which one of many is under way."""
POINTS = re.compile(r": ([\d,]+) of ([\d,]+) points")
"""What stages of a sweep hold: points that are done."""
CANCELLING = "Cancelling: the best plan found so far is being checked."
CANCELLING_OTHER = "Cancelling: what is done by now is kept, if anything is."
ENDINGS: dict[RunStatus, str] = {
    "infeasible": IN_CONFLICT,
    "failed": "There is no plan to trust:",
}
"""What goes before the reason that the run gives."""
DONE: dict[Task, str] = {
    "plan": "The plan has passed its audit.",
    "stress": "The plan was put under stress.",
    "sweep": "All points are planned.",
    "levers": "The case was planned with its levers.",
    "roi": "The plan was held against its alternatives.",
    "why": "The reasons for the plan were found.",
    "negotiate": "The vendors of the plan were weighed.",
    "compare": "What differs between the scenarios was weighed.",
    "bakeoff": "The quotes were held against the plan.",
}
"""The same of a run that is done."""


def view() -> None:
    """The run, live until it has ended."""
    run = chosen_run()
    st.title(md(run.title), anchor=False)
    st.caption(md(described(run)))
    frozen_notice(run)
    if run.has_ended:
        _ended(run)
    else:
        _live(run.id)


@st.fragment(run_every=POLL_SECONDS)
def _live(run_id: str) -> None:
    """Polls the store; once the run has ended the whole view runs again, which ends the polling."""
    try:
        run = store().runs.find(person(), run_id)
    except NotFound:  # deleted, or no longer shared
        st.rerun(scope="app")
    if run.has_ended:
        st.rerun(scope="app")
    _state(run)
    if may_edit(person(), run):
        _wishes(run)
    _search(run)


def _state(run: Run) -> None:
    """Stage, wall clock, incumbent, bound, gap."""
    place = store().runs.queue_position(run.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(STATUS[run.status], color=STATUS_COLOR[run.status])
        if not run.has_ended:
            st.text(f"number {place} in the queue" if place else words(run.stage))
    if not run.has_ended and (part := _part(run.stage)):
        done, of = part
        st.progress(done / of, f"{done} of {of} done{_left(run, done, of)}")
    columns = st.columns(4)
    columns[0].metric("Wall clock", duration(run.seconds), border=True, help=WALL_CLOCK)
    if run.task != "plan" or (run.has_ended and run.incumbent_usd is None):
        return
    audited = "" if run.status == "done" else ", not audited"
    columns[1].metric(f"Best plan, discounted{audited}", money(run.incumbent_usd), border=True, help=BEST)
    columns[2].metric("No plan costs less than, discounted", money(run.bound_usd), border=True, help=BOUND)
    columns[3].metric("Gap, share of what decisions change", share(run.gap), border=True, help=GAP)


def _left(run: Run, done: int, of: int) -> str:
    """About how long the rest will take at the pace so far, within the time limit; a sweep says it in its stage."""
    if not done or not PART.match(run.stage):
        return ""
    limit = run.options.get("time_limit_s")
    left = run.seconds / done * (of - done)
    if isinstance(limit, int | float):
        left = max(0.0, min(left, limit - run.seconds))
    return f", about {duration(left)} more at this pace"


def _part(stage: str) -> tuple[int, int] | None:
    """How many of how many are done, where a stage says it."""
    if part := PART.match(stage):
        return int(part[1]) - 1, int(part[2])
    points = POINTS.search(stage)
    done, of = (int(number.replace(",", "")) for number in points.groups()) if points else (0, 0)
    return (done, of) if of else None


def _wishes(run: Run) -> None:
    """Ways to end the search early."""
    if run.wants_cancel:
        st.info(CANCELLING if run.task == "plan" else CANCELLING_OTHER)
        return
    keep = "the best plan" if run.task == "plan" else "what is done"
    label = "Remove from the queue" if run.status == "queued" else f"Cancel and keep {keep}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(label, on_click=_cancel, args=(run.id,), key="cancel")
        if run.gap is not None and run.gap < 1:
            _gap_good_enough(run.id, run.gap)
    if run.accepted_gap is not None:
        st.caption(f"The search ends as soon as its gap is at most {percent(run.accepted_gap)}.")


def _gap_good_enough(run_id: str, gap: float) -> None:
    """A gap to stop at; proposed is the first one known, rounded up, which then stays until it is changed."""
    proposed = st.session_state.setdefault(f"proposed-{run_id}", math.ceil(1000 * gap) / 10)
    st.number_input("Gap good enough [%]", 0.0, 100.0, proposed, 0.1, key=f"gap-{run_id}", width=180, help=GAP)
    st.button("Accept this gap", on_click=_accept, args=(run_id,), key="accept")


def _cancel(run_id: str) -> None:
    with said():
        store().runs.ask_cancel(person(), run_id)


def _accept(run_id: str) -> None:
    """Accept what the field holds now: a number typed just before the click is not yet known to the last drawing."""
    with said():
        store().runs.accept_gap(person(), run_id, st.session_state[f"gap-{run_id}"] / 100)


def _search(run: Run) -> None:
    """The search so far; the chart is made anew only when there is something new in it."""
    moments = store().runs.moments(person(), run.id)
    if not _has_figures(moments):
        return
    known, figure = st.session_state.get("search", (None, None))
    if figure is None or known != (run.id, len(moments)):
        figure = search_progress(moments)
        st.session_state["search"] = ((run.id, len(moments)), figure)
    chart(figure, "search-chart")


def _has_figures(moments: list[Moment]) -> bool:
    return any(moment.incumbent_usd is not None or moment.bound_usd is not None for moment in moments)


def _conflicts(run: Run) -> NothingFits | None:
    if run.status == "infeasible":
        with said():
            return store().runs.conflicts(person(), run.id)
    return None


def _says_it_all(run: Run, why: NothingFits | None) -> bool:
    """Whether the reason that the run gives is not about its plan, or limits in conflict."""
    is_all_cases = run.is_hedge and run.status == "infeasible" and why is None
    return is_all_cases or (run.task == "sweep" and run.status == "failed")


def _ended(run: Run) -> None:
    """How it ended, why, and what can be done next."""
    st.session_state.pop("search", None)
    _state(run)
    why = _conflicts(run)
    if run.status == "done":
        st.markdown(DONE[run.task])
    if run.status in ENDINGS and not _says_it_all(run, why):
        st.markdown(ENDINGS[run.status])
    if run.message:
        st.text(run.message)
    conflicts(why, file_stem(run))
    with st.container(horizontal=True):
        view, label = RESULT[run.task]
        if run.status == "done" and st.button(label, type="primary"):
            go(view, run=run.id)
        if st.button("Run again"):
            solve_again(run)
        if st.button("Edit a copy of its scenario"):
            open_as_draft(run)
    link("history", MORE if run.task == "plan" else MORE_OTHER, run=run.id)
    moments = store().runs.moments(person(), run.id)
    if _has_figures(moments):
        show(search_progress(moments), file_stem(run))
