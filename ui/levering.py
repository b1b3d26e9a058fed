"""Levers of a loaded scenario, and what each way to fail means to the user."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from models.lever_report import Levers
from solver.answers.outcome import Infeasible, Outcome
from solver.levers.make import NoLeversError, make_levers
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import named, plan_of
from ui.scenario_file import ScenarioFile
from ui.writing import write_into


def levers_outcome(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    *,
    only: Collection[str] = (),
    has_ranges: bool = True,
    listener: Listener | None = None,
) -> Levers | Outcome:
    """Plan a case with its levers; what comes of it, whatever it is.

    Raises
    ------
    NoLeversError, KeyError
        where the scenario has no levers, or not one of those asked for.
    """
    loaded = source.loaded
    found = make_levers(
        loaded.scenario,
        case,
        options,
        only=only,
        has_ranges=has_ranges,
        document_hash=loaded.document_hash,
        on_progress=listener,
    )
    return Infeasible(named(found.why, source)) if isinstance(found, Infeasible) else found


def levers_case(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    *,
    only: Collection[str] = (),
    has_ranges: bool = True,
    listener: Listener | None = None,
) -> Levers:
    """Plan a case with its levers.

    Raises
    ------
    SteelyardError
        where there is no plan without them, no lever, or the figures break a law that they must keep.
    """
    try:
        found = levers_outcome(source, case, options, only=only, has_ranges=has_ranges, listener=listener)
    except NoLeversError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None
    except KeyError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--only {error.args[0]}"]) from None
    if not isinstance(found, Levers):
        plan_of(found, case)
        raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to pull levers on"])
    if found.failures:
        raise SteelyardError(Exit.FAILED, [f"case {case}: the figures do not agree: {each}" for each in found.failures])
    return found


def levers_json(report: Levers) -> str:
    """The text of `levers.json`."""
    return report.model_dump_json(indent=1) + "\n"


def levers_files(report: Levers) -> dict[str, bytes]:
    """The report as files: `levers.json`, its table and its chart."""
    from ui.charts import render
    from ui.charts.levers import levers_chart

    figure = levers_chart(report)
    return {
        "levers.json": levers_json(report).encode(),
        "levers.csv": render(figure, "csv"),
        "levers.svg": render(figure, "svg"),
    }


def write_levers(report: Levers, folder: Path) -> None:
    """Write the files into a folder; SteelyardError when it cannot be written to."""
    write_into(folder, levers_files(report))
