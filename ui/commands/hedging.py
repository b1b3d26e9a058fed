"""`hedge`: one plan for all cases: firm orders now, further ones once cases can be told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened, write
from ui.exits import Exit, SteelyardError


def hedge(
    file: ScenarioArgument,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for hedge.json and charts of the bands; in it a folder for the plan of each case."),
    ] = None,
    decompose: Annotated[
        bool,
        typer.Option(
            "--decompose",
            help="Take very many cases apart with mpi-sppy (extra `cluster`); plans are not lived in other cases.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Plan all cases at once: what to order now, what to order later in which case, what being wrong costs."""
    from data.plan_io import hedge_json, write_files
    from solver.search.options import SearchOptions
    from ui.comparison import comparison
    from ui.hedge_files import shared_files
    from ui.hedge_report import hedge_tables
    from ui.hedging import hedge_of
    from ui.progress import ProgressLine
    from ui.results import folders
    from ui.scenario_file import DEFAULT_CASE
    from ui.screen import show

    source = opened(file, variant, out)
    options = SearchOptions(gap, absolute_gap, time_limit, threads=threads, seed=seed, price_lanes=False)
    if len(source.scenario.cases) < 2:
        raise SteelyardError(Exit.BAD_INPUT, ["a hedge needs two cases or more; `plan` plans the one there is"])
    with ProgressLine("all cases") as line:
        found = hedge_of(source, options, line.hear, decompose=decompose)
    text = hedge_json(found.hedge)
    if out:
        write({out / name: plan for name, plan in zip(folders(found.plans), found.plans.values(), strict=True)})
        shared = shared_files(found.plans)
        write_files(out, shared)
        typer.echo(f"written to {out}: hedge.json and {len(shared) // 2} charts of bands (SVG, CSV)", err=True)
    if as_json:
        typer.echo(text, nl=False)
    else:
        central = DEFAULT_CASE if DEFAULT_CASE in found.plans else next(iter(found.plans))
        show(hedge_tables(found.hedge, found.plans[central].names))
        show(comparison(found.plans, central))
