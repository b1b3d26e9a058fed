"""`replan`: from a scenario and the plan before it to a new audited plan, and what it changes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from ui.commands.planning import DEFAULT, SECONDS, answer, earlier, opened, options_of, tell
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan
    from models.replanning import Previous
    from ui.scenario_file import ScenarioFile

MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")


def _month(value: str | None) -> str | None:
    if value is not None and not MONTH.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is no month; write it as 2027-03")
    return value


def replan(
    file: ScenarioArgument,
    previous: Annotated[Path, typer.Option(metavar="PLAN", help="The plan.json to depart from: its firm orders stay.")],
    actuals: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Measured demand: month, workload, geography, demand.")
    ] = None,
    firm_until: Annotated[
        str | None,
        typer.Option(
            metavar="MONTH", callback=_month,
            help="Orders before this month are firm; default, and at least, the scenario's first month.",
        ),
    ] = None,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    search: SearchOption = Search.STEELYARD,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    price_lanes: PriceLanes = DEFAULT.price_lanes,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for plan.json, CSV tables and the workbook; conflicts.json if nothing fits."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Plan again after an earlier plan: keep its firm orders, weigh departures from it, say what changes and why."""
    from ui.scenario_file import choose_case

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    before = earlier(previous)
    again = _again(source, before, previous, firm_until, actuals)
    options = options_of(gap, absolute_gap, time_limit, search, threads, seed, price_lanes)
    found, stop = answer(source, chosen, options, before, again)
    tell(found, out, as_json=as_json)
    if stop:
        raise stop


def _again(source: ScenarioFile, plan: Plan, file: Path, firm_until: str | None, actuals: Path | None) -> Previous:
    from data.actuals import read_actuals
    from data.problems import ScenarioError
    from ui.planning import previous_plan

    try:
        measured = () if actuals is None else read_actuals(actuals, source.scenario)
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, map(str, error.problems)) from None
    return previous_plan(source, plan, firm_until=firm_until, actuals=measured, file=str(file))
