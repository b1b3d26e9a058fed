"""From the draft to a run: what to do, which case and variant, and how good is good enough."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.load import Loaded
from models.run import ALL_CASES, Task
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.baking import bakeoff_form
from ui.editing.comparing import compare_form
from ui.editing.desk import Desk
from ui.editing.levering import lever_form
from ui.editing.reporting import negotiate_form, roi_form, why_form
from ui.editing.stressing import stress_form
from ui.editing.sweeping import sweep_form
from ui.hedge_report import TITLE

ABOUT_CASES = (
    "One plan for all cases says what to order now, whichever case comes, what to order later in which case, and what "
    "being wrong costs. It takes longer: every case is planned by itself, too."
)


def _case_words(case: str) -> str:
    return TITLE if case == ALL_CASES else case


def solve_menu(desk: Desk) -> None:
    """What to do with the draft as it is now, which goes into the queue."""
    checked = desk.session.checked
    count = len(checked.problems)
    reason = (
        f"Correct the {count} problem{'s' if count > 1 else ''} first." if count else "Solve the draft as it is now."
    )
    with st.popover("Solve ...", type="primary", disabled=checked.loaded is None, help=reason, key="solve"):
        if checked.loaded is not None:
            task = st.segmented_control(
                "What to do", list(FORMS), default="plan", required=True, format_func=WORDS.__getitem__, key="task"
            )
            FORMS[task](desk, checked.loaded)


def plan_form(desk: Desk, loaded: Loaded) -> None:
    """Which case or all of them, how good and how long."""
    cases = [case.id for case in loaded.scenario.cases]
    with st.form("solve-form", border=False):
        case = st.selectbox(
            "Demand case", [*cases, *[ALL_CASES] * (len(cases) > 1)], format_func=_case_words, help=ABOUT_CASES,
            index=default_case(cases),
        )  # fmt: skip
        variant = variant_field(list(loaded.variants))
        options = search_fields("The search ends then at the latest; the best plan so far is kept.")
        if st.form_submit_button("Solve", type="primary"):
            queue(desk, case, variant, options)


FORMS: dict[Task, Callable[[Desk, Loaded], None]] = {
    "plan": plan_form,
    "stress": stress_form,
    "sweep": sweep_form,
    "levers": lever_form,
    "roi": roi_form,
    "why": why_form,
    "negotiate": negotiate_form,
    "compare": compare_form,
    "bakeoff": bakeoff_form,
}
WORDS: dict[Task, str] = {
    "plan": "Plan",
    "stress": "Stress",
    "sweep": "Sweep",
    "levers": "Levers",
    "roi": "Returns",
    "why": "Reasons",
    "negotiate": "Vendors",
    "compare": "Changes",
    "bakeoff": "Quotes",
}
