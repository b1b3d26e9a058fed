"""From the draft to its plan under stress: which case, and which stresses."""

from __future__ import annotations

import streamlit as st

from data.document import check_document
from data.load import Loaded
from solver.stress.kinds import suite
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.desk import Desk
from ui.runs.asked import StressOptions

ABOUT = (
    "The plan of the case is put under one stress after another: what each costs where the plan's first decisions "
    "stay, what it would cost had it been known, what is missed, and what gives first."
)
STRESSES_HELP = (
    "Empty: all of them. Their numbers are those of policy.uncertainty.stresses, else usual ones; one that changes "
    "nothing in the scenario is listed with the reason."
)


def stress_form(desk: Desk, loaded: Loaded) -> None:
    """Which case, which stresses, how good and how long."""
    st.caption(ABOUT)
    variant = variant_field(list(loaded.variants))
    varied = check_document(desk.session.document, variant).loaded if variant else None
    scenario = (varied or loaded).scenario
    names = [rule.name for rule in suite(scenario.policy.uncertainty.stresses)]
    cases = [case.id for case in scenario.cases]
    with st.form("stress-form", border=False):
        case = st.selectbox("Demand case", cases, index=default_case(cases))
        only = st.multiselect("Stresses", names, placeholder="all of them", help=STRESSES_HELP, key="stresses")
        options = search_fields("All searches end then at the latest: one for the plan, two for every stress.")
        if st.form_submit_button("Put under stress", type="primary"):
            queue(desk, case, variant, options, "stress", StressOptions(only=tuple(only)))
