"""From what the user names to a loaded scenario, or to lines that say what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.load import Loaded, load_scenario
from data.problems import ScenarioError
from models.scenario import Scenario
from ui.exits import Exit, SteelyardError

SHIPPED = Path(__file__).resolve().parent.parent / "scenarios"
"""Folder of the shipped scenarios, in a checkout as in an installation."""
DEFAULT_CASE = "expected"


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with the name of the file and of the variant it was loaded from."""

    file: str | None
    """File; in the app, which has none, what the scenario is called there."""
    variant: str | None
    loaded: Loaded

    @property
    def scenario(self) -> Scenario:
        """The scenario itself."""
        return self.loaded.scenario


def in_memory(scenario: Scenario) -> ScenarioFile:
    """A scenario that was made in Python and has no file."""
    return ScenarioFile(None, None, Loaded(scenario, document_hash="", replaced=(), files=()))


def open_scenario(file: str, variant: str | None = None) -> ScenarioFile:
    """Load a scenario file.

    Parameters
    ----------
    file: path; a name that is no file here but is shipped (`scenarios/ai-factory.yaml`, `ai-factory`) means that one.
    variant: one of the file's variants.

    Raises
    ------
    SteelyardError
        with every problem of the file.
    """
    try:
        return ScenarioFile(file, variant, load_scenario(path_of(file), variant))
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, map(str, error.problems)) from None


def loaded_document(text: str, name: str, variant: str | None) -> Loaded:
    """The scenario of a document in memory; ScenarioError with every problem."""
    from data.document import Document, check_document

    checked = check_document(Document.read(text, name), variant)
    if checked.loaded is None:
        raise ScenarioError(checked.problems)
    return checked.loaded


def is_file(name: str) -> bool:
    """Whether a name leads to a scenario file, here or among the shipped ones."""
    return path_of(name).is_file()


def path_of(file: str) -> Path:
    """The path of a file, here or among the shipped scenarios; the name as it is where neither has it."""
    path = Path(file)
    if path.exists() or path.is_absolute():
        return path
    inner = path.relative_to("scenarios") if path.parts[:1] == ("scenarios",) else path
    shipped = (SHIPPED / inner, SHIPPED / f"{inner}.yaml")
    return next((found for found in shipped if found.is_file() and found.is_relative_to(SHIPPED)), path)


def choose_case(scenario: Scenario, asked: str | None) -> str:
    """The case asked for; without one `expected`, else the only one.

    Raises
    ------
    SteelyardError
        when there is no such case, or none was asked for and there is a choice; it lists the cases.
    """
    cases = [case.id for case in scenario.cases]
    known = f"cases of this scenario: {', '.join(cases)}"
    if asked is not None and asked not in cases:
        raise SteelyardError(Exit.BAD_INPUT, [f"--case {asked}: there is no such case; {known}"])
    if asked is None and DEFAULT_CASE not in cases and len(cases) > 1:
        raise SteelyardError(Exit.BAD_INPUT, [f"say which case to plan with --case; {known}"])
    return asked or (DEFAULT_CASE if DEFAULT_CASE in cases else cases[0])
