"""`compare`: plans side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.parameters import AsJson
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan

FEWEST, MOST = 2, 4


def compare(
    plans: Annotated[
        list[Path], typer.Argument(metavar="PLAN...", help="Two to four plan.json; the first is the base.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show two to four plans side by side: absolute, difference and % from the first."""
    from data.plan_io import PlanError, read_plan
    from ui.comparison import comparison
    from ui.screen import show

    if not FEWEST <= len(plans) <= MOST:
        raise SteelyardError(Exit.BAD_INPUT, [f"compare takes {FEWEST} to {MOST} plans, not {len(plans)}"])
    try:
        found = dict(zip(_names(plans), map(read_plan, plans), strict=True))
    except PlanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None
    if as_json:
        typer.echo(json.dumps(_document(found), indent=1, ensure_ascii=False))
    else:
        show(comparison(found, next(iter(found))), width=60 + 50 * len(found))


def _names(paths: Sequence[Path]) -> list[str]:
    """Short names: the folder of a plan.json where these differ, else numbered paths."""
    short = [path.resolve().parent.name if path.name == "plan.json" else path.stem for path in paths]
    return short if len(set(short)) == len(short) else [f"{n} {path}" for n, path in enumerate(paths, start=1)]


def _document(plans: dict[str, Plan]) -> dict[str, object]:
    from data.plan_comparison import SECTIONS

    values = list(plans.values())
    return {
        "plans": list(plans),
        "case_changes": {
            name: [change.model_dump(mode="json") for change in plan.case_changes] for name, plan in plans.items()
        },
        **{
            title: [{**row._asdict(), "differences": row.differences, "shares": row.shares} for row in rows(values)]
            for title, rows in SECTIONS.items()
        },
    }
