"""`plan` and `batch`: from a scenario file to audited plans."""

from __future__ import annotations

from collections.abc import Iterable
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
    from models.plan import Plan
    from ui.scenario_file import ScenarioFile

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
    out: Annotated[Path | None, typer.Option(help="Folder for plan.json, CSV tables and the workbook.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan one demand case: what to buy, lease, reserve and rent, where and when."""
    from ui.report import plan_report
    from ui.scenario_file import choose_case
    from ui.screen import show

    source = _opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = _options(gap, absolute_gap, time_limit, search, threads, seed, price_lanes)
    found = _solve(source, chosen, options, _earlier(previous))
    if out:
        _write({out: found})
    if as_json:
        from data.plan_io import plan_json

        typer.echo(plan_json(found), nl=False)
    else:
        show(plan_report(found))


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
    from ui.scenario_file import DEFAULT_CASE
    from ui.screen import show

    source = _opened(file, variant, out)
    options = _options(gap, absolute_gap, time_limit, search, threads, seed, price_lanes)
    plans, stops = _solve_all(source, options)
    if out:
        _write({out / name: found for name, found in zip(_folders(plans), plans.values(), strict=True)})
    if as_json and plans:
        from data.plan_io import plans_json

        typer.echo(plans_json(plans), nl=False)
    elif plans:
        show(comparison(plans, DEFAULT_CASE if DEFAULT_CASE in plans else next(iter(plans))))
    if stops:
        raise SteelyardError(stops[0].code, (line for stop in stops for line in stop.lines))


def _solve_all(source: ScenarioFile, options: SearchOptions) -> tuple[dict[str, Plan], list[SteelyardError]]:
    """The plan of every case that has one, and why the others have none."""
    plans: dict[str, Plan] = {}
    stops: list[SteelyardError] = []
    for case in source.scenario.cases:
        try:
            plans[case.id] = _solve(source, case.id, options)
        except SteelyardError as stop:
            stops.append(stop)
    return plans, stops


def _opened(file: str, variant: str | None, out: Path | None) -> ScenarioFile:
    from ui.results import check_folder
    from ui.scenario_file import open_scenario

    if out:
        check_folder(out)
    return open_scenario(file, variant)


def _options(
    gap: float, absolute_gap: float, time_limit: float, search: Search, threads: int, seed: int, price_lanes: bool
) -> SearchOptions:
    return SearchOptions(gap, absolute_gap, time_limit, search.value, threads, seed, price_lanes)


def _folders(cases: Iterable[str]) -> list[str]:
    """A folder name of its own for every case, also on file systems that do not tell `A` from `a`."""
    names = [case.replace("/", "_") for case in cases]
    distinct = len({name.casefold() for name in names}) == len(names)
    return names if distinct else [f"{n}-{name}" for n, name in enumerate(names, start=1)]


def _earlier(path: Path | None) -> Plan | None:
    from data.plan_io import PlanError, read_plan

    try:
        return None if path is None else read_plan(path)
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None


def _solve(source: ScenarioFile, case: str, options: SearchOptions, previous: Plan | None = None) -> Plan:
    from ui.planning import plan_case
    from ui.progress import ProgressLine

    with ProgressLine(case) as line:
        return plan_case(source, case, options, line.hear, previous)


def _write(plans: dict[Path, Plan]) -> None:
    from ui.results import write_results

    write_results(plans)
    for folder in plans:
        typer.echo(f"written to {folder}: plan.json, buy-plan.xlsx and CSV tables", err=True)
