"""`check`, `verify` and `explain`: what a scenario can do, whether a plan is right, and why it is as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.parameters import AsJson, PlanArgument, ScenarioArgument, Variant
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan

OF_VERSION_1_0 = (
    "It is a plan of version 1.0: all that it states was audited. The use of sites and pools, service and cost per "
    "workload came with version 1.1: plan again to have them."
)


def check(file: ScenarioArgument, variant: Variant = None, as_json: AsJson = False) -> None:
    """Say, without planning, whether every workload can be placed, limits can be met, and every input counts."""
    from dataclasses import asdict

    from solver.answers.check import check as check_scenario
    from ui.scenario_file import open_scenario

    scenario = open_scenario(file, variant).scenario
    report = check_scenario(scenario)
    if as_json:
        unservable = {case: [each.model_dump(mode="json") for each in some] for case, some in report.unservable.items()}
        typer.echo(json.dumps({**asdict(report), "unservable": unservable}, indent=1, ensure_ascii=False))
    else:
        from ui.check_report import check_report
        from ui.screen import show

        show(check_report(report, scenario))
    if report.problems:
        raise SteelyardError(Exit.INFEASIBLE, [f"{file}: no plan can exist ({len(report.problems)} problems)"])


def verify(
    plan: PlanArgument,
    scenario: Annotated[
        str | None, typer.Option(metavar="FILE", help="Scenario file; default: the one that the plan names.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Audit a plan again: every row and cost recomputed from its scenario, which must not have changed."""
    from models.plan import content_hash, has_derived_figures
    from solver.proof.audit import audit_plan
    from ui.planning import audit_failures
    from ui.scenario_file import choose_case, open_scenario

    found = _read(plan)
    file = scenario or _scenario_of(found, plan)
    source = open_scenario(file, found.provenance.variant)
    audit = audit_plan(source.scenario, choose_case(source.scenario, found.provenance.case), found)
    if as_json:
        typer.echo(audit.model_dump_json(indent=1))
    if not audit.passed:
        raise SteelyardError(Exit.FAILED, [f"{plan}: not verified against {file}.", *audit_failures(audit)])
    if found.provenance.content_hash not in ("", content_hash(found)):
        raise SteelyardError(Exit.FAILED, [f"{plan}: meets every row and cost, but was changed after it was made."])
    if source.loaded.document_hash != found.provenance.scenario_hash:
        raise SteelyardError(Exit.BAD_INPUT, _changed(plan, file))
    if not as_json:
        typer.echo(f"{plan}: verified against {file}, case {found.provenance.case}.")
        typer.echo("\n".join(audit_failures(audit)))
        if not has_derived_figures(found):
            typer.echo(OF_VERSION_1_0)


def _scenario_of(plan: Plan, path: Path) -> str:
    from ui.scenario_file import is_file

    name = plan.provenance.file
    if name is None:
        raise SteelyardError(Exit.BAD_INPUT, [f"{path}: names no scenario file; give it with --scenario FILE"])
    if not is_file(name):
        line = f"{path}: was made from the scenario {name!r}, which is no file here; give it with --scenario FILE"
        raise SteelyardError(Exit.BAD_INPUT, [line])
    return name


def _changed(plan: Path, file: str) -> list[str]:
    return [
        f"{plan}: {file} is not the scenario it was made from (its hash differs).",
        "It still meets every row and cost of this file, but its bound and gap are not proven for it: plan again.",
    ]


def explain(plan: PlanArgument) -> None:
    """Show why a plan is as it is: limits that bind, placements ruled out, what its money rests on."""
    from ui.explanation import plan_explanation
    from ui.screen import show

    show(plan_explanation(_read(plan)))


def _read(path: Path) -> Plan:
    from data.plan_io import PlanError, read_plan

    try:
        return read_plan(path)
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None
