"""The frontier of a sweep on screen: a chart whose plans can be clicked, and the plan that was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data.plan_tables import Table
from models.sweep import Frontier, Sweep
from ui.charts.frontier import NUMBER, PICKED, frontier_figure
from ui.parts.figure import downloads, is_dark
from ui.parts.tables import frame, show_frame
from ui.parts.text import md
from ui.sweep_points import figures_table, mix_table, plan_names, plan_sentences, tokens_table
from ui.sweep_risk import firm_table, risk_sentences, risk_table
from ui.sweep_words import MEASURED, cost_against, frontier_sentence

HELP = "Or click a plan in the chart. 1 is the cheapest; every further one has less, for more."


def pareto(sweep: Sweep, frontier: Frontier, stem: str) -> None:
    """One frontier, and the plan of it that is chosen: by a click, or by the field below."""
    if not frontier.points:
        with st.container(border=True):
            st.header(md(f"{cost_against(frontier.measure)} against {MEASURED[frontier.measure]}"), anchor=False)
            st.text(frontier_sentence(frontier))
        return
    key = f"plan-{frontier.measure}"
    names = plan_names(frontier)
    chosen = st.session_state.get(key, names[0])
    number = names.index(chosen) + 1 if chosen in names else 1
    figure = frontier_figure(sweep, frontier, number, is_clickable=True)
    name = f"figure-{figure.name}"
    with st.container(border=True, key=name):
        st.header(md(figure.title), anchor=False)
        chart = f"{name}-chart"
        st.altair_chart(
            figure.themed(is_dark()), width="stretch", theme=None, key=chart, alt=figure.sentence,
            on_select=lambda: _pick(key, names, st.session_state[chart]), selection_mode=PICKED,
        )  # fmt: skip
        st.text(figure.sentence)
        both = f"{MEASURED[frontier.measure]}, {cost_against(frontier.measure).lower()}"
        st.selectbox(f"Plan of the frontier: {both}", names, key=key, help=HELP)
        _plan(sweep, frontier, number)
        with st.expander("All plans of the frontier and downloads"):
            show_frame(figure.table, figure.title, key=f"{name}-table")
            downloads(frontier_figure(sweep, frontier), name, stem)


def _pick(key: str, names: list[str], event: Mapping[str, Any]) -> None:
    """Choose the plan that was clicked; a click beside all of them changes nothing."""
    picked = event.get("selection", {}).get(PICKED) or [{}]
    number = picked[0].get(NUMBER)
    if isinstance(number, int | float) and 1 <= number <= len(names):
        st.session_state[key] = names[int(number) - 1]


def _plan(sweep: Sweep, frontier: Frontier, number: int) -> None:
    """The chosen plan: what it is, its figures and its mix, each beside another plan."""
    sentences, tables = _about(sweep, frontier, number)
    st.text("\n".join(sentences))
    for words, found in tables:
        if found.rows:
            _show(found, f"{words}, plan {number}", f"{found.name}-{frontier.measure}")


def _about(sweep: Sweep, frontier: Frontier, number: int) -> tuple[list[str], list[tuple[str, Table]]]:
    """What is said of a plan, and its tables, each with what it holds; one for all cases is put beside plan 1."""
    if frontier.measure == "risk":
        return risk_sentences(sweep, frontier, number), [
            ("Figures of the plan", risk_table(frontier, number)),
            ("What it orders firmly", firm_table(sweep, frontier, number)),
        ]
    row = frontier.points[number - 1].row
    return plan_sentences(sweep, frontier, number), [
        ("Figures of the plan", figures_table(sweep, row)),
        ("What it orders and runs", mix_table(sweep, row)),
        ("Tokens of managed inference", tokens_table(sweep, row)),
    ]


def _show(found: Table, words: str, key: str) -> None:
    st.caption(words)
    show_frame(frame(found.headers, found.rows), words, key=key)
