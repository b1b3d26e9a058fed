"""Stress tests of a loaded scenario, and what each way to fail means to the user."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict, Unpack

from models.plan import Plan
from models.stress import StressReport
from models.stress_rules import StressRule
from solver.answers.outcome import Infeasible, Outcome
from solver.search.options import Listener, SearchOptions
from solver.stress.make import PlanDoesNotFitError, make_stress
from ui.exits import Exit, SteelyardError
from ui.planning import named, plan_of
from ui.scenario_file import ScenarioFile


class Asked(TypedDict, total=False):
    """What may be asked of a plan under stress."""

    rules: Collection[StressRule] | None
    """Stresses with numbers of their own, instead of the scenario's."""
    only: Collection[str]
    """Ids of stresses; empty: all."""
    plan: Plan | None
    """A plan whose orders, ports and moves are stressed, instead of the best one."""
    listener: Listener | None


def stress_outcome(
    source: ScenarioFile, case: str, options: SearchOptions, **asked: Unpack[Asked]
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
        rules=asked.get("rules"),
        only=asked.get("only", ()),
        plan=asked.get("plan"),
        document_hash=loaded.document_hash,
        on_progress=asked.get("listener"),
    )
    return Infeasible(named(found.why, source)) if isinstance(found, Infeasible) else found


def stress_case(source: ScenarioFile, case: str, options: SearchOptions, **asked: Unpack[Asked]) -> StressReport:
    """Put the plan of a case, or one that is given, under stress.

    Raises
    ------
    SteelyardError
        where there is no plan without stress, a stress is not known, or the given plan does not fit.
    """
    plan = asked.get("plan")
    if plan is not None and plan.provenance.case != case:
        said = f"the plan is of case {plan.provenance.case}, not {case}; say --case {plan.provenance.case}"
        raise SteelyardError(Exit.BAD_INPUT, [said])
    try:
        found = stress_outcome(source, case, options, **asked)
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
