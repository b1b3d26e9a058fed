"""Two scenarios before they are weighed: read, held beside each other, and what is asked of the comparison."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from data.load import Loaded
from data.problems import ScenarioError
from models.comparison import covers_other_months
from models.run import Run
from models.scenario import Scenario
from solver.comparing import MOST, MOST_ROWS, TIMES
from solver.comparing.groups import groups_of, sides_of
from solver.comparing.make import input_changes
from solver.search.options import SearchOptions
from ui.charts.labels import plural
from ui.editing.asking import default_case, search_fields
from ui.input_report import OTHER_MONTHS
from ui.parts.text import md
from ui.parts.words import when
from ui.scenario_file import DEFAULT_CASE, loaded_document

SHOWN_PROBLEMS, LONGEST_TITLE = 3, 150
NO_CASE = "They have no case in common, so there is nothing to weigh. In the one: {}. In the other: {}."
NO_CHANGE = "No input differs that could change a plan of this case."
MOST_HELP = "With more inputs that differ, those of one record are one row, then those of one part of the scenario."
TIME_HELP = "All searches end then at the latest: those of both plans, and two for every row."


class Other(NamedTuple):
    """A scenario to compare with, as it is now."""

    name: str
    text: str
    variant: str | None = None


def run_words(run: Run) -> str:
    """What the scenario of a run is called."""
    return f"{run.title[:LONGEST_TITLE]}, run of {when(run.created)}"


def read(other: Other) -> Loaded | None:
    """The other scenario; None where it cannot be used, which is said then."""
    try:
        return _loaded(*other)
    except ScenarioError as error:
        st.error(md(f"{other.name} cannot be used:"))
        st.text("\n".join(map(str, error.problems[:SHOWN_PROBLEMS])))
        return None


@st.cache_resource(show_spinner=False, max_entries=8)
def _loaded(name: str, text: str, variant: str | None) -> Loaded:
    return loaded_document(text, name, variant)


def case_field(own: Scenario, other: Scenario, key: str, first: str = DEFAULT_CASE) -> str | None:
    """The case that both are planned in, by default `first`; None where they share none, which is said then."""
    mine, others = ([case.id for case in each.cases] for each in (own, other))
    both = [case for case in mine if case in others]
    if not both:
        st.error(md(NO_CASE.format(", ".join(mine), ", ".join(others))))
        return None
    return st.selectbox("Demand case", both, index=both.index(first) if first in both else default_case(both), key=key)


def is_ahead(own: Scenario, other: Scenario, case: str) -> bool:
    """Whether there is something to weigh; how much it is, or that there is nothing, is said."""
    sides = sides_of(own, other, case)
    rows = len(groups_of(sides, case, MOST)[0])
    if not rows:
        st.info(NO_CHANGE)
        return False
    plans = 2 + 2 * rows * (rows > 1)
    st.caption(f"{plural(len(sides.found), 'change')}, weighed in {plural(rows, 'row')} by {plans} plans at most.")
    if covers_other_months(input_changes(own, other, case, case)):
        st.warning(OTHER_MONTHS)
    return True


def asked_fields(key: str) -> tuple[int, SearchOptions]:
    """How many changes are weighed one by one, how good and how long."""
    most = st.number_input("Weigh one by one at most [changes]", 1, MOST_ROWS, MOST, key=f"{key}-most", help=MOST_HELP)
    return most, search_fields(TIME_HELP, TIMES)
