"""What stands above every section of a plan: the decision, what it rests on, and whether it is proven."""

from __future__ import annotations

import streamlit as st

from data.case_wording import case_rows
from models.plan import Plan, PlanStatus
from ui.case_report import HEADERS, title
from ui.cost_report import horizon
from ui.figures import percent, usd
from ui.parts.meanings import BOUND, DISCOUNTED, EXPECTED, GAP, NOMINAL
from ui.parts.text import md
from ui.parts.words import Color
from ui.planview.tables import show_rows
from ui.report import STATUS, audit_line

STATUS_COLOR: dict[PlanStatus, Color] = {"optimal_within_gap": "green", "hedged": "blue"}


def head(plan: Plan) -> None:
    """Decision sentence, evidence line, badges and the money of a plan."""
    st.header(md(plan.decision), anchor=False)
    source = plan.provenance
    variant = f", variant {source.variant}" if source.variant else ""
    st.caption(md(f"{source.scenario}{variant}, case {source.case}, {horizon(plan)}, prices as of {source.as_of}"))
    _case(plan)
    st.text(plan.evidence.sentence)
    badges(plan)
    money(plan)


def _case(plan: Plan) -> None:
    """What its case changes of the scenario."""
    if plan.case_changes:
        heading, found = title(plan.provenance.case), case_rows(plan)
        with st.expander(f"{heading} ({len(found)})"):
            show_rows(plan, HEADERS, found, heading)


def badges(plan: Plan) -> None:
    """Audit and status."""
    with st.container(horizontal=True):
        audit = plan.audit
        st.badge(f"Audit {'passed' if audit.passed else 'FAILED'}", color="green" if audit.passed else "red")
        st.badge(STATUS[plan.status].capitalize(), color=STATUS_COLOR.get(plan.status, "orange"))
    st.caption(md(audit_line(audit)))


def money(plan: Plan) -> None:
    """The totals; each label says its unit and its time."""
    columns = st.columns(4)
    columns[0].metric("Total cost, discounted, over the horizon", usd(plan.objective_usd), border=True, help=DISCOUNTED)
    columns[1].metric(
        "Total cost, nominal, less end value", usd(plan.costs.total_nominal_usd), border=True, help=NOMINAL
    )
    if hedge := plan.hedge:
        columns[2].metric("Expected over all cases, discounted", usd(hedge.expected_usd), border=True, help=EXPECTED)
        columns[3].metric("Gap of the plan for all cases", percent(hedge.gap), border=True, help=GAP)
        return
    columns[2].metric("No plan costs less than, discounted", usd(plan.bound_usd), border=True, help=BOUND)
    columns[3].metric("Gap, share of what decisions change", percent(plan.gap), border=True, help=GAP)
