"""`stress`: a plan under every stress of the suite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, earlier, opened


def stress(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    plan: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="A plan.json whose orders, ports and moves are stressed; default: the best."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this stress, such as price-up; may be repeated.")
    ] = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[Path | None, typer.Option(help="Folder for stress.json, stress.csv and stress.svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a plan under stress: what each costs with recourse and planned anew, what is missed, what breaks first."""
    from solver.search.options import SearchOptions
    from ui.progress import ProgressLine
    from ui.scenario_file import choose_case
    from ui.screen import show
    from ui.stress_report import stress_report
    from ui.stressing import stress_case, stress_files, stress_json
    from ui.writing import write_into

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    given = earlier(plan) if plan else None
    if given and given.provenance.scenario_hash != source.loaded.document_hash:
        typer.echo(f"{plan} was made from another version of {file}; its orders are stressed as they are.", err=True)
    options = SearchOptions(gap, absolute_gap, time_limit, "steelyard", threads, seed)
    with ProgressLine(chosen) as line:
        report = stress_case(source, chosen, options, only=only or (), plan=given, listener=line.hear)
    if out:
        write_into(out, stress_files(report))
        typer.echo(f"written to {out}: stress.json, stress.csv and stress.svg", err=True)
    if as_json:
        typer.echo(stress_json(report), nl=False)
    else:
        show(stress_report(report))
