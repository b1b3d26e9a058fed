"""A scenario planned many times: what moves the cost, what flips the order, what less of something costs; `?run=`."""

from __future__ import annotations

from statistics import fmean

import pandas as pd
import streamlit as st

from data.sweep_files import sweep_csv, sweep_json, sweep_table
from models.sweep import Sweep
from ui.charts.tornado import tornado
from ui.parts.figure import show
from ui.parts.reported import reported, titled
from ui.parts.tables import frame, show_frame
from ui.planview.files import download
from ui.sweep_report import made_sentences, markdown
from ui.sweep_words import flip_sentence, flip_sentences, head, offers, order_sets, spread_sentences, without_plan
from ui.sweepview.pareto import pareto

FLIPS, SPREAD, WITHOUT, MADE, POINTS = (
    "What flips the order", "How much the answer varies", "Points without a plan", "How it was made", "All points",
)  # fmt: skip


def view() -> None:
    """The sweep of one run; leads to the run where there is none."""
    if found := reported("sweep", Sweep, head):
        show_sweep(*found)


def show_sweep(sweep: Sweep, stem: str) -> None:
    """All that a sweep found; `stem`: what the names of its files begin with."""
    _files(sweep, stem)
    titled(FLIPS, flip_sentences(sweep))
    if len(sweep.flips) > len(flip_sentences(sweep)) - 1:
        with st.expander(f"All flips ({len(sweep.flips)})"):
            st.text("\n".join(flip_sentence(sweep, flip) for flip in sweep.flips))
    if sweep.swings:
        show(tornado(sweep), stem)
    for frontier in sweep.frontiers:
        pareto(sweep, frontier, stem)
    titled(SPREAD, spread_sentences(sweep))
    if spread_sentences(sweep):
        show_frame(_sets(sweep), SPREAD, key="sets")
    titled(WITHOUT, without_plan(sweep))
    if sweep.rows:
        _points(sweep)
    titled(MADE, made_sentences(sweep))


def _points(sweep: Sweep) -> None:
    """A row a point; those of a tornado are in its figure, too."""
    table = sweep_table(sweep)
    with st.expander(f"{POINTS} ({len(sweep.rows):,})", expanded=sweep.design != "tornado"):
        st.caption("Point 0 is the scenario as it is. Levels are factors on it, or values; empty: as it is.")
        show_frame(frame(table.headers, table.rows), POINTS, key="points")


def _files(sweep: Sweep, stem: str) -> None:
    with st.container(horizontal=True):
        download("sweep.json", lambda: sweep_json(sweep).encode(), f"{stem}.sweep.json", "application/json")
        download("sweep.csv", lambda: sweep_csv(sweep), f"{stem}.sweep.csv", "text/csv")
        download("summary.md", lambda: markdown(sweep).encode(), f"{stem}.summary.md", "text/markdown")


def _sets(sweep: Sweep) -> pd.DataFrame:
    """What is ordered first, by how many points."""
    rows = [
        (offers(sweep, ids), len(rows), fmean(row.objective_usd or 0.0 for row in rows))
        for ids, rows in order_sets(sweep)
    ]
    return frame(("Ordered first", "Points", "Mean cost, discounted [USD]"), rows)
