"""From the draft to its levers: which case, which levers, with their ranges or without."""

from __future__ import annotations

import streamlit as st

from data.document import check_document
from data.load import Loaded
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.desk import Desk
from ui.runs.asked import LeverOptions

ABOUT = (
    "The case is planned with each of the scenario's levers alone, and with one more after the other: what a smaller "
    "model, fewer tokens or other hours save, and what they cost."
)
NO_LEVERS = "The scenario has no levers. They are listed in its section Cases, part Levers."
RANGES_HELP = "Two more plans for every lever whose evidence gives a low and a high end."


def lever_form(desk: Desk, loaded: Loaded) -> None:
    """Which case, which levers, how good and how long."""
    st.caption(ABOUT)
    variant = variant_field(list(loaded.variants))
    varied = check_document(desk.session.document, variant).loaded if variant else None
    scenario = (varied or loaded).scenario
    names = [lever.id for lever in scenario.levers]
    if not names:
        st.info(NO_LEVERS)
        return
    cases = [case.id for case in scenario.cases]
    with st.form("lever-form", border=False):
        case = st.selectbox("Demand case", cases, index=default_case(cases))
        only = st.multiselect("Levers", names, placeholder="all of them", key="levers")
        has_ranges = st.checkbox("Plan both ends of each range", value=True, help=RANGES_HELP, key="ranges")
        options = search_fields("All searches end then at the latest: a third of it is for the plan without levers.")
        if st.form_submit_button("Pull the levers", type="primary"):
            queue(desk, case, variant, options, "levers", LeverOptions(only=tuple(only), has_ranges=has_ranges))
