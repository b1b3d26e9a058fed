"""From a scenario to a run in the queue, and from a run back to a scenario to edit."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.problems import ScenarioError
from models.base import Model
from models.run import Run, Task
from solver.search.options import SearchOptions
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.shipped import Shipped
from ui.runs.asked import Again, BakeoffOptions, CompareOptions, options_of
from ui.runs.others import run_name
from ui.runs.submit import submit, submit_again
from ui.scenario_file import ScenarioFile, loaded_document
from ui.state import person, store

SHOWN_PROBLEMS = 10


def solve(text: str, name: str, *, draft: str | None = None, case: str | None = None) -> None:
    """Queue a run and leave for it; what is wrong with the scenario is shown instead.

    Parameters
    ----------
    text : the scenario's YAML.
    draft : id of the own scenario that it is the text of, if any.
    case : demand case; None for the one that the command line would take.
    """
    _leave_for(lambda: submit(store(), person(), text, name, draft=draft, case=case))


def solve_again(run: Run) -> None:
    """Queue a run of the same scenario, case and options, and leave for it."""
    _leave_for(lambda: submit_again(store(), person(), run))


def plan_again(run: Run, case: str, firm_until: str | None, *, is_own_scenario: bool) -> None:
    """Queue a run that plans again after the plan of a run, and leave for it.

    Parameters
    ----------
    case : the case of the plan; of one plan for all cases it is this one that is planned again.
    firm_until : orders before this month are firm; None: before the scenario's first month.
    is_own_scenario : whether the own scenario is taken as it is now, else that of the run.
    """
    again = Again(previous_run=run.id, previous_case=case if run.is_hedge else None, firm_until=firm_until)

    def queue() -> Run:
        name, text, variant = run.scenario_name, store().runs.document(person(), run.id), run.variant
        if is_own_scenario and run.draft:
            own = store().scenarios.find(person(), run.draft)
            name, text = own.name, own.saved_text
        options = options_of(run)
        return submit(store(), person(), text, name, draft=run.draft if is_own_scenario else None, case=case,
                      variant=variant, options=options, again=again)  # fmt: skip

    _leave_for(queue)


def weigh_runs(base: Run, case: str, options: SearchOptions, asked: CompareOptions, other: str) -> None:
    """Queue a comparison of the scenario of a run with another one, and leave for it.

    Parameters
    ----------
    other : the document of the other scenario, as `asked` names it.
    """

    def queue() -> Run:
        text = store().runs.document(person(), base.id)
        own = ScenarioFile(base.scenario_name, base.variant, loaded_document(text, base.scenario_name, base.variant))
        return _of_run(base, text, case, options, "compare", asked, other=other, name=run_name(own, asked))

    _leave_for(queue)


def rank_quotes(base: Run, case: str, options: SearchOptions, asked: BakeoffOptions) -> None:
    """Queue a run that holds quotes against the scenario of a run, and leave for it."""
    _leave_for(lambda: _of_run(base, store().runs.document(person(), base.id), case, options, "bakeoff", asked))


def _of_run(
    base: Run, text: str, case: str, options: SearchOptions, task: Task, asked: Model, other: str | None = None,
    name: str = "",
) -> Run:  # fmt: skip
    """A run of another task in the queue, on the scenario of a run."""
    draft = base.draft if base.owner == person().name else None
    return submit(store(), person(), text, base.scenario_name, case=case, variant=base.variant, options=options,
                  draft=draft, task=task, task_options=asked, other=other, name=name)  # fmt: skip


def _leave_for(queue: Callable[[], Run]) -> None:
    try:
        with said():
            go("run", run=queue().id)
    except ScenarioError as error:
        st.error("This scenario has problems; open it to correct them.")
        for problem in error.problems[:SHOWN_PROBLEMS]:
            st.text(str(problem))


def open_as_draft(run: Run) -> None:
    """Copy the scenario of a run into an own one and leave for the editor."""
    with said():
        text = store().runs.document(person(), run.id)
        go("edit", scenario=store().scenarios.create(person(), run.scenario_name, text).id)


def open_shipped(scenario: Shipped) -> None:
    """Leave for the editor with an own copy of a shipped scenario; an untouched copy is taken again."""
    with said():
        mine = store().scenarios.mine(person())
        untouched = (one for one in mine if one.shipped == scenario.stem and one.revision == 1 and not one.has_draft)
        known = next((one for one in untouched if one.saved_text == scenario.text), None)
        copy = known or store().scenarios.create(person(), scenario.name, scenario.text, shipped=scenario.stem)
        go("edit", scenario=copy.id)
