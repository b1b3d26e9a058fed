"""The section on rules of thumb and findings."""

from __future__ import annotations

import streamlit as st

from models.plan import Plan
from ui.planview.tables import show_rows
from ui.rules_report import (
    FINDING_HEADERS,
    FINDINGS,
    LIST_HEADERS,
    LIST_TITLE,
    NO_FINDINGS,
    NOTE,
    PLATFORM_HEADERS,
    PLATFORM_TITLE,
    SIGNAL_HEADERS,
    SIGNAL_TITLE,
    WORK_HEADERS,
    WORK_TITLE,
    advised,
    differing,
    finding_rows,
    list_rows,
    platform_rows,
    signal_rows,
    work_rows,
)


def rules(plan: Plan, _stem: str) -> None:
    """Findings with what to do, then the tables of rules beside the plan, and the shortlist."""
    if plan.rules is None:
        st.info("This plan was made before rules were computed; run it again to see them.")
        return
    st.header(FINDINGS, anchor=False)
    st.text("\n\n".join(advised(plan)) or NO_FINDINGS)
    if plan.findings:
        show_rows(plan, FINDING_HEADERS, finding_rows(plan), FINDINGS)
    st.header(PLATFORM_TITLE, anchor=False)
    st.text(NOTE)
    show_rows(plan, PLATFORM_HEADERS, platform_rows(plan), PLATFORM_TITLE)
    if differing(plan):
        st.text("\n\n".join(differing(plan)))
    st.header(SIGNAL_TITLE, anchor=False)
    show_rows(plan, SIGNAL_HEADERS, signal_rows(plan), SIGNAL_TITLE)
    st.header(WORK_TITLE, anchor=False)
    show_rows(plan, WORK_HEADERS, work_rows(plan), WORK_TITLE)
    st.header(LIST_TITLE, anchor=False)
    show_rows(plan, LIST_HEADERS, list_rows(plan), LIST_TITLE)
