"""All that can be done with a run besides looking at it: name, note, pin, share, comment, approve, delete."""

from __future__ import annotations

from datetime import date

import streamlit as st

from models.run import Run, Visibility, may_approve, may_delete, may_edit, may_pin, may_share
from ui.parts.file_names import file_stem
from ui.parts.notice import frozen_notice
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.solving import open_as_draft, solve_again
from ui.parts.text import md
from ui.parts.words import (
    RESULT,
    SHARED,
    STATUS,
    STATUS_COLOR,
    described,
    duration,
    money,
    share,
    view_of,
    when,
)
from ui.state import person, settings, store

LONGEST_NAME, LONGEST_NOTE, LONGEST_COMMENT = 200, 2000, 4000


def panel(run: Run) -> None:
    """What is known of a run, and all that the person may do with it."""
    _facts(run)
    _ways_on(run)
    # The key keeps the chosen tab when something appears above, such as a note just saved.
    titles = ["Name and note", "Sharing", "Comments", "Approval"]
    names, sharing, comments, approval = st.tabs(titles, key=f"tabs-{run.id}")
    with names:
        _names(run)
    with sharing:
        _sharing(run)
    with comments:
        _comments(run)
    with approval:
        _approval(run)


def _facts(run: Run) -> None:
    st.header(md(run.title), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(STATUS[run.status], color=STATUS_COLOR[run.status])
        st.badge(md(_shared(run)), color="gray")
        st.text(described(run))
    if run.has_plan:
        words = f"{money(run.incumbent_usd)} discounted, gap {share(run.gap)}, solved in {duration(run.seconds)}"
        st.text(words)
    elif run.message:
        st.text(run.message)
    if run.note:
        st.text(run.note)
    frozen_notice(run)


def _shared(run: Run) -> str:
    return f"shared with {run.team}" if run.visibility == "team" else SHARED[run.visibility]


def _ways_on(run: Run) -> None:
    target = view_of(run)
    label = RESULT[run.task][1] if target != "run" else "Open the run"
    with st.container(horizontal=True):
        if st.button(label, type="primary"):
            go(target, run=run.id)
        if may_pin(person(), run) and st.button("Unpin" if run.is_pinned else "Pin"):
            with said():
                store().runs.change(person(), run.id, is_pinned=not run.is_pinned)
                st.rerun()
        if st.button("Run again"):
            solve_again(run)
        if st.button("Edit a copy of its scenario"):
            open_as_draft(run)
        if run.has_ended:
            _export(run)
        if may_delete(person(), run) and st.button("Delete ..."):
            _confirm_delete(run)


def _export(run: Run) -> None:
    """The run as one file; made when it is clicked, outside of the session."""
    who, runs = person(), store().runs
    st.download_button(
        "Export as a file",
        lambda: runs.export_run(who, run.id),
        file_name=f"{file_stem(run)}.run.zip",
        mime="application/zip",
        on_click="ignore",
        key=f"export-{run.id}",
    )


@st.dialog("Delete this run?")
def _confirm_delete(run: Run) -> None:
    st.markdown(f"**{md(run.title)}**, its plan, its comments and the record of its search are deleted for good.")
    if st.button("Delete for good", type="primary"):
        with said():
            store().runs.delete(person(), run.id)
            go("history")


def _names(run: Run) -> None:
    may = may_edit(person(), run)
    with st.form(f"names-{run.id}", border=False):
        name = st.text_input(
            "Name", run.name, LONGEST_NAME, placeholder=run.scenario_name, disabled=not may, key=f"name-{run.id}"
        )
        note = st.text_area("Note", run.note, max_chars=LONGEST_NOTE, disabled=not may, key=f"note-{run.id}")
        if st.form_submit_button("Save name and note", disabled=not may):
            with said():
                store().runs.change(person(), run.id, name=name.strip(), note=note.strip())
                st.rerun()
    if not may:
        st.caption(_why_not(run, "Only its owner and the editors of its team may change it."))


def _why_not(run: Run, otherwise: str) -> str:
    return "It is frozen: only comments and the pin can change." if run.is_frozen else otherwise


def _sharing(run: Run) -> None:
    if not may_share(person(), run):
        st.caption(_why_not(run, f"It is {md(_shared(run))}. Only its owner may change that."))
        return
    teams = sorted(settings().teams if person().is_local else person().teams)
    kinds: list[Visibility] = ["private", "team", "public"] if teams else ["private", "public"]
    with st.form(f"sharing-{run.id}", border=False):
        kind = st.radio("Who may see it", kinds, kinds.index(run.visibility), SHARED.__getitem__, key=f"kind-{run.id}")
        known = teams.index(run.team) if run.team in teams else 0
        team = st.selectbox("Team, if it is shared with one", teams, index=known) if teams else None
        if st.form_submit_button("Save sharing"):
            with said():
                store().runs.change(person(), run.id, visibility=kind, team=team if kind == "team" else None)
                st.rerun()
    if not teams:
        st.caption("Teams are named in the settings file; there is none you belong to.")


def _comments(run: Run) -> None:
    for comment in store().runs.comments(person(), run.id):
        with st.container(border=True, gap="xxsmall"):
            st.caption(md(f"{comment.author}, {when(comment.at)}"))
            st.text(comment.text)
    with st.form(f"comment-{run.id}", border=False, clear_on_submit=True):
        text = st.text_area("Comment", max_chars=LONGEST_COMMENT, key=f"text-{run.id}")
        if st.form_submit_button("Add comment"):
            with said():
                store().runs.comment(person(), run.id, text)
                st.rerun()


def _approval(run: Run) -> None:
    if run.is_frozen:
        frozen_notice(run)
        return
    if not run.has_plan:
        st.caption("There is no plan to approve.")
        return
    if not may_approve(person(), run):
        st.caption("Approvers of the team it is shared with may approve it.")
        return
    st.markdown("Approving freezes the run for good: neither it nor its plan can change any more.")
    with st.form(f"approval-{run.id}", border=False):
        note = st.text_area("Note to the approval", max_chars=LONGEST_NOTE, key=f"approval-note-{run.id}")
        day = st.date_input(
            "Quotes it rests on expire on (empty: none does)", value=None, format="YYYY-MM-DD", key=f"expiry-{run.id}"
        )
        is_sure = st.checkbox(f"I approve this plan as {md(person().name)}", key=f"sure-{run.id}")
        if st.form_submit_button("Approve and freeze"):
            _approve(run, note, day, is_sure)


def _approve(run: Run, note: str, day: date | None, is_sure: bool) -> None:
    if not is_sure:
        st.error("Check the box to approve.")
        return
    with said():
        store().runs.approve(person(), run.id, note.strip(), day.isoformat() if day else None)
        st.rerun()
