"""A plan under stress: what each stress costs, what is missed and what gives first; `?run=` says which run."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from models.stress import Stress, StressReport, UnderStress
from ui.charts import render
from ui.charts.stress import NONE, stress_chart
from ui.parts.figure import show
from ui.parts.reported import reported
from ui.parts.tables import frame, show_frame, whole
from ui.parts.text import md
from ui.planview.files import download
from ui.stress_report import AUDITED, MEANING, no_way, stress_head, stress_lines
from ui.stressing import stress_json

TABLE = "What each stress costs more over the horizon, and what is missed"
WHAT, APART = "What the stresses are, and what gave first", "Does not apply"
ROW_PX = 33
"""Height of a row of a table [px]."""
COLUMNS = (
    "Stress", "From [month]", "Recourse [USD]", "Re-planned [USD]", "Shortage [USD]", "Demand missed [acc.-h]",
    "Headroom missed [acc.-h]", "First short", "Gave first", "Missed even re-planned [acc.-h]", "What goes wrong",
    "Audit",
)  # fmt: skip


def view() -> None:
    """The stresses of one run; leads to the run where there are none."""
    if found := reported("stress", StressReport, stress_head):
        _show(*found)


def _show(report: StressReport, stem: str) -> None:
    applies = [row for row in report.stresses if row.recourse]
    figure = stress_chart(report)
    if not applies:
        st.info(NONE)
    else:
        st.header(TABLE, anchor=False)
        show_frame(stress_frame(applies), TABLE, key="stresses", height=ROW_PX * (len(applies) + 1) + 3)
        st.caption(MEANING)
    with st.container(horizontal=True):
        download("stress.json", lambda: stress_json(report).encode(), f"{stem}.stress.json", "application/json")
        download("stress.csv", lambda: render(figure, "csv"), f"{stem}.stress.csv", "text/csv")
    if applies:
        show(figure, stem)
        st.header(WHAT, anchor=False)
        for row in applies:
            _tell(f"{row.id}: {row.title}.", "\n".join(stress_lines(row)))
    if apart := [row for row in report.stresses if not row.recourse]:
        st.header(APART, anchor=False)
        for row in apart:
            _tell(row.id, f"{row.why_not}.")


def _tell(what: str, lines: str) -> None:
    with st.container(gap="xxsmall"):
        st.markdown(f"**{md(what)}**")
        st.text(lines)


def stress_frame(rows: list[Stress]) -> pd.DataFrame:
    """One row a stress that applies; USD are discounted and rounded to the dollar, a shortage is not discounted."""
    return frame(COLUMNS, map(_cells, rows))


def _cells(row: Stress) -> tuple[object, ...]:
    lived, known = row.recourse or UnderStress(), row.replanned or UnderStress()
    gave = lived.broke_first or "nothing"
    return (
        row.id, row.month or "always", whole(lived.extra_paid_usd), whole(known.extra_paid_usd),
        round(lived.shortage_usd), round(lived.missed_accelerator_hours),
        round(lived.headroom_short_accelerator_hours), lived.first_short or "",
        gave if lived.cost_usd is not None else f"{no_way(lived)}: {lived.broke_first}".rstrip(": "),
        round(known.missed_accelerator_hours + known.headroom_short_accelerator_hours), row.title,
        AUDITED[lived.checked] or "passed",
    )  # fmt: skip
