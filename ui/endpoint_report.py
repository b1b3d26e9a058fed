"""The part of the terminal report about managed inference: tokens by endpoint and calendar year."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.endpoint import EndpointUse
from models.numbers import plain
from models.plan import Plan
from ui.tables import grid, section

TITLE = "Managed inference"
COLUMNS = (
    "Endpoint", "|Year", ">Input\n[M tokens]", ">Output\n[M tokens]", ">Called\n[tokens/min]",
    ">Set aside\n[tokens/min]", ">Quota\n[tokens/min]", ">Cost\n[USD]",
)  # fmt: skip


def endpoints(plan: Plan) -> RenderableType | None:
    """What is taken of every endpoint in every calendar year; None without any."""
    by_year: dict[tuple[str, str], list[EndpointUse]] = defaultdict(list)
    for row in plan.endpoints:
        by_year[row.endpoint, row.period[:4]].append(row)
    if not by_year:
        return None
    costs, total = rounded_to_sum([sum(row.cost_usd for row in rows) for rows in by_year.values()], 0)
    rows = [
        (*_cells(plan, endpoint, year, uses), f"{cost:,}")
        for ((endpoint, year), uses), cost in zip(by_year.items(), costs, strict=True)
    ]
    table = grid(COLUMNS, rows, ("total", *[""] * 6, f"{total:,}"))
    return section(f"{TITLE}, by calendar year (called, set aside: most in any block; cost: nominal)", table)


def _cells(plan: Plan, endpoint: str, year: str, uses: list[EndpointUse]) -> tuple[str, ...]:
    quota = uses[0].quota_tokens_per_minute
    return (
        plan.names.pool(endpoint, uses[0].site),
        year,
        plain(sum(row.input_tokens for row in uses) / 1e6),
        plain(sum(row.output_tokens for row in uses) / 1e6),
        plain(max(row.tokens_per_minute for row in uses)),
        plain(max(row.set_aside_tokens_per_minute for row in uses)),
        "none" if quota is None else plain(quota),
    )
