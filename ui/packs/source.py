"""What a pack is made from: a plan, the scenario it was computed from, and the run it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from models.cases import in_case
from models.packs.stamp import Stamp, stamp_of
from models.plan import Plan
from models.run import Run
from models.scenario import Scenario
from ui.exits import Exit, SteelyardError
from ui.scenario_file import ScenarioFile, is_file, open_scenario


class Source(NamedTuple):
    """A plan with all that its documents quote."""

    plan: Plan
    scenario: Scenario
    """The scenario in the case of the plan."""
    run: Run | None = None
    """Its run in the app; none: the plan was made by the command line."""

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


def of_plan_file(path: Path, scenario: str | None = None) -> Source:
    """A plan file with its scenario: the one given, else the one that the plan names.

    Raises
    ------
    SteelyardError
        when either cannot be read, the plan was changed by hand or not audited, or the scenario is another one.
    """
    from data.plan_io import PlanError, read_plan

    try:
        plan = read_plan(path)
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None
    source = open_scenario(_scenario_of(plan, path, scenario), plan.provenance.variant)
    return checked(plan, source, path)


def checked(plan: Plan, source: ScenarioFile, path: Path) -> Source:
    """The plan with its scenario; SteelyardError unless it was computed from that, is whole and passed its audit."""
    from models.plan import content_hash

    if plan.provenance.content_hash not in ("", content_hash(plan)):
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: was changed after it was made: plan again"])
    if source.loaded.document_hash != plan.provenance.scenario_hash:
        line = f"{path}: {source.file} is not the scenario it was made from (its hash differs): plan again"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    if not plan.audit.passed:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: did not pass its audit: nothing is to be bought by it"])
    return Source(plan, in_case(source.scenario, plan.provenance.case))


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
