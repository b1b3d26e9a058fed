"""The last step: what will be made, what the check says, and making it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.starter.answers import Answers
from data.starter.answers_file import answers_text
from data.starter.findings import WAYS
from data.starter.places import geographies, sites
from data.starter.usage import amounts
from models.workload import ServiceTarget
from ui.figures import usd
from ui.newscenario.draft import scenario_name
from ui.newscenario.fields import Fields
from ui.newscenario.meaning import show_findings
from ui.newscenario.review import Review, review
from ui.newscenario.sizing import rate_of
from ui.newscenario.state import Work, where_wrong
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
    rows = [
        {
            "Work": workload.title,
            "Mean demand": amount.level,
            "Counted in": workload.kind.service_unit,
            "Growth [%/year]": 100 * workload.growth,
            "Headroom": _headroom(workload.kind.holds_headroom, workload.headroom, workload.kind.headroom),
            "Service target": ", ".join(map(_target, workload.service_targets)) or "only throughput",
        }
        for workload, amount in zip(answers.workloads, amounts(answers, rate_of), strict=True)
    ]
    columns = {name: st.column_config.NumberColumn(format="localized") for name in ("Mean demand", "Growth [%/year]")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns)
    users = "; ".join(f"{geographies()[place]} {100 * share:.3g} %" for place, share in answers.shares.items())
    places = "; ".join(sites()[site.site]["name"] for site in answers.sites)
    step = "quarters" if answers.months_per_period == 3 else "months"
    quota = f" On demand gives at most {answers.quota:,} accelerators of a class at a site." if answers.quota else ""
    budget = f" Budget: {usd(answers.budget.max_usd)}, {answers.budget.kind}." if answers.budget else ""
    st.markdown(md(f"{answers.months} months from {answers.start}, in {step}. Users: {users}. Places: {places}."))
    st.markdown(md(f"Ways: {', '.join(WAYS[way] for way in answers.ways)}.{quota}{budget}"))


def _target(target: ServiceTarget) -> str:
    return f"{target.metric} p{target.percentile} {target.limit_ms:g} ms"


def _headroom(is_held: bool, own: float | None, usual: float) -> str:
    return f"{100 * (usual if own is None else own):.3g} %" if is_held else "none"


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
