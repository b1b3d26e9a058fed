"""The head of every view that shows what a run ended with besides a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from models.base import Model
from models.run import Task
from ui.parts.chosen import chosen_run
from ui.parts.file_names import file_stem
from ui.parts.notice import frozen_notice
from ui.parts.pages import go, link
from ui.parts.refusals import said
from ui.parts.text import md
from ui.parts.words import MORE_OTHER, described
from ui.state import person, store

R = TypeVar("R", bound=Model)


def reported(task: Task, kind: type[R], head: Callable[[R], str]) -> tuple[R, str] | None:
    """The report of the chosen run under its title, and what the names of its files begin with; leads to the run where
    there is none. None where it cannot be read, which is said then.

    Parameters
    ----------
    head: what stands above everything, from the report.
    """
    run = chosen_run()
    report = None
    with said():
        report = store().runs.report(person(), run.id)
    if run.status != "done" or run.task != task:
        go("run", run=run.id)
    st.title(md(run.title), anchor=False)
    st.caption(md(described(run)))
    frozen_notice(run)
    if not isinstance(report, kind):
        return None
    st.text("\n".join(filter(None, [run.message, head(report)])))
    with st.container(horizontal=True):
        link("run", "How it was made", run=run.id)
        link("history", MORE_OTHER, run=run.id)
    return report, file_stem(run)


def titled(title: str, sentences: list[str]) -> None:
    """A heading and sentences, where there are any."""
    if sentences:
        st.header(md(title), anchor=False)
        st.text("\n".join(sentences))
