"""`levers`: what could be done about the work itself, and what that saves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened


def levers(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this lever of the scenario; may be repeated.")
    ] = None,
    ranges: Annotated[
        bool, typer.Option("--ranges/--no-ranges", help="Plan both ends of each lever's range, too.")
    ] = True,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = 6 * SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[Path | None, typer.Option(help="Folder for levers.json, levers.csv and levers.svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan with each lever on the work alone, and with all one after the other: what they save, what they cost.

    The time is for all searches together: a third for the plan without levers.
    """
    from solver.search.options import SearchOptions
    from ui.lever_report import lever_report
    from ui.levering import levers_case, levers_json, write_levers
    from ui.progress import ProgressLine
    from ui.scenario_file import choose_case
    from ui.screen import show

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = SearchOptions(gap, absolute_gap, time_limit, "steelyard", threads, seed)
    with ProgressLine(chosen) as line:
        report = levers_case(source, chosen, options, only=only or (), has_ranges=ranges, listener=line.hear)
    if out:
        write_levers(report, out)
        typer.echo(f"written to {out}: levers.json, levers.csv and levers.svg", err=True)
    if as_json:
        typer.echo(levers_json(report), nl=False)
    else:
        show(lever_report(report), width=150)
