"""What the inputs that differ between two scenarios are worth; `?run=` says which run."""

from __future__ import annotations

import streamlit as st

from models.comparison import Comparison, SideBySide
from ui.charts.worths import worths_chart
from ui.compareview.tables import comparison_frame, lettered
from ui.comparing_files import figures, makers, total_head
from ui.input_report import INTERACTION, TOTAL, called, change_part, missing_lines, notes
from ui.parts.figure import show
from ui.parts.reported import reported
from ui.parts.tables import frame, show_frame
from ui.parts.text import md
from ui.planview.files import XLSX, download

WORTH, CHANGED = "What the changes are worth", "What changed in the inputs"
OF_WORTHS = (
    "What changes", "Made first [USD]", "Made first, within [USD]",
    "Left out last [USD]", "Left out last, within [USD]",
)  # fmt: skip
TYPES = {"json": "application/json", "md": "text/markdown", "xlsx": XLSX, "csv": "text/csv"}


def view() -> None:
    """The comparison of one run; leads to the run where there is none."""
    if found := reported("compare", SideBySide, total_head):
        _show(*found)


def _show(found: SideBySide, stem: str) -> None:
    with st.container(horizontal=True):
        for name, make in makers(found).items():
            download(name, make, f"{stem}.{name}", TYPES[name.rpartition(".")[2]])
    base, *others = found.names
    for name, report in zip(others, found.inputs, strict=True):
        if report.worths:
            show(worths_chart(report, (base, name)), stem)
            st.header(WORTH, anchor=False)
            show_frame(frame(OF_WORTHS, _worths(report)), WORTH, key="worths")
        st.caption(md(" ".join(notes(report))))
        if missing := missing_lines(report):
            st.text("\n".join(missing))
        _changes(report, (base, name))
    _plans(found)


def _worths(report: Comparison) -> list[tuple[object, ...]]:
    """Rows, what they are together beyond that, and the total: the first figures add up to it."""
    total = (report.total_usd, report.within_usd)
    return [
        *((name, *worth.first, *worth.last) for name, worth in called(report)),
        (INTERACTION, report.interaction_usd, None, None, None),
        (TOTAL, *total, *total),
    ]


def _changes(report: Comparison, names: tuple[str, str]) -> None:
    """The inputs that differ; those that change no plan in a line."""
    part = change_part(report.changes, names)
    st.header(CHANGED, anchor=False)
    if part.rows:
        show_frame(frame([header.lstrip(">") for header in part.columns], part.rows), CHANGED, key="changes")
    if part.sentences:
        st.text("\n".join(part.sentences))


def _plans(found: SideBySide) -> None:
    """Both plans: what they decide, and their figures."""
    st.header("Both plans", anchor=False)
    for name, decision in zip(lettered(found.names), found.decisions, strict=True):
        st.markdown(f"**{md(name)}:** {md(decision)}")
    for section in found.sections:
        if section.rows:
            st.subheader(section.title, anchor=False)
            show_frame(comparison_frame(figures(section)), f"{section.title} of the plans side by side")
