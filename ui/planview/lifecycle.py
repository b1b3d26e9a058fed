"""The section on units over their life."""

from __future__ import annotations

import streamlit as st

from data.plan_tables import table
from models.plan import Plan
from ui.lifecycle_report import RETIRE, REVIEWS, RUNNING, SPARE, TRANSFERS, price_words, ruled_out, sentences
from ui.planview.tables import show_table

TABLES = {
    "lifecycle_retire": RETIRE,
    "lifecycle_spare": SPARE,
    "lifecycle_transfers": TRANSFERS,
    "lifecycle_reviews": REVIEWS,
    "lifecycle_running": RUNNING,
}
"""Tables of the plan, and their titles."""


def lifecycle(plan: Plan, _stem: str) -> None:
    """What to retire, what is spare, who could take it; then the tables behind it."""
    if plan.lifecycle is None:
        st.info("This plan was made before lifecycles were computed; run it again to see them.")
        return
    for said in sentences(plan):
        st.text(said)
    for name, title in TABLES.items():
        if table(plan, name).rows:
            st.header(title, anchor=False)
            if name == "lifecycle_spare":
                st.text(price_words(plan))
            show_table(plan, name, title)
        for said in ruled_out(plan) if name == "lifecycle_transfers" else ():
            st.text(said)
