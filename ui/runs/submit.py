"""Into the queue: a scenario is checked first, and waits as a run only when nothing is wrong with it."""

from __future__ import annotations

from dataclasses import asdict

from data.problems import Place, Problem, ScenarioError, suggestion
from data.quotes import quotes_in
from data.store import Store, StoreError
from models.base import Model
from models.run import ALL_CASES, Person, Run, Task
from models.scenario import Scenario
from solver.answers.replan import ReplanError, previous_of
from solver.answers.versions import versions
from solver.search.options import SearchOptions
from ui.runs.asked import Again, BakeoffOptions, again_of, options_of, previous_of_run, task_options_of
from ui.runs.others import other_of
from ui.scenario_file import DEFAULT_CASE, loaded_document


def submit(
    store: Store,
    person: Person,
    text: str,
    scenario_name: str,
    *,
    draft: str | None = None,
    case: str | None = None,
    variant: str | None = None,
    options: SearchOptions | None = None,
    again: Again | None = None,
    task: Task = "plan",
    task_options: Model | None = None,
    name: str = "",
    other: str | None = None,
) -> Run:
    """Queue a run of a scenario.

    Parameters
    ----------
    text: the document, as a scenario file holds it.
    scenario_name: what problems and the run call it.
    draft: id of the scenario in the store that it is the text of, if any.
    case: demand case; `ALL_CASES` for one plan for all of them; None for the one that the command line takes:
    `expected`, else the only one.
    variant: one of the document's variants.
    again: the run that is planned again, if any.
    task: what to do with it; all but `plan` take one case.
    task_options: what the task is told beyond `options`.
    name: name of the run.
    other: of a comparison, the document of the scenario that it is with; the run keeps it as it is now.

    Raises
    ------
    ScenarioError
        with every problem of either document, or of quotes; nothing is queued then.
    StoreError
        when the store refuses it, or the scenario does not fit the plan that is planned again.
    """
    loaded = loaded_document(text, scenario_name, variant)
    if again and again.previous_run:
        _check_again(store, person, loaded.scenario, again)
    chosen = _chosen(loaded.scenario, case, scenario_name, task)
    if task == "compare":
        other_of(other, task_options, chosen)
    if task == "bakeoff":
        if not isinstance(task_options, BakeoffOptions):
            raise StoreError("A run that ranks quotes needs quotes.")
        quotes_in(task_options.quotes, loaded.scenario)
    return store.runs.submit(
        person,
        scenario_name=scenario_name,
        document=text,
        draft=draft,
        input_hash=loaded.document_hash,
        case=chosen,
        variant=variant,
        task=task,
        task_options=None if task_options is None else task_options.model_dump(mode="json"),
        options=asdict(options or SearchOptions()) | (again.model_dump(exclude_none=True) if again else {}),
        versions=versions(),
        name=name,
        other=other,
    )


def submit_again(store: Store, person: Person, run: Run) -> Run:
    """Queue the scenario, case, task and options of a run once more, now with this version of the program.

    Raises
    ------
    ScenarioError, StoreError
        as `submit`; the scenario may come from an older version.
    """
    text = store.runs.document(person, run.id)
    is_own = run.owner == person.name
    return submit(
        store,
        person,
        text,
        run.scenario_name,
        draft=run.draft if is_own else None,
        case=run.case,
        variant=run.variant,
        options=options_of(run),
        again=again_of(run),
        task=run.task,
        task_options=task_options_of(run),
        name=run.name,
        other=store.runs.other(person, run.id),
    )


def _check_again(store: Store, person: Person, scenario: Scenario, again: Again) -> None:
    try:
        previous_of(scenario, previous_of_run(store, person, again), firm_until=again.firm_until)
    except ReplanError as error:
        raise StoreError(str(error)) from None


def _chosen(scenario: Scenario, asked: str | None, name: str, task: Task) -> str:
    cases = [case.id for case in scenario.cases]
    if asked == ALL_CASES and task == "plan":
        if len(cases) < 2:
            raise ScenarioError([Problem.at(Place(name, 1, 1), "cases", "one plan for all cases needs two or more")])
        return ALL_CASES
    case = asked or (DEFAULT_CASE if DEFAULT_CASE in cases else cases[0])
    if case not in cases:
        raise ScenarioError(
            [Problem.at(Place(name, 1, 1), "cases", f"there is no case {case!r}; {suggestion(case, cases)}")]
        )
    if asked is None and case != DEFAULT_CASE and len(cases) > 1:
        raise ScenarioError(
            [Problem.at(Place(name, 1, 1), "cases", f"say which case to plan; {suggestion('', cases)}")]
        )
    return case
