"""`review`: measured months against the cases: which it looks like, what to release, hold or cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.parameters import AsJson, ScenarioArgument, Variant
from ui.commands.planning import earlier, opened
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan


def review(
    file: ScenarioArgument,
    actuals: Annotated[
        Path,
        typer.Option(
            metavar="CSV",
            help="Measured values, one a row: month, measure, value, and what it is about (see docs/review.md).",
        ),
    ],
    plan: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="A plan.json, or the folder of a hedge: what was planned, and its signals."),
    ] = None,
    variant: Variant = None,
    as_json: AsJson = False,
) -> None:
    """Hold what was measured against the cases: which it looks like, what is off, what to release, hold or cancel."""
    from data.observations import read_observations
    from data.problems import ScenarioError
    from solver.review.review import review as reviewed
    from ui.review_report import review_report
    from ui.screen import show

    source = opened(file, variant, None)
    try:
        seen = read_observations(actuals, source.scenario)
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None
    plans = _plans(plan) if plan else {}
    hedge = next((known.hedge for known in plans.values() if known.hedge), None)
    found = reviewed(source.scenario, seen, plans, hedge)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        show(review_report(found))


def _plans(path: Path) -> dict[str, Plan]:
    """The plan of a file, or those in the folders of a hedge, by case."""
    files = [path] if path.is_file() else sorted(path.glob("*/plan.json"))
    if not files:
        raise SteelyardError(
            Exit.BAD_INPUT, [f"--plan {path}: neither a plan.json nor a folder that a hedge has written"]
        )
    found = [earlier(file) for file in files]
    return {known.provenance.case: known for known in found}
