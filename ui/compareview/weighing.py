"""From plans side by side to what each changed input is worth: asked for beside the inputs that differ."""

from __future__ import annotations

import streamlit as st

from models.run import Run
from ui.editing.weighing import Other, asked_fields, case_field, is_ahead, read, run_words
from ui.parts.refusals import said
from ui.parts.solving import weigh_runs
from ui.runs.asked import CompareOptions
from ui.state import person, store

LABEL = "What is each change worth?"
ABOUT = (
    "Both scenarios are planned again, and every input that differs is weighed: made first, left out last, and "
    "together. They are those of the runs, as they were."
)


def weigh_panel(base: Run, run: Run) -> None:
    """Asks for a comparison of the scenario of a run with that of the base."""
    panel = st.expander(LABEL, key=f"weigh-{run.id}", on_change="rerun")
    if not panel.open:
        return
    with panel, said():
        st.caption(ABOUT)
        own, other = (_scenario(each) for each in (base, run))
        first, second = read(own), read(other)
        if not (first and second):
            return
        case = case_field(first.scenario, second.scenario, f"case-{run.id}", base.case)
        if case is None or not is_ahead(first.scenario, second.scenario, case):
            return
        with st.form(f"weigh-form-{run.id}", border=False):
            most, options = asked_fields(f"weigh-{run.id}")
            if st.form_submit_button("Weigh the changes", type="primary", key=f"go-{run.id}"):
                asked = CompareOptions(name=other.name, variant=other.variant, most=most)
                weigh_runs(base, case, options, asked, other.text)


def _scenario(run: Run) -> Other:
    return Other(run_words(run), store().runs.document(person(), run.id), run.variant)
