"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Search(StrEnum):
    """How the program is solved."""

    STEELYARD = "steelyard"
    PLAIN = "plain"


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Scenario file (YAML), or the name of a shipped one, such as ai-factory.")
]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json, as written by `plan --out`.")]
Variant = Annotated[str | None, typer.Option(help="Variant of the scenario file.")]
Gap = Annotated[
    float,
    typer.Option(min=0, max=1, callback=_finite, help="Stop at this gap, a share of the cost that decisions change."),
]
AbsoluteGap = Annotated[
    float, typer.Option(min=0, callback=_finite, metavar="USD", help="Stop also at this distance from the bound.")
]
TimeLimit = Annotated[
    float,
    typer.Option(min=1, callback=_finite, metavar="SECONDS", help="Search so long at most; the best plan counts."),
]
SearchOption = Annotated[Search, typer.Option(help="plain: bare HiGHS, to compare with.")]
Threads = Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Random seed of the solver.")]
PriceLanes = Annotated[
    bool,
    typer.Option(
        "--price-lanes/--no-price",
        help="Solve once more with all lanes together, to price keeping them apart; a quarter of the time is for it.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to standard output, and nothing else.")]
