"""From the draft to a run: which case and variant, and how good is good enough."""

from __future__ import annotations

import streamlit as st

from data.problems import ScenarioError
from models.run import ALL_CASES
from solver.search.options import SearchOptions
from ui.editing.desk import Desk
from ui.hedge_report import TITLE
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.text import md
from ui.runs.submit import submit
from ui.scenario_file import DEFAULT_CASE

LONGEST_HOURS = 24
ABOUT_CASES = (
    "One plan for all cases says what to order now, whichever case comes, what to order later in which case, and what "
    "being wrong costs. It takes longer: every case is planned by itself, too."
)


def _case_words(case: str) -> str:
    return TITLE if case == ALL_CASES else case


def solve_menu(desk: Desk) -> None:
    """What to solve; the draft as it is now goes into the queue."""
    checked = desk.session.checked
    count = len(checked.problems)
    reason = (
        f"Correct the {count} problem{'s' if count > 1 else ''} first." if count else "Solve the draft as it is now."
    )
    with st.popover("Solve ...", type="primary", disabled=checked.loaded is None, help=reason, key="solve"):
        if checked.loaded is not None:
            cases = [case.id for case in checked.loaded.scenario.cases]
            _form(desk, cases, list(checked.loaded.variants))


def _form(desk: Desk, cases: list[str], variants: list[str]) -> None:
    defaults = SearchOptions()
    with st.form("solve-form", border=False):
        case = st.selectbox(
            "Demand case", [*cases, *[ALL_CASES] * (len(cases) > 1)], format_func=_case_words, help=ABOUT_CASES,
            index=cases.index(DEFAULT_CASE) if DEFAULT_CASE in cases else 0,
        )  # fmt: skip
        variant = st.selectbox(
            "Variant", variants, index=None, placeholder="the draft as it stands", disabled=not variants
        )
        gap = st.number_input(
            "Stop at a gap of [% of the decidable cost]", 0.0, 100.0, 100 * defaults.gap, 0.1, format="%g",
            help="How far from proven optimal the plan may be. Decidable is what decisions change.",
        )  # fmt: skip
        minutes = st.number_input(
            "Time limit [min]", 0.1, 60.0 * LONGEST_HOURS, (defaults.time_limit_s or 300) / 60, 1.0, format="%g",
            help="The search ends then at the latest; the best plan so far is kept.",
        )  # fmt: skip
        if st.form_submit_button("Solve", type="primary"):
            options = SearchOptions(gap=gap / 100, time_limit_s=60 * minutes)
            _submit(desk, case, variant, options)


def _submit(desk: Desk, case: str, variant: str | None, options: SearchOptions) -> None:
    session = desk.session
    try:
        with said():
            run = submit(session.store, session.person, session.document.text(), session.saved.name,
                         draft=session.id, case=case, variant=variant, options=options)  # fmt: skip
            go("run", run=run.id)
    except ScenarioError as error:
        for problem in error.problems[:10]:
            st.error(md(str(problem)))
