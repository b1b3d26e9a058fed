"""`bakeoff`: what each quote of a vendor is worth to the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened


def bakeoff(
    file: ScenarioArgument,
    quote: Annotated[
        list[str], typer.Option(metavar="QUOTE", help="A quote as YAML, as `import quote` writes it; give each.")
    ],
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = 2 * SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[Path | None, typer.Option(help="Folder for bakeoff.json, .md, .csv and .xlsx.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan without quotes, with each alone, without each and with all: rank them by worth, not by list price. Internal.

    The time is for all searches together.
    """
    from solver.search.options import SearchOptions
    from ui.bakeoff_report import bakeoff_report
    from ui.bakingoff import bakeoff_files, bakeoff_json, bakeoff_of, quotes_of
    from ui.progress import ProgressLine
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.writing import write_into

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    quotes = quotes_of(source, quote)
    options = SearchOptions(gap, absolute_gap, time_limit, threads=threads, seed=seed, price_lanes=False)
    with ProgressLine(chosen) as line:
        report = bakeoff_of(source, chosen, quotes, options, line.hear)
    if out:
        write_into(out, bakeoff_files(report))
        typer.echo(f"written to {out}: bakeoff.json, bakeoff.md, bakeoff.csv and bakeoff.xlsx", err=True)
    if as_json:
        typer.echo(bakeoff_json(report), nl=False)
    else:
        show(bakeoff_report(report), width=160)
