"""`scorecard`: workloads against accelerators, and vendors against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, Threads, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened
from ui.exits import SteelyardError


def scorecard(
    file: ScenarioArgument,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    threads: Threads = DEFAULT.threads,
    seed: Seed = DEFAULT.seed,
    out: Annotated[Path | None, typer.Option(help="Folder for scorecard.json and its tables as CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show every workload on every accelerator, and score vendors: points, penalties, how firm the first place is.

    The search is for the plan's choice alone; `explain` shows the same of a plan that is there.
    """
    from models.plan import Plan
    from solver.search.options import SearchOptions
    from ui.commands.planning import answer
    from ui.scenario_file import choose_case
    from ui.scoring import scorecard_json, scorecard_report, write_scorecard
    from ui.screen import show

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    found, stop = answer(source, chosen, SearchOptions(gap, absolute_gap, time_limit, "steelyard", threads, seed))
    if not isinstance(found, Plan):
        raise stop or SteelyardError
    if out:
        write_scorecard(found, out)
        typer.echo(f"written to {out}: scorecard.json and four tables", err=True)
    if as_json:
        typer.echo(scorecard_json(found), nl=False)
    else:
        show(scorecard_report(found))
