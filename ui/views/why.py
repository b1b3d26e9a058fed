"""Why a plan is as it is: what limits cost, where other offers come in, what comes next; `?run=` says which run."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from models.reasons import Alternative, Reasons, RunnerUp, TermWorth
from ui.charts.reasons import break_even_chart, limits_chart
from ui.parts.figure import show
from ui.parts.reported import reported, titled
from ui.parts.tables import frame, show_frame, whole
from ui.planview.files import download, zipped
from ui.reasoning import why_files, why_json
from ui.why_report import FIXED, PROOF, mix_words, within_words

CHOICES = "Without the main choice of a workload"
PLANS = "Plans that cost nearly the same"
TERMS = "What terms are worth"
NOT_PRICED = "Limits without a price"
OF_CHOICES = (
    "Workload", "Without", "Then served by", "Costs more, discounted [USD]", "Costs more [%]",
    "At least, discounted [USD]", "Proof",
)  # fmt: skip
OF_PLANS = ("Costs more, discounted [USD]", "Costs more [%]", "Same classes and modes [%]", "Pays for", "Proof")
OF_TERMS = ("Offer", "Term", "Worth, discounted [USD]", "At most, discounted [USD]", "Proof")


def view() -> None:
    """The reasons of one run; leads to the run where there are none."""
    if found := reported("why", Reasons, lambda reasons: reasons.paragraph):
        _show(*found)


def _show(reasons: Reasons, stem: str) -> None:
    st.caption(within_words(reasons))
    with st.container(horizontal=True):
        download("why.json", lambda: why_json(reasons).encode(), f"{stem}.why.json", "application/json")
        download("CSV tables (.zip)", lambda: zipped(_tables(reasons)), f"{stem}.why.zip", "application/zip")
    show(limits_chart(reasons), stem)
    st.caption(FIXED)
    titled(NOT_PRICED, list(reasons.not_priced))
    if reasons.break_even:
        show(break_even_chart(reasons), stem, is_table_open=True)
    _table(CHOICES, OF_CHOICES, map(_choice, reasons.runners_up))
    _table(f"{PLANS}, up to {reasons.within_percent:g} % more", OF_PLANS, map(_plan, reasons.alternatives))
    _table(TERMS, OF_TERMS, map(term_cells, reasons.worth))


def _tables(reasons: Reasons) -> dict[str, bytes]:
    return {name: content for name, content in why_files(reasons).items() if name.endswith(".csv")}


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    data: pd.DataFrame = frame(columns, rows)
    if len(data):
        st.header(title, anchor=False)
        show_frame(data, title, key=title)


def _choice(row: RunnerUp) -> tuple[object, ...]:
    money = (whole(row.extra_usd), row.extra_percent, whole(row.at_least_usd))
    return row.name, row.without, row.instead, *money, PROOF[row.found]


def _plan(row: Alternative) -> tuple[object, ...]:
    return whole(row.extra_usd), row.extra_percent, row.overlap_percent, mix_words(row.mix), PROOF[row.found]


def term_cells(row: TermWorth) -> tuple[object, ...]:
    """A term with its worth."""
    what = f"{row.what}{' (it is so)' if row.is_held else ''}"
    return row.name, what, whole(row.worth_usd), whole(row.at_most_usd), PROOF[row.found]
