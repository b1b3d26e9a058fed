"""The command line: every command is registered here; what it needs is imported when it runs."""

from __future__ import annotations

import typer

from ui.commands import (
    bakingoff,
    checking,
    comparing,
    exporting,
    hedging,
    importing,
    levering,
    listing,
    negotiating,
    planning,
    reasoning,
    replanning,
    reviewing,
    runs,
    scoring,
    serving,
    stressing,
    sweeping,
    weighing,
)
from ui.exits import CommandLine

app = typer.Typer(
    name="steelyard",
    cls=CommandLine,
    help="Weighs every way to get AI compute and returns the portfolio to procure, optimal within a proven gap.",
    epilog="Exit codes: 0 done, 2 bad input, 3 infeasible, 4 no plan in time, 5 audit or solver failure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    planning.plan,
    planning.batch,
    hedging.hedge,
    reviewing.review,
    replanning.replan,
    stressing.stress,
    levering.levers,
    weighing.roi,
    reasoning.why,
    negotiating.negotiate,
    bakingoff.bakeoff,
    scoring.scorecard,
    sweeping.sweep,
    checking.check,
    checking.verify,
    checking.explain,
    comparing.compare,
    exporting.export,
    listing.init,
    listing.catalog,
    listing.schema,
    listing.doctor,
    serving.app,
):
    app.command()(command)
app.add_typer(importing.imports)
app.add_typer(runs.runs)


def main() -> None:
    """Run the command line."""
    app(prog_name="steelyard", windows_expand_args=False)
