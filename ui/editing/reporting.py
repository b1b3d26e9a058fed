"""From the draft to what is said of its plan: its returns, its reasons, what its vendors are worth."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.load import Loaded
from models.base import Model
from models.run import Task
from solver.reasons.make import ALTERNATIVES, WITHIN_PERCENT
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.desk import Desk
from ui.runs.asked import WhyOptions

Form = Callable[[Desk, Loaded], None]


def report_form(task: Task, about: str, button: str, more: Callable[[], Model] | None = None) -> Form:
    """A form that asks for a case and a variant, how good and how long; `more`: fields of the task, as its options."""

    def form(desk: Desk, loaded: Loaded) -> None:
        st.caption(about)
        variant = variant_field(list(loaded.variants))
        cases = [case.id for case in loaded.scenario.cases]
        with st.form(f"{task}-form", border=False):
            case = st.selectbox("Demand case", cases, index=default_case(cases))
            asked = more() if more else None
            options = search_fields("All searches end then at the latest: the one for the plan, and those beside it.")
            if st.form_submit_button(button, type="primary"):
                queue(desk, case, variant, options, task, asked)

    return form


def _why_fields() -> WhyOptions:
    within = st.number_input("Alternatives may cost more by [%]", 0.0, 100.0, WITHIN_PERCENT, 0.5, key="why-within")
    count = st.number_input("Alternatives looked for [count]", 0, 3, ALTERNATIVES, key="why-alternatives")
    return WhyOptions(within_percent=within, alternatives=count)


roi_form = report_form(
    "roi",
    "The plan of the case against what others would do instead, each at its best: all on demand, all reserved, all "
    "owned, GPUs alone, one vendor, the status quo, your own. What the plan saves, and when early spend comes back.",
    "Weigh",
)
why_form = report_form(
    "why",
    "What each limit of the plan costs, at which price offers that were left out would be used, the runner-up of every "
    "workload, plans that cost nearly the same, and what better terms are worth.",
    "Give the reasons",
    _why_fields,
)
negotiate_form = report_form(
    "negotiate",
    "Internal: for every vendor the best plan without it, the price to walk away at for all that the plan takes of it, "
    "what would bring its other offers in, and what terms are worth.",
    "Weigh the vendors",
)
