"""Levers on the work itself: what each saves alone, all one after the other; `?run=` says which run."""

from __future__ import annotations

import streamlit as st

from models.lever_report import LeverRow, Levers, Step
from ui.charts import render
from ui.charts.levers import NONE, levers_chart
from ui.figures import grade
from ui.lever_report import (
    MEANING,
    STEP_MEANING,
    is_open,
    left_lines,
    lever_lines,
    lever_title,
    levers_head,
    overlap_words,
)
from ui.levering import levers_json
from ui.parts.figure import show
from ui.parts.reported import reported
from ui.parts.tables import frame, show_frame
from ui.parts.text import md
from ui.planview.files import download

TABLE, STEPS = "What each lever saves by itself", "One after the other"
YEARS, WHAT = "These together, by calendar year", "What the levers are, and what to verify before"
COLUMNS = (
    "Lever", "From [month]", "Saves [USD]", "Costs itself [USD]", "Net [USD]", "Net a year [USD/year]",
    "Worst of its range [USD]", "Best of its range [USD]", "Within the gaps", "Evidence", "What it changes",
)  # fmt: skip
STEP_COLUMNS = (
    "Lever",
    "Adds [USD]",
    "Costs itself [USD]",
    "Adds net [USD]",
    "All up to here net [USD]",
    "Within the gaps",
)
YEAR_COLUMNS = ("Year", "Saved, as paid [USD]", "Saved, discounted [USD]", "Levers cost, as paid [USD]")


def view() -> None:
    """The levers of one run; leads to the run where there are none."""
    if found := reported("levers", Levers, levers_head):
        _show(*found)


def _show(report: Levers, stem: str) -> None:
    rows = [row for row in report.levers if row.alone]
    figure = levers_chart(report)
    if rows:
        st.header(TABLE, anchor=False)
        show_frame(frame(COLUMNS, map(_cells, rows)), TABLE, key="levers")
        st.caption(md(MEANING))
    else:
        st.info(NONE)
    with st.container(horizontal=True):
        download("levers.json", lambda: levers_json(report).encode(), f"{stem}.levers.json", "application/json")
        download("levers.csv", lambda: render(figure, "csv"), f"{stem}.levers.csv", "text/csv")
    if rows:
        show(figure, stem)
    _together(report)
    st.header(WHAT, anchor=False)
    for row in report.levers:
        with st.container(gap="xxsmall"):
            st.markdown(f"**{md(f'{row.id}: {lever_title(row)}.')}**")
            st.text("\n".join(lever_lines(row)))


def _together(report: Levers) -> None:
    """All levers one after the other, and what they save year by year."""
    if report.together is None:
        return
    st.header(STEPS, anchor=False)
    show_frame(frame(STEP_COLUMNS, map(_step_cells, report.steps)), STEPS, key="steps")
    st.caption(md(" ".join([overlap_words(report), STEP_MEANING, *left_lines(report)])))
    st.header(YEARS, anchor=False)
    years = [
        ("later" if y.year is None else str(y.year), round(y.nominal_usd), round(y.discounted_usd), round(y.own_usd))
        for y in report.together.years
    ]
    show_frame(frame(YEAR_COLUMNS, years), YEARS, key="years")


def _cells(row: LeverRow) -> tuple[object, ...]:
    found, ends = row.alone, row.range_usd or (None, None)
    assert found is not None  # noqa: S101  # rows without figures are not shown
    return (
        row.id, row.month, round(found.saving_usd), round(found.own_usd), round(found.net_usd),
        round(found.net_per_year_usd), *(None if end is None else round(end) for end in ends),
        "yes" if found.says_nothing else "no", grade(row.evidence.grade), row.what,
    )  # fmt: skip


def _step_cells(step: Step) -> tuple[object, ...]:
    return (
        step.lever, round(step.added_usd), round(step.own_usd), round(step.net_usd),
        round(step.together.net_usd), "yes" if is_open(step) else "no",
    )  # fmt: skip
