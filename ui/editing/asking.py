"""What every task asks for in the editor, and its way into the queue."""

from __future__ import annotations

import streamlit as st

from data.problems import ScenarioError
from models.base import Model
from models.run import Task
from solver.search.options import SearchOptions
from ui.editing.desk import Desk
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.text import md
from ui.runs.submit import submit
from ui.scenario_file import DEFAULT_CASE

LONGEST_HOURS = 24


def default_case(cases: list[str]) -> int:
    """Number of the case that is chosen first."""
    return cases.index(DEFAULT_CASE) if DEFAULT_CASE in cases else 0


def variant_field(variants: list[str]) -> str | None:
    """Which variant of the scenario."""
    return st.selectbox("Variant", variants, index=None, placeholder="the draft as it stands", disabled=not variants)


def search_fields(time_help: str, times: int = 1) -> SearchOptions:
    """How good is good enough, and how long it may take.

    Parameters
    ----------
    time_help : what the time limit ends.
    times : how many times as long as for one plan is usual.
    """
    defaults = SearchOptions()
    gap = st.number_input(
        "Stop at a gap of [% of the decidable cost]", 0.0, 100.0, 100 * defaults.gap, 0.1, format="%g",
        help="How far from proven optimal the plan may be. Decidable is what decisions change.",
    )  # fmt: skip
    minutes = st.number_input(
        "Time limit [min]", 0.1, 60.0 * LONGEST_HOURS, times * (defaults.time_limit_s or 300) / 60, 1.0, format="%g",
        help=time_help,
    )  # fmt: skip
    return SearchOptions(gap=gap / 100, time_limit_s=60 * minutes)


def queue(
    desk: Desk,
    case: str,
    variant: str | None,
    options: SearchOptions,
    task: Task = "plan",
    task_options: Model | None = None,
    *,
    other: str | None = None,
    name: str = "",
) -> None:
    """Queue a run of the draft as it is now and leave for it; what is wrong with the draft is shown instead.

    Parameters
    ----------
    other : of a comparison, the document of the scenario that it is with.
    name : name of the run.
    """
    session = desk.session
    try:
        with said():
            run = submit(session.store, session.person, session.document.text(), session.saved.name, draft=session.id,
                         case=case, variant=variant, options=options, task=task, task_options=task_options,
                         name=name, other=other)  # fmt: skip
            go("run", run=run.id)
    except ScenarioError as error:
        for problem in error.problems[:10]:
            st.error(md(str(problem)))
