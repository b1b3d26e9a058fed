"""Two to four plans side by side: money, capacity, fleets, proof, and what changed in the inputs."""

from __future__ import annotations

import streamlit as st

from data.document import Document
from data.plan_comparison import SECTIONS
from models.plan import Plan
from models.run import Run
from ui.case_report import HEADERS, SIDE_BY_SIDE, side_by_side_rows
from ui.charts.compare_costs import compare_costs
from ui.charts.compare_fleet import compare_fleet
from ui.compareview.tables import BASE, LETTERS, comparison_frame, distinct, input_changes, lettered
from ui.compareview.weighing import weigh_panel
from ui.parts.figure import show
from ui.parts.file_names import file_stem
from ui.parts.tables import frame, show_frame
from ui.parts.text import md
from ui.parts.words import when
from ui.state import person, store

FEWEST, MOST = 2, 4


def view() -> None:
    """Choose plans and compare them; `?runs=ID,ID` says which, the first of them is the base."""
    st.title("Compare plans", anchor=False)
    chosen = _choose()
    if len(chosen) < FEWEST:
        st.info(f"Choose {FEWEST} to {MOST} plans. One of them is the base of all differences.")
        return
    plans = {run.id: store().runs.plan(person(), run.id) for run in chosen}
    names = distinct([_title(run) for run in chosen])
    _show(chosen, [plan for plan in plans.values() if plan is not None], names)


def _choose() -> list[Run]:
    """The runs named in the address, as far as this person may see them, and what was chosen since; the base first."""
    done = {run.id: run for run in store().runs.history(person()) if run.has_plan}
    asked = [name for name in st.query_params.get("runs", "").split(",") if name in done][:MOST]
    ids = st.multiselect(
        f"Plans ({FEWEST} to {MOST})", list(done), default=asked, max_selections=MOST,
        format_func=lambda name: _title(done[name]), key="compared",
    )  # fmt: skip
    if len(ids) >= FEWEST:
        first = ids.index(asked[0]) if asked and asked[0] in ids else 0
        base = st.selectbox(
            "Base of all differences", ids, first, format_func=lambda name: _title(done[name]), key="base",
            help="Every difference is the other plan less this one; percentages are of this one's figure.",
        )  # fmt: skip
        ids = [base, *(name for name in ids if name != base)]
    st.query_params["runs"] = ",".join(ids)
    return [done[name] for name in ids]


def _title(run: Run) -> str:
    case = f"{run.case} (its plan of the central case)" if run.is_hedge else run.case
    return f"{run.title}, {case}, {when(run.created)}"


def _show(runs: list[Run], plans: list[Plan], names: list[str]) -> None:
    by_name = dict(zip(lettered(names), plans, strict=True))
    st.header("Decisions", anchor=False)
    for name, plan in by_name.items():
        st.markdown(f"**{md(name)}:** {md(plan.decision)}")
    if changes := side_by_side_rows(by_name):
        st.header(SIDE_BY_SIDE, anchor=False)
        show_frame(frame(("Plan", *HEADERS), changes), SIDE_BY_SIDE)
    stem = "_".join(["compare", *map(file_stem, runs[:1]), f"and-{len(runs) - 1}-more"])
    show(compare_costs(by_name), stem)
    show(compare_fleet(by_name), stem)
    for title, rows in SECTIONS.items():
        if found := rows(plans):
            st.header(title, anchor=False)
            show_frame(comparison_frame(found), f"{title} of the plans side by side")
    _inputs(runs, names)


def _inputs(runs: list[Run], names: list[str]) -> None:
    """What changed in the inputs, against the first plan."""
    st.header("What changed in the inputs", anchor=False)
    base, *others = [_input(run) for run in runs]
    for letter, name, run, other in zip(LETTERS[1:], names[1:], runs[1:], others, strict=False):
        st.markdown(f"From {BASE} to {letter}, {md(name)}")
        found = input_changes(base, other)
        if found.empty:
            st.text("Nothing: the same inputs.")
        else:
            show_frame(found, f"Inputs of {letter} that differ from A")
            weigh_panel(runs[0], run)


def _input(run: Run) -> dict[str, object]:
    """The scenario document of a run with the case and the options it was solved with."""
    document = Document.read(store().runs.document(person(), run.id), run.scenario_name).plain()
    return {**document, "chosen case": run.case, "chosen variant": run.variant, "options": run.options}
