"""All runs a person may see: find, compare, share, approve, hand over."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd
import streamlit as st

from models.run import Run, RunStatus, Task, Visibility
from ui.parts import meanings
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.run_panel import panel
from ui.parts.text import md
from ui.parts.words import SHARED, STATUS, TASK, local, zone
from ui.state import person, settings, store

MOST_LISTED = 500
NOT_DONE = "Only runs that are done have a plan to compare."
NO_PLANS = "Only runs of the task plan have a plan to compare."
COST, GAP = "Cost, discounted [USD]", "Gap [%]"
FEWEST_COMPARED, MOST_COMPARED = 2, 4


def view() -> None:
    """The list, and below it what is selected there; `?run=` selects one."""
    st.title("Runs", anchor=False)
    runs = _found()
    selected = _selected(runs)
    if not runs:
        st.info("There is no run to show. A run starts when a scenario is solved; filters may hide some.")
    elif len(selected) == 1:
        panel(selected[0])
    elif len(selected) > 1:
        _compare(selected)
    else:
        st.caption(f"Select one run to open it, or {FEWEST_COMPARED} to {MOST_COMPARED} to compare their plans.")
    _import()


def _found() -> list[Run]:
    """The runs that the filters leave, pinned first, newest first."""
    columns = st.columns([3, 2, 2, 2])
    text = columns[0].text_input("Search", placeholder="name, scenario, note, case, owner", key="text")
    statuses = columns[1].multiselect("Status", get_args(RunStatus), format_func=STATUS.__getitem__, key="statuses")
    shares = columns[2].multiselect("Shared", get_args(Visibility), format_func=SHARED.__getitem__, key="shares")
    tasks = columns[3].multiselect("Task", get_args(Task), format_func=TASK.__getitem__, key="tasks")
    return [
        run
        for run in store().runs.history(person(), text.strip(), MOST_LISTED)
        if run.status in (statuses or STATUS) and run.task in (tasks or TASK) and run.visibility in (shares or SHARED)
    ]


def _selected(runs: list[Run]) -> list[Run]:
    """The runs chosen in the table. The address names them by id: positions change when a run comes or goes."""
    if not runs:
        return []
    ids = [run.id for run in runs]
    asked = st.query_params.get("run", "").split(",")
    event = st.dataframe(
        _table(runs),
        hide_index=True,
        column_config=_columns(),
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [n for n, name in enumerate(ids) if name in asked]}},
        key=f"runs-{hash(tuple(ids))}",
        placeholder="",
        alt="Runs you may see",
    )
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    if chosen:
        st.query_params["run"] = ",".join(run.id for run in chosen)
    else:
        st.query_params.pop("run", None)
    return chosen


def _table(runs: list[Run]) -> pd.DataFrame:
    """One row a run. Only an audited plan shows its cost."""
    rows = [
        {
            "Pinned": run.is_pinned,
            "Name": run.title,
            "Case": f"{run.case}, {run.variant}" if run.variant else run.case,
            "Task": TASK[run.task],
            "Status": STATUS[run.status] + (", frozen" if run.is_frozen else ""),
            COST: run.incumbent_usd if run.has_plan else None,
            GAP: 100 * run.gap if run.has_plan and run.gap is not None else None,
            f"Submitted [{zone().key}]": local(run.created),
            "Shared": run.team if run.visibility == "team" else SHARED[run.visibility],
            "Scenario": run.scenario_name,
            "Owner": run.owner,
        }
        for run in runs
    ]
    table = pd.DataFrame(rows)
    return table.drop(columns="Owner") if person().is_local else table


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "Pinned": st.column_config.CheckboxColumn(width=65),
        "Name": text(width=215),
        "Task": text(width=70),
        "Status": text(width=175),
        COST: number(format="%,.0f", width=150),
        GAP: number(format="%.2f", width=70, help=meanings.GAP),
        f"Submitted [{zone().key}]": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        "Scenario": text(width=200),
    }


def _compare(selected: list[Run]) -> None:
    """Leads to the comparison of the plans selected."""
    st.markdown("Selected: " + ", ".join(f"**{md(run.title)}** ({md(run.case)})" for run in selected))
    without = [run for run in selected if not run.has_plan]
    if len(selected) > MOST_COMPARED:
        st.caption(f"At most {MOST_COMPARED} plans can be compared at once.")
    elif without:
        st.caption(NOT_DONE if any(run.status != "done" for run in without) else NO_PLANS)
    elif st.button("Compare these plans", type="primary"):
        go("compare", runs=",".join(run.id for run in selected))


def _import() -> None:
    with st.expander("Import a run from a file"), st.form("import", border=False, clear_on_submit=True):
        file = st.file_uploader("File that was exported here or elsewhere (.zip)", type="zip", key="file")
        st.caption(f"At most {settings().upload_mb} MB. It becomes a private run of yours; its plan is checked first.")
        if st.form_submit_button("Import"):
            if file is None:
                st.error("Choose a file first.")
                return
            with said():
                go("history", run=store().runs.import_run(person(), file.getvalue()).id)
