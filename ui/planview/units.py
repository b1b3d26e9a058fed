"""What units of work cost, part by part, and the lines of operating cost: part of the section on cost."""

from __future__ import annotations

import streamlit as st

from models.plan import Plan
from ui.charts.unit_waterfall import unit_waterfall
from ui.parts.figure import show
from ui.planview.tables import show_rows
from ui.unit_report import (
    LINE_HEADERS,
    LINES,
    NOTE,
    PART_HEADERS,
    PARTS,
    TITLE,
    UNIT_HEADERS,
    line_rows,
    over_horizon,
    part_rows,
    unit_rows,
    whose,
)
from ui.value_report import VALUE, VALUE_HEADERS, value_rows


def unit_costs(plan: Plan, stem: str) -> None:
    """A waterfall of one workload, then all of them as tables; nothing in plans from before they were stated."""
    priced = {row.workload: whose(plan, row) for row in over_horizon(plan) if row.usd_per_1000_units is not None}
    if priced:
        name = st.selectbox("Workload", list(priced), format_func=lambda known: priced[known], key="unit_workload")
        found = {row.year: row for row in plan.unit_economics if row.workload == name}
        year = st.selectbox("Span", list(found), format_func=lambda year: str(year or "whole horizon"), key="unit_year")
        show(unit_waterfall(plan, found[year]), stem, names=plan.names)
    if plan.unit_economics:
        st.header(TITLE, anchor=False)
        st.text(NOTE)
        show_rows(plan, UNIT_HEADERS, unit_rows(plan), TITLE)
        if worth := value_rows(plan):
            st.header(VALUE, anchor=False)
            show_rows(plan, VALUE_HEADERS, worth, VALUE)
        st.header(PARTS, anchor=False)
        show_rows(plan, PART_HEADERS, part_rows(plan), PARTS)
    if plan.operating_costs:
        st.header(LINES, anchor=False)
        show_rows(plan, LINE_HEADERS, line_rows(plan), LINES)
