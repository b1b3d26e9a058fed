"""`negotiate`: what to know before talking to vendors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened


def negotiate(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[
        Path | None, typer.Option(help="Folder for negotiation.json, walk_away.csv, and an internal page per vendor.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """For each vendor: the best plan without it, the price to walk away at, what terms are worth. Internal."""
    from solver.search.options import SearchOptions
    from ui.negotiating import negotiation_files, negotiation_json, negotiation_of
    from ui.negotiation_report import negotiation_report
    from ui.progress import ProgressLine
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.writing import write_into

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = SearchOptions(gap, absolute_gap, time_limit, threads=threads, seed=seed, price_lanes=False)
    with ProgressLine(chosen) as line:
        found = negotiation_of(source, chosen, options, line.hear)
    if out:
        write_into(out, negotiation_files(found))
        pages = f"{len(found.vendors)} page{'s' * (len(found.vendors) != 1)} (Markdown)"
        typer.echo(f"written to {out}: negotiation.json, walk_away.csv and {pages}", err=True)
    if as_json:
        typer.echo(negotiation_json(found), nl=False)
    else:
        show(negotiation_report(found), width=140)
