"""`plan` and `batch`: from a scenario file to audited plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.search.options import SearchOptions
from ui.commands.parameters import (
    AbsoluteGap,
    AsJson,
    Gap,
    PriceLanes,
    ScenarioArgument,
    Search,
    SearchOption,
    Seed,
    Threads,
    TimeLimit,
    Variant,
)
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.conflict import NothingFits
    from models.plan import Plan
    from models.replanning import Previous
    from solver.search.options import Listener
    from solver.telling.make import Section
    from ui.scenario_file import ScenarioFile


class Beside(StrEnum):
    """What may be said of a plan besides."""

    ROI = "roi"
    WHY = "why"


DEFAULT = SearchOptions()
SECONDS = DEFAULT.time_limit_s or 300.0


def plan(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    search: SearchOption = Search.STEELYARD,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    price_lanes: PriceLanes = DEFAULT.price_lanes,
    previous: Annotated[
        Path | None, typer.Option(help="An earlier plan.json: its orders are kept if that stays within the gap.")
    ] = None,
    beside: Annotated[
        list[Beside] | None, typer.Option("--with", help="What plan.json says besides; give it twice for both.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for plan.json, CSV tables and the workbook; conflicts.json if nothing fits."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan one demand case: what to buy, lease, reserve and rent, where and when."""
    from ui.scenario_file import choose_case

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = options_of(gap, absolute_gap, time_limit, search, threads, seed, price_lanes)
    if beside and previous:
        raise SteelyardError(Exit.BAD_INPUT, ["--with: cannot be had of a plan that keeps the orders of --previous"])
    if beside:
        found, stop = answer_with(source, chosen, options, sorted({each.value for each in beside}))
    else:
        found, stop = answer(source, chosen, options, earlier(previous) if previous else None)
    tell(found, out, as_json=as_json)
    if stop:
        raise stop


def batch(
    file: ScenarioArgument,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    search: SearchOption = Search.STEELYARD,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    price_lanes: PriceLanes = DEFAULT.price_lanes,
    out: Annotated[Path | None, typer.Option(help="Folder; each case gets a folder of its own in it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan every demand case and show the plans side by side; a case without a plan stops none of the others."""
    from ui.comparison import comparison
    from ui.results import folders
    from ui.scenario_file import DEFAULT_CASE
    from ui.screen import show

    source = opened(file, variant, out)
    options = options_of(gap, absolute_gap, time_limit, search, threads, seed, price_lanes)
    answers, stops = _solve_all(source, options)
    if out:
        write({out / name: found for name, found in zip(folders(answers), answers.values(), strict=True)})
    plans = {case: found for case, found in answers.items() if found.status != "infeasible"}
    if as_json and answers:
        from data.plan_io import plans_json

        typer.echo(plans_json(answers), nl=False)
    elif plans:
        show(comparison(plans, DEFAULT_CASE if DEFAULT_CASE in plans else next(iter(plans))))
    if stops:
        raise SteelyardError(stops[0].code, (line for stop in stops for line in stop.lines))


def _solve_all(
    source: ScenarioFile, options: SearchOptions
) -> tuple[dict[str, Plan | NothingFits], list[SteelyardError]]:
    """The answer of every case that has one, and why cases have no plan."""
    made = {case.id: answer(source, case.id, options) for case in source.scenario.cases}
    answers = {case: found for case, (found, _) in made.items() if found}
    return answers, [stop for _, stop in made.values() if stop]


def opened(file: str, variant: str | None, out: Path | None) -> ScenarioFile:
    """The scenario of a file, once it is known that results can be written."""
    from ui.results import check_folder
    from ui.scenario_file import open_scenario

    if out:
        check_folder(out)
    return open_scenario(file, variant)


def options_of(
    gap: float, absolute_gap: float, time_limit: float, search: Search, threads: int, seed: int, price_lanes: bool
) -> SearchOptions:
    """Options of the search from those of the command line."""
    return SearchOptions(gap, absolute_gap, time_limit, search.value, threads, seed, price_lanes)


def earlier(path: Path) -> Plan:
    """The plan in a file; SteelyardError when it cannot be used."""
    from data.plan_io import PlanError, read_plan

    try:
        return read_plan(path)
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None


def answer(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    previous: Plan | None = None,
    again: Previous | None = None,
) -> tuple[Plan | NothingFits | None, SteelyardError | None]:
    """The plan; or the reason why there is none, with what is in conflict where that is the reason."""
    from ui.planning import plan_case

    return _found(case, lambda hear: plan_case(source, case, options, hear, previous, again))


def answer_with(
    source: ScenarioFile, case: str, options: SearchOptions, beside: Sequence[Section]
) -> tuple[Plan | NothingFits | None, SteelyardError | None]:
    """The same of a plan that carries what is said of it besides."""
    from ui.telling import told_of

    return _found(case, lambda hear: told_of(source, case, options, beside, listener=hear).plan)


def _found(case: str, make: Callable[[Listener], Plan]) -> tuple[Plan | NothingFits | None, SteelyardError | None]:
    from ui.planning import NothingFitsError
    from ui.progress import ProgressLine

    try:
        with ProgressLine(case) as line:
            return make(line.hear), None
    except NothingFitsError as stop:
        return stop.why, stop
    except SteelyardError as stop:
        return None, stop


def tell(found: Plan | NothingFits | None, out: Path | None, *, as_json: bool) -> None:
    """Write the answer into a folder, and print it as JSON, or a plan as a report."""
    from ui.explanation import told_reports
    from ui.report import plan_report
    from ui.screen import show

    if out and found:
        write({out: found})
    if as_json and found:
        from data.plan_io import plan_json

        typer.echo(plan_json(found), nl=False)
    elif found and found.status != "infeasible":
        show(plan_report(found))
        for report in told_reports(found):
            show(report)


def write(answers: dict[Path, Plan | NothingFits]) -> None:
    """Write answers into folders and say so."""
    from ui.results import write_results, written

    write_results(answers)
    for folder, found in answers.items():
        typer.echo(written(folder, found), err=True)
