"""`why`: what the limits of a plan cost, what would bring rejected offers in, what comes next to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened


def why(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    within: Annotated[
        float, typer.Option(min=0, max=100, metavar="PERCENT", help="How much dearer alternatives may be.")
    ] = 1.0,
    alternatives: Annotated[int, typer.Option(min=0, max=3, help="How many alternatives to look for.")] = 2,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[Path | None, typer.Option(help="Folder for why.json and its tables as CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Why this plan: what its limits cost, break-even prices of rejected offers, runners-up, the worth of terms."""
    from solver.search.options import SearchOptions
    from ui.progress import ProgressLine
    from ui.reasoning import reasons_of, why_json, write_why
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.why_report import why_report

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = SearchOptions(gap, absolute_gap, time_limit, "steelyard", threads, seed)
    with ProgressLine(chosen) as line:
        reasons = reasons_of(
            source, chosen, options, within_percent=within, alternatives=alternatives, listener=line.hear
        )
    if out:
        write_why(reasons, out)
        typer.echo(f"written to {out}: why.json and five tables", err=True)
    if as_json:
        typer.echo(why_json(reasons), nl=False)
    else:
        show(why_report(reasons))
