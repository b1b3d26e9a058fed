"""From the draft to a sweep: which inputs or what to have less of, how many points, and about how long that takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.load import Loaded
from models.cases import in_case
from models.scenario import Scenario
from models.sweep import MEASURES, Measure, SweepOptions
from solver.sweep.frontiers import RISK_ENDS
from solver.sweep.inputs import ranged_inputs
from solver.sweep.study import Study, count_points
from ui.editing.asking import default_case, queue, search_fields, variant_field
from ui.editing.desk import Desk
from ui.exits import SteelyardError
from ui.parts.text import md
from ui.runs.sweeping import workers
from ui.state import settings
from ui.sweep_asked import study_of
from ui.sweep_progress import span
from ui.sweep_words import MEASURED

MOST_POINTS = 1000
"""Points of a sweep in the app; on the command line there may be more."""
TORNADO, PARETO, GRID = "What moves the cost", "What less of something costs", "One or two inputs in steps"
ALL_DEMAND = "All demand"
ABOUT = {
    TORNADO: "Every input with a range goes to both of its ends, all others as they are: a tornado of costs, and how "
    "far off each must be before something else should be ordered first.",
    PARETO: "The cheapest plans under ever tighter limits on what you choose: a frontier whose plans can be opened. "
    "Against risk, every point is one plan for all cases.",
    GRID: "The scenario at every combination of levels of one or two inputs.",
}
OTHERS_HELP = "Prices, throughputs and demand whose evidence gives no low and high are taken to be off by so much."


def sweep_form(desk: Desk, loaded: Loaded) -> None:
    """What to look at, of which case, how good each plan; says how many points that are and how long they may take."""
    kind = st.radio("What to look at", list(ABOUT), key="sweep-kind")
    st.caption(ABOUT[kind])
    cases = [case.id for case in loaded.scenario.cases]
    case = st.selectbox("Demand case", cases, index=default_case(cases), key="sweep-case")
    scenario = in_case(loaded.scenario, case)
    asked = FIELDS[kind](scenario)
    variant = variant_field(list(loaded.variants))
    options = search_fields("Every point is planned by itself and ends then at the latest.")
    try:
        study = study_of(scenario, case, asked, options.seed)
    except SteelyardError as error:
        st.error(md("; ".join(error.lines)))
        return
    points, more = count_points(study, len(scenario.vendors))
    st.text(_said(study, points, more, _last(desk, case), workers(settings())))
    if points > MOST_POINTS:
        st.error(f"The app plans at most {MOST_POINTS:,} points; `steelyard sweep` plans more.")
    if st.button("Sweep", type="primary", disabled=points > MOST_POINTS, key="sweep-go"):
        queue(desk, case, variant, options, "sweep", asked)


def _tornado(_scenario: Scenario) -> SweepOptions:
    others = st.number_input(
        "Range where evidence gives none [% either way; 0: leave out]", 0, 99, 20, key="sweep-others", help=OTHERS_HELP
    )
    flips = st.checkbox("Find how far off each input flips the order", value=True, key="sweep-flips")
    return SweepOptions(design="tornado", others=others / 100, finds_flips=flips)


def _pareto(_scenario: Scenario) -> SweepOptions:
    chosen: list[Measure] = st.multiselect(
        "Cost against",
        list(MEASURES),
        default=["lock_in"],
        format_func=lambda each: MEASURED[each],
        key="sweep-against",
    )
    steps = st.number_input("Limits or weights looked at for each [count]", 1, 50, 10, key="sweep-steps")
    return SweepOptions(design=None, measures=tuple(chosen), steps=steps)


def _grid(scenario: Scenario) -> SweepOptions:
    paths = {ALL_DEMAND: "demand", **{axis.name: axis.path for axis in ranged_inputs(scenario, 0.2)}}
    first = _levels(paths, "First input", 1)
    second = _levels(paths, "Second input, if any", 2)
    return SweepOptions(design="grid", vary=tuple(filter(None, (first, second))))


def _levels(paths: dict[str, str], label: str, number: int) -> str:
    """`PATH=x0.8..x1.2:5`; empty where no input is chosen."""
    start = 0 if number == 1 else None
    name = st.selectbox(label, list(paths), index=start, placeholder="none", key=f"sweep-input-{number}")
    if name is None:
        return ""
    columns = st.columns(3)
    low = columns[0].number_input("From [%]", -99, 0, -20, key=f"sweep-low-{number}", help="Off what it is now.")
    high = columns[1].number_input("To [%]", 1, 1000, 20, key=f"sweep-high-{number}", help="Off what it is now.")
    steps = columns[2].number_input("Levels [count]", 2, 100, 5, key=f"sweep-levels-{number}")
    return f"{paths[name]}=x{(100 + low) / 100:g}..x{(100 + high) / 100:g}:{steps}"


FIELDS: dict[str, Callable[[Scenario], SweepOptions]] = {TORNADO: _tornado, PARETO: _pareto, GRID: _grid}


@dataclass(frozen=True)
class _Last:
    """How long the latest plans of this scenario took [s]; None where there is none."""

    alone: float | None
    """Of the case."""
    for_all: float | None
    """Of one plan for all cases."""


def _last(desk: Desk, case: str) -> _Last:
    session = desk.session
    runs = [run for run in session.store.runs.history(session.person) if run.draft == session.id and run.has_plan]
    return _Last(
        next((run.seconds for run in runs if run.case == case), None),
        next((run.seconds for run in runs if run.is_hedge), None),
    )


def _said(study: Study, points: int, more: int, last: _Last, processes: int) -> str:
    """How many points, and about how long they take."""
    count = f"{points:,} point{'' if points == 1 else 's'}, and the scenario as it is."
    if more:
        count = f"{points:,} points, the scenario as it is, and at most {more:,} more to close in on what is found."
    at_once = f"{processes} at once"
    unknown = f"{count} How long they take, {at_once}, is known when the first are solved, or"
    if last.alone is None:
        return f"{unknown} a plan is."
    took = f"as the last plan took {span(last.alone)}"
    if "risk" not in study.measures:
        return f"{count} About {span(last.alone * (1 + points / processes))}, {at_once}, {took}."
    if last.for_all is None:
        return f"{unknown} one plan for all cases is."
    weighed = RISK_ENDS + study.steps
    seconds = last.alone * (1 + (points - RISK_ENDS) / processes) + last.for_all * weighed / processes
    return f"{count} About {span(seconds)}, {at_once}, {took}, and the last one for all cases {span(last.for_all)}."
