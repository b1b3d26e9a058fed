"""One plan for all cases on screen: what is ordered in all of them, what each costs, what being wrong costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from data.plan_io import hedge_json
from models.hedge import Hedge
from models.plan import Plan
from ui.charts.band_capacity import band_capacity, band_workloads
from ui.charts.bands import band_chart
from ui.charts.cost_by_case import cost_by_case
from ui.charts.regret import regret
from ui.hedge_files import hedge_files
from ui.hedge_report import FIRM, TITLE, hedge_sentences, regret_notes
from ui.parts.figure import show
from ui.parts.text import md
from ui.planview.files import download, zipped
from ui.planview.tables import show_table

ALL_CASES = "All cases"
"""Name of the section."""
CASE = "case"
"""Key of the choice of a case, and its name in the address."""
PLANS = "The plan of each case"


def chosen_case(hedge: Hedge, central: str) -> str:
    """The case whose plan is shown; at first the one whose plan stands for the run."""
    cases = [row.case for row in hedge.cases]
    chosen = st.selectbox(
        "Plan of the case", cases, cases.index(central), key=CASE, bind="query-params", width=320,
        help="One plan for all cases has the same first orders in all of them; what comes later differs.",
    )  # fmt: skip
    return chosen or central


def all_cases(plan: Plan, stem: str, plans: Callable[[], Mapping[str, Plan]]) -> None:
    """The hedge that a plan is part of.

    Parameters
    ----------
    stem: what the names of files begin with.
    plans: gives the plan of every case; asked when all are downloaded.
    """
    hedge = plan.hedge
    if hedge is None:
        return
    st.header(TITLE, anchor=False)
    st.text("\n".join(hedge_sentences(hedge)))
    st.header(FIRM, anchor=False)
    if hedge.firm_orders:
        show_table(plan, "hedge_firm_orders", FIRM)
    else:
        st.text("Nothing.")
    if hedge.tranches:
        show(band_chart(plan), stem, names=plan.names)
    if hedge.capacity:
        work = st.selectbox(
            "Workload under its bands", band_workloads(hedge), format_func=plan.names.workload, key="bands_workload",
            width=320, help="What each band has in service for it, under its demand in every case.",
        )  # fmt: skip
        show(band_capacity(plan, work), stem, key="band-capacity", names=plan.names)
    show(cost_by_case(plan), stem, is_table_open=True, names=plan.names)
    _open_plans(plan, hedge)
    if hedge.lived:
        show(regret(plan), stem)
        st.text("\n".join(regret_notes(hedge)))
    with st.container(horizontal=True):
        download("hedge.json", lambda: hedge_json(hedge).encode(), f"{stem}.hedge.json", "application/json")
        download(
            "Plans of all cases (.zip)", lambda: zipped(hedge_files(plans())), f"{stem}.cases.zip", "application/zip"
        )


def _open_plans(plan: Plan, hedge: Hedge) -> None:
    """A button for the orders of every case."""
    st.header(PLANS, anchor=False)
    st.text(f"Shown now: {plan.provenance.case}.")
    with st.container(horizontal=True):
        for row in hedge.cases:
            st.button(f"Orders of case {md(row.case)}", key=f"open-{row.case}", on_click=_open, args=(row.case,))


def _open(case: str) -> None:
    st.session_state[CASE] = case
    st.session_state["section"] = "Orders"
