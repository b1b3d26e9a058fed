"""Planning again from a plan: what is firm, and after which scenario."""

from __future__ import annotations

import re

import streamlit as st

from models.plan import Plan
from models.run import Run, owns
from ui.parts.solving import plan_again
from ui.state import person, store

MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")
SAME, NOW = "The scenario of this plan", "My scenario as it is saved now"
ABOUT = (
    "Firm orders of this plan are kept as they are. What departs from the others has the price that the policy names "
    "(`departure_usd_per_pack`); where nothing speaks against them, they are kept, too. The new plan says what changes."
)


def replan_menu(run: Run, plan: Plan) -> None:
    """What to plan again, and which orders are firm."""
    with st.popover("Re-plan from this plan", key="replan"):
        st.caption(ABOUT)
        is_mine = run.draft is not None and run.draft in {one.id for one in store().scenarios.mine(person())}
        choices = [SAME, *([NOW] if is_mine and owns(person(), run) else [])]
        chosen = st.radio("Plan", choices, index=len(choices) - 1, key="replan-scenario")
        month = st.text_input(
            "Orders before this month are firm [YYYY-MM]", placeholder=plan.periods[0].period, key="replan-firm",
            help="Empty: those before the first month of the scenario. Move its start when months have passed.",
        ).strip()  # fmt: skip
        if month and not MONTH.fullmatch(month):
            st.error("Write the month as 2027-03.")
        elif st.button("Plan again", type="primary", key="replan-go"):
            plan_again(run, plan.provenance.case, month or None, is_own_scenario=chosen == NOW)
