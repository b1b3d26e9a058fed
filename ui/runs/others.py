"""The scenario that a comparison is with, read and checked as the run's own is."""

from __future__ import annotations

from data.problems import Place, Problem, ScenarioError, suggestion
from data.store import StoreError
from models.base import Model
from ui.runs.asked import CompareOptions
from ui.scenario_file import ScenarioFile, loaded_document

LONGEST_NAME = 200
"""Letters of a name that a run may have."""


def other_of(text: str | None, asked: Model | None, case: str) -> tuple[CompareOptions, ScenarioFile]:
    """What a comparison in a case is told, and the other scenario.

    Parameters
    ----------
    text: its document, as the store keeps it.
    asked: what the run is told.

    Raises
    ------
    ScenarioError
        with every problem of the document, or where it has no such case.
    StoreError
        where a comparison has no other scenario.
    """
    if text is None or not isinstance(asked, CompareOptions):
        raise StoreError("This run has no scenario to compare with.")
    source = ScenarioFile(asked.name, asked.variant, loaded_document(text, asked.name, asked.variant))
    known = [each.id for each in source.scenario.cases]
    if case not in known:
        said = f"there is no case {case!r}; {suggestion(case, known)}"
        raise ScenarioError([Problem.at(Place(asked.name, 1, 1), "cases", said)])
    return asked, source


def names_of(own: ScenarioFile, asked: CompareOptions) -> tuple[str, str]:
    """What the scenario of a run and the other one are called beside each other, the base first."""
    mine, its = _called(own.file or "", own.variant), _called(asked.name, asked.variant)
    its = its if its != mine else f"{its} (the other)"
    return (its, mine) if asked.is_base else (mine, its)


def _called(name: str, variant: str | None) -> str:
    return f"{name}, variant {variant}" if variant else name


def run_name(own: ScenarioFile, asked: CompareOptions) -> str:
    """What a comparison is called in lists: `A to B`."""
    return " to ".join(names_of(own, asked))[:LONGEST_NAME]
