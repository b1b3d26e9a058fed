"""What can be said of the draft before it is solved: can every workload be placed, and which inputs have no effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui.editing.desk import Desk
from ui.figures import words
from ui.parts.text import md

if TYPE_CHECKING:
    from solver.answers.check import CheckReport


def checks_panel(desk: Desk) -> None:
    """The findings, computed when asked for; they say when the draft has changed since."""
    panel = st.expander("Before solving: placements, limits, unused inputs", key="checks", on_change="rerun")
    if not panel.open:
        return
    with panel:
        loaded = desk.session.checked.loaded
        if loaded is None:
            st.markdown("Correct the problems first.")
        elif st.button("Check the draft", key="check-now"):
            from solver.answers.check import check

            with st.spinner("Checking"):
                desk.report = (desk.session.document.content, check(loaded.scenario))
        if desk.report is not None:
            content, report = desk.report
            if content is not desk.session.document.content:
                st.warning("The draft has changed since; check again.")
            _report(report)


def _report(report: CheckReport) -> None:
    _list("Problems that rule out every plan", report.problems, "None found; solving says for certain.")
    _list("Inputs without effect", report.unused, "None: every input counts.")
    if report.notes:
        _list("Notes", report.notes, "")
    st.markdown("**Possible placements [accelerator class at a site]**")
    st.dataframe(_placements(report), hide_index=True, key="placements", alt="Possible placements of every workload")


def _list(title: str, lines: Sequence[str], otherwise: str) -> None:
    st.markdown("\n".join([f"**{title}**", "", *(f"- {md(line)}" for line in lines or [otherwise])]))


def _placements(report: CheckReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                count.workload,
                count.geography + (f", case {count.case}" if count.case else ""),
                count.arcs,
                ", ".join(f"{number} by {words(reason)}" for reason, number in sorted(count.removed.items())),
            )
            for count in report.arcs
        ],
        columns=["Workload", "Users in", "Possible", "Ruled out"],
    )
