"""What a pack is made from: a plan, the scenario it was computed from, and the run it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zipfile import is_zipfile

from data.problems import ScenarioError
from models.cases import in_case
from models.packs.stamp import Stamp, stamp_of
from models.plan import Plan
from models.run import Run
from models.scenario import Scenario
from ui.exits import Exit, SteelyardError
from ui.scenario_file import ScenarioFile, is_file, loaded_document, open_scenario


class Source(NamedTuple):
    """A plan with all that its documents quote."""

    plan: Plan
    scenario: Scenario
    """The scenario in the case of the plan."""
    run: Run | None = None
    """Its run in the app; none: the plan was made by the command line."""
    signed: Scenario | None = None
    """The scenario in no case, on whose terms firm orders of an earlier plan stand; none: that of the plan."""

    @property
    def stamp(self) -> Stamp:
        """Where the documents come from."""
        return stamp_of(self.plan, self.run)


class Asked(NamedTuple):
    """What was asked for besides the pack."""

    vendor: str | None = None
    """Id of the vendor that documents are for; none: for all vendors alike."""
    template: bytes | None = None
    """The company's own Word template; none: the one that is shipped."""


def of_file(path: Path, scenario: str | None = None, case: str | None = None) -> Source:
    """A plan with its scenario, from a plan file or from a run that the app handed over.

    Parameters
    ----------
    scenario: the plan file's; default: the one that the plan names. A run holds its own.
    case: of a run with one plan for all cases, the one whose plan it is; default: the central one.

    Raises
    ------
    SteelyardError
        when either cannot be read, the plan was changed by hand or not audited, or the scenario is another one.
    """
    if not is_zipfile(path):
        if case is not None:
            raise SteelyardError(Exit.BAD_INPUT, [f"--case {case}: {path} is a plan, which is of one case"])
        return of_plan_file(path, scenario)
    if scenario is not None:
        raise SteelyardError(Exit.BAD_INPUT, [f"--scenario {scenario}: {path} is a run, which holds its scenario"])
    return of_run_file(path, case)


def of_plan_file(path: Path, scenario: str | None = None) -> Source:
    """A plan file with its scenario: the one given, else the one that the plan names; SteelyardError as `of_file`."""
    from data.plan_io import PlanError, read_plan

    try:
        plan = read_plan(path)
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None
    source = open_scenario(_scenario_of(plan, path, scenario), plan.provenance.variant)
    return checked(plan, source, path)


def of_run_file(path: Path, case: str | None = None) -> Source:
    """The plan of a run that was exported, with its id and approval; SteelyardError as `of_file`."""
    from data.store.bundle import MOST_BYTES, unpack
    from data.store.errors import StoreError

    try:
        with path.open("rb") as file:
            bundle = unpack(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: {(error.strerror or str(error)).lower()}"]) from None
    except StoreError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: {error}"]) from None
    if bundle.plan is None:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: this run has no plan; its task is {bundle.run.task}"])
    plan = Plan.model_validate_json(bundle.plan)
    if case is not None and case != plan.provenance.case:
        if case not in bundle.case_plans:
            known = ", ".join([plan.provenance.case, *bundle.case_plans])
            raise SteelyardError(Exit.BAD_INPUT, [f"--case {case}: this run has no plan of this case; it has {known}"])
        plan = Plan.model_validate_json(bundle.case_plans[case])
    return of_run(bundle.run, plan, bundle.document)


def of_run(run: Run, plan: Plan, document: str) -> Source:
    """The plan of a run with the scenario that the run was made from; SteelyardError as `of_file`."""
    try:
        loaded = loaded_document(document, run.scenario_name, run.variant)
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, map(str, error.problems)) from None
    source = ScenarioFile(run.scenario_name, run.variant, loaded)
    return checked(plan, source, f"run {run.id}")._replace(run=run)


def checked(plan: Plan, source: ScenarioFile, path: Path | str) -> Source:
    """The plan with its scenario; SteelyardError unless it was computed from that, is whole and passed its audit."""
    from models.plan import content_hash

    if plan.provenance.content_hash not in ("", content_hash(plan)):
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: was changed after it was made: plan again"])
    if source.loaded.document_hash != plan.provenance.scenario_hash:
        line = f"{path}: {source.file} is not the scenario it was made from (its hash differs): plan again"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    if not plan.audit.passed:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: did not pass its audit: nothing is to be bought by it"])
    return Source(plan, in_case(source.scenario, plan.provenance.case), signed=source.scenario)


def _scenario_of(plan: Plan, path: Path, given: str | None) -> str:
    name = given or plan.provenance.file
    if name is None:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: names no scenario file; give it with --scenario FILE"])
    if not given and not is_file(name):
        line = f"{path}: was made from the scenario {name!r}, which is no file here; give it with --scenario FILE"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    return name


def vendor_id(source: Source, asked: str) -> str:
    """Id of a vendor by its id or its name; SteelyardError with those that are known where there is none."""
    known = {vendor.id: vendor.name or vendor.id for vendor in source.scenario.vendors}
    found = next((key for key, name in known.items() if asked.casefold() in (key.casefold(), name.casefold())), None)
    if found is None:
        names = ", ".join(f"{key} ({name})" for key, name in known.items())
        raise SteelyardError(Exit.BAD_INPUT, [f"--vendor {asked}: there is no such vendor; known: {names}"])
    return found
