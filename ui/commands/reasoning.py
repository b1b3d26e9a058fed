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
    out: Annotated[Path | None, typer.Option(help="Folder for why.json, its tables, and the plan with them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Why this plan: what its limits cost, break-even prices of rejected offers, runners-up, the worth of terms."""
    from data.plan_io import plan_json
    from solver.search.options import SearchOptions
    from ui.progress import ProgressLine
    from ui.reasoning import why_files, why_json
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.telling import Asked, with_reasons
    from ui.why_report import why_report
    from ui.writing import write_into

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    options = SearchOptions(gap, absolute_gap, time_limit, threads=threads, seed=seed)
    with ProgressLine(chosen) as line:
        asked: Asked = {"within_percent": within, "alternatives": alternatives, "listener": line.hear}
        plan, reasons = with_reasons(source, chosen, options, **asked)
    if out:
        write_into(out, {**why_files(reasons), "plan.json": plan_json(plan).encode()})
        typer.echo(f"written to {out}: why.json, five tables and plan.json", err=True)
    if as_json:
        typer.echo(why_json(reasons), nl=False)
    else:
        show(why_report(reasons))
