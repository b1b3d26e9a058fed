"""The last step: what will be made, what the check says, and making it."""

from __future__ import annotations

import streamlit as st

from data.starter.answers import Answers
from data.starter.answers_file import answers_text
from ui.newscenario.draft import scenario_name
from ui.newscenario.fields import Fields
from ui.newscenario.kept import forget_kept
from ui.newscenario.meaning import show_findings
from ui.newscenario.review import Review, review
from ui.newscenario.state import Work, where_wrong
from ui.newscenario.told import told
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.text import md
from ui.state import person, store


def last_look(work: Work) -> None:
    """Name, summary, check, file, and the two ways on."""
    Fields(work.draft, "", work.errors).text(
        "name", "Name of the scenario", max_chars=200, placeholder=scenario_name(work.draft)
    )
    if work.answers is None:
        st.error("Some answers are missing or wrong.")
        for path, words in work.errors.items():
            st.markdown(f"- {md(where_wrong(work.draft, path))}: {md(words)}")
        return
    made = review(work.answers)
    if made.text:
        _summary(made.answers)
    _checked(made)
    _make(made)
    if made.text:
        _files(work.answers, made.text)


def _summary(answers: Answers) -> None:
    """Every answer; tables of text, because their cells wrap and cut nothing."""
    for subject, rows in told(answers).items():
        st.markdown(f"**{md(subject)}**")
        st.table({md(asked): md(answer) for asked, answer in rows}, border="horizontal", alt=subject)


def _checked(made: Review) -> None:
    """What the check says; findings that stop a scenario and problems that rule out every plan first."""
    show_findings(made.findings)
    for words in (*made.errors, *(made.report.problems if made.report else ())):
        st.error(md(words))
    if made.can_plan:
        st.success("Checked: every workload can be placed, and nothing is known that rules out a plan.")
    if made.report and (made.report.notes or made.report.unused):
        count = len(made.report.notes) + len(made.report.unused)
        with st.expander(f"{count} note{'s' * (count != 1)} of the check"):
            for words in (*made.report.notes, *made.report.unused):
                st.markdown(f"- {md(words)}")


def _make(made: Review) -> None:
    with st.container(horizontal=True):
        plan = st.button("Create and plan", type="primary", key="new-plan", disabled=not made.can_plan)
        edit = st.button("Create and edit", key="new-edit", disabled=not made.text)
    if plan or edit:
        from ui.parts.solving import solve

        with said():
            saved = store().scenarios.create(person(), made.answers.name, made.text)
            forget_kept()
            if edit:
                go("edit", scenario=saved.id)
            solve(made.text, made.answers.name, draft=saved.id)


def _files(answers: Answers, text: str) -> None:
    with st.expander("The scenario file"):
        st.caption("The same from the command line: steelyard init --answers answers.yaml, then steelyard plan FILE.")
        with st.container(horizontal=True):
            st.download_button(
                "Download the scenario",
                text,
                "scenario.yaml",
                "application/yaml",
                on_click="ignore",
                key="new-file",
            )
            st.download_button(
                "Download the answers",
                answers_text(answers),
                "answers.yaml",
                "application/yaml",
                on_click="ignore",
                key="new-answers",
            )
        st.code(text, language="yaml", height=480)
