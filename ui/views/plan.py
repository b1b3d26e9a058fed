"""The plan of a run: what to order, what it costs, why, and how well it is proven."""

from __future__ import annotations

import streamlit as st

from ui.parts.chosen import chosen_run
from ui.parts.file_names import file_stem
from ui.parts.notice import frozen_notice
from ui.parts.pages import go, link
from ui.parts.text import md
from ui.planview import sections
from ui.planview.again import replan_menu
from ui.planview.files import files
from ui.planview.head import head
from ui.state import person, store

SECTIONS: dict[str, sections.Section] = {
    "Orders": sections.orders,
    "Capacity": sections.capacity,
    "Cost": sections.cost,
    "Sites": sections.sites,
    "Placement": sections.placement,
    "Factory line": sections.line,
    "Limits": sections.limits,
    "Assumptions": sections.assumptions,
    "Proof": sections.proof,
    "Files": files,
}


def view() -> None:
    """One plan, section by section; `?run=` says which, `?section=` where to start."""
    run = chosen_run()
    plan = store().runs.plan(person(), run.id) if run.status == "done" else None
    if plan is None:
        go("run", run=run.id)
    st.title(md(run.title), anchor=False)
    frozen_notice(run)
    head(plan)
    with st.container(horizontal=True):
        link("compare", "Compare with other plans", runs=run.id)
        link("history", "Name, share, comment, approve", run=run.id)
        replan_menu(run, plan)
    section = st.segmented_control(
        "Section of the plan", list(SECTIONS), default="Orders", required=True, key="section", bind="query-params"
    )
    SECTIONS[section or "Orders"](plan, file_stem(run))
