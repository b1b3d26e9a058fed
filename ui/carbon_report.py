"""The carbon of a plan, and how much of every limit on it is used, for terminal and page."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.derived import CarbonUse
from models.numbers import plain
from models.plan import Plan
from ui.figures import words
from ui.tables import grid, section

TITLE = "Limits on carbon, location-based"
COLUMNS = ("Limit", "|Per", "|Span", ">Carbon\n[t CO2e]", ">Limit\n[t CO2e]", ">Used\n[%]")


def carbon_sentence(plan: Plan) -> str | None:
    """Carbon over the horizon and where most of it arises; None for plans that do not say."""
    if not plan.sites:
        return None
    tonnes: dict[str, float] = defaultdict(float)
    for row in plan.sites:
        tonnes[row.site] += row.carbon_kg / 1000
    total = sum(tonnes.values())
    if not total:
        return "Carbon, location-based: none over the horizon."
    site = max(tonnes, key=lambda name: tonnes[name])
    share = f"{plain(100 * tonnes[site] / total)} % of it at {plan.names.site(site)}"
    return f"Carbon, location-based: {plain(total)} t CO2e over the horizon, {share}."


def carbon_limits(plan: Plan) -> RenderableType | None:
    """Every limit by the periods or fiscal years that it is on; None without any."""
    return section(TITLE, grid(COLUMNS, list(map(_cells, plan.carbon)))) if plan.carbon else None


def _cells(row: CarbonUse) -> tuple[str, ...]:
    used = "" if row.used_share is None else f"{100 * row.used_share:.1f}"
    span = row.period or str(row.fiscal_year or "all of it")
    return (row.limit, words(row.per), span, plain(row.carbon_kg / 1000), plain(row.max_kg / 1000), used)
