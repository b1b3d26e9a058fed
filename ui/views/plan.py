"""The plan of a run: what to order, what it costs, why, and how well it is proven."""

from __future__ import annotations

from functools import partial

import streamlit as st

from models.plan import Plan
from models.run import Run
from ui.parts.chosen import chosen_run
from ui.parts.file_names import file_stem
from ui.parts.notice import frozen_notice
from ui.parts.pages import go, link
from ui.parts.text import md
from ui.parts.words import MORE, view_of
from ui.planview.again import replan_menu
from ui.planview.documents import documents
from ui.planview.files import files
from ui.planview.head import head
from ui.planview.hedged import ALL_CASES, all_cases, chosen_case
from ui.planview.lifecycle import lifecycle
from ui.planview.proof import assumptions, proof
from ui.planview.rules import rules
from ui.planview.scores import scores
from ui.planview.sections import Section, capacity, cost, limits, line, orders, placement, sites
from ui.state import person, store

SECTIONS: dict[str, Section] = {
    "Orders": orders,
    "Capacity": capacity,
    "Cost": cost,
    "Sites": sites,
    "Placement": placement,
    "Scorecard": scores,
    "Factory line": line,
    "Limits": limits,
    "Rules and findings": rules,
    "Lifecycle": lifecycle,
    "Assumptions": assumptions,
    "Proof": proof,
    "Files": files,
}


def view() -> None:
    """One plan, section by section; `?run=` says which, `?section=` where to start."""
    run = chosen_run()
    plan = store().runs.plan(person(), run.id) if run.has_plan else None
    if plan is None:
        go(view_of(run), run=run.id)
    st.title(md(run.title), anchor=False)
    frozen_notice(run)
    if plan.hedge:
        plan = store().runs.plan(person(), run.id, chosen_case(plan.hedge, plan.provenance.case)) or plan
    head(plan)
    with st.container(horizontal=True):
        link("compare", "Compare with other plans", runs=run.id)
        link("history", MORE, run=run.id)
        replan_menu(run, plan)
    sections = _sections(run, plan)
    first = next(iter(sections))
    section = st.segmented_control(
        "Section of the plan", list(sections), default=first, required=True, key="section", bind="query-params"
    )
    sections[section or first](plan, file_stem(run, plan.provenance.case))


def _sections(run: Run, plan: Plan) -> dict[str, Section]:
    """The sections of a plan; that of all cases comes first where there is one plan for all."""
    own: dict[str, Section] = {**SECTIONS, "Documents": partial(documents, run=run)}
    hedge = plan.hedge
    if hedge is None:
        return own
    runs, reader = store().runs, person()

    def plans() -> dict[str, Plan]:
        """Runs without a session."""
        found = {row.case: runs.plan(reader, run.id, row.case) for row in hedge.cases}
        return {case: plan for case, plan in found.items() if plan}

    return {ALL_CASES: partial(all_cases, plans=plans), **own}
