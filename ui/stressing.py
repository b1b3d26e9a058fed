"""Stress tests of a loaded scenario, and what each way to fail means to the user."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from models.plan import Plan
from models.stress import StressReport
from models.stress_rules import StressRule
from solver.answers.outcome import Infeasible, Outcome
from solver.search.options import Listener, SearchOptions
from solver.stress.make import PlanDoesNotFitError, make_stress
from ui.exits import Exit, SteelyardError
from ui.planning import named, plan_of
from ui.scenario_file import ScenarioFile


def stress_outcome(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    *,
    rules: Collection[StressRule] | None = None,
    only: Collection[str] = (),
    plan: Plan | None = None,
    listener: Listener | None = None,
) -> StressReport | Outcome:
    """Put the plan of a case, or one that is given, under stress; what comes of it, whatever it is.

    Raises
    ------
    KeyError, PlanDoesNotFitError
        for a stress that is not known, and a given plan that does not fit.
    """
    loaded = source.loaded
    found = make_stress(
        loaded.scenario,
        case,
        options,
        rules=rules,
        only=only,
        plan=plan,
        document_hash=loaded.document_hash,
        on_progress=listener,
    )
    return Infeasible(named(found.why, source)) if isinstance(found, Infeasible) else found


def stress_case(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    *,
    rules: Collection[StressRule] | None = None,
    only: Collection[str] = (),
    plan: Plan | None = None,
    listener: Listener | None = None,
) -> StressReport:
    """Put the plan of a case, or one that is given, under stress.

    Raises
    ------
    SteelyardError
        where there is no plan without stress, a stress is not known, or the given plan does not fit.
    """
    if plan is not None and plan.provenance.case != case:
        said = f"the plan is of case {plan.provenance.case}, not {case}; say --case {plan.provenance.case}"
        raise SteelyardError(Exit.BAD_INPUT, [said])
    try:
        found = stress_outcome(source, case, options, rules=rules, only=only, plan=plan, listener=listener)
    except KeyError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--only {error.args[0]}"]) from None
    except PlanDoesNotFitError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--plan: {error}"]) from None
    if isinstance(found, StressReport):
        return found
    plan_of(found, case)
    raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to stress"])


def stress_json(report: StressReport) -> str:
    """The text of `stress.json`."""
    return report.model_dump_json(indent=1) + "\n"


def stress_files(report: StressReport) -> dict[str, bytes]:
    """The report as files: `stress.json`, its table and its chart."""
    from ui.charts import render
    from ui.charts.stress import stress_chart

    figure = stress_chart(report)
    return {
        "stress.json": stress_json(report).encode(),
        "stress.csv": render(figure, "csv"),
        "stress.svg": render(figure, "svg"),
    }


def write_stress(report: StressReport, folder: Path) -> None:
    """Write the files into a folder; SteelyardError when it cannot be written to."""
    from data.plan_io import write_files

    try:
        write_files(folder, stress_files(report))
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None
