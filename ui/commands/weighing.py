"""`roi`: a plan against its alternatives, each planned at its best."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened


def roi(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = 6 * SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[
        Path | None, typer.Option(help="Folder for roi.json, roi.csv, charts, and the plan with them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a plan against alternatives at their best: what it saves, when its early spend comes back.

    The time is for all searches together: a third for the plan, the rest for some ten alternatives.
    """
    from data.plan_io import plan_json
    from solver.search.options import SearchOptions
    from ui.progress import ProgressLine
    from ui.roi_report import roi_report
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.telling import with_roi
    from ui.weighing import roi_files, roi_json
    from ui.writing import write_into

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = SearchOptions(gap, absolute_gap, time_limit, threads=threads, seed=seed)
    with ProgressLine(chosen) as line:
        plan, report = with_roi(source, chosen, options, line.hear)
    if out:
        write_into(out, {**roi_files(report), "plan.json": plan_json(plan).encode()})
        tables = "crossover.csv, crossover-demand.csv"
        typer.echo(f"written to {out}: roi.json, roi.csv, {tables}, charts (SVG, CSV) and plan.json", err=True)
    if as_json:
        typer.echo(roi_json(report), nl=False)
    else:
        show(roi_report(report))
