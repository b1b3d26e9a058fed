"""Step one: which kinds of work."""

from __future__ import annotations

import streamlit as st

from data.starter.templates import TEMPLATES, WorkloadTemplate
from ui.newscenario.draft import Draft, add_workload, follow_users
from ui.newscenario.fields import Fields, forget
from ui.newscenario.state import Work
from ui.parts.text import md

COLUMNS = 3
MOST = 20


def what_work(work: Work) -> None:
    """The work so far, and templates to add."""
    st.header("Your work", anchor=False)
    workloads = work.draft["workloads"]
    if not workloads:
        st.markdown(":red[Choose at least one kind of work below.]")
    for n, workload in enumerate(workloads):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fields = Fields(workload, f"workloads.{n}", work.errors, key=f"workload.{workload['key']}")
            fields.text("name", TEMPLATES[workload["template"]].title, max_chars=200)
            st.button(
                md(f"Remove {workload['name']}", limit=60),
                key=f"new-remove-{workload['key']}",
                on_click=_remove,
                args=(work.draft, workload["key"]),
            )
    st.header("Add work", anchor=False)
    st.caption("Each template brings a measured profile, a service target and an example demand; all can be changed.")
    templates = list(TEMPLATES.values())
    for first in range(0, len(templates), COLUMNS):
        row = zip(st.columns(COLUMNS), templates[first : first + COLUMNS], strict=False)
        for column, template in row:
            with column:
                _card(work.draft, template)


def _card(draft: Draft, template: WorkloadTemplate) -> None:
    count = sum(workload["template"] == template.id for workload in draft["workloads"])
    with st.container(border=True, height="stretch", key=f"new-card-{template.id}"):
        st.button(
            f"Add: {template.title}",
            key=f"new-add-{template.id}",
            width="stretch",
            on_click=_add,
            args=(draft, template.id),
            disabled=len(draft["workloads"]) >= MOST,
        )
        chosen = f" {count} chosen." if count else ""
        st.caption(f"{md(template.about)} Counted in {md(template.service_unit)}.{chosen}")


def _add(draft: Draft, template: str) -> None:
    add_workload(draft, template)
    forget("regions", "own_sites")


def _remove(draft: Draft, key: int) -> None:
    draft["workloads"] = [workload for workload in draft["workloads"] if workload["key"] != key]
    follow_users(draft)
    forget("regions", "own_sites")
