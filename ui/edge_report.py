"""The part of the terminal report about small sites: the heat they carry off, and what they cost while in use."""

from __future__ import annotations

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.derived import SiteUse
from models.numbers import plain
from models.plan import Plan
from ui.tables import grid, section

COLUMNS = (
    "Site", "|Most heat\n[month]", ">Heat\n[kW]", ">Limit\n[kW]", ">Used\n[%]", ">In use\n[periods]",
    ">Telemetry in\nhorizon [USD]", ">Support in\nhorizon [USD]",
)  # fmt: skip


TITLE = "Heat where it is highest, and the cost of sites in use over the horizon"
HEADERS = (
    "Site", "Most heat [month]", "Heat [kW]", "Heat limit [kW]", "Share of the heat limit [0..1]", "In use [periods]",
    "Telemetry, nominal [USD]", "Support, nominal [USD]",
)  # fmt: skip


def edge_sites(plan: Plan) -> RenderableType | None:
    """Sites with a limit on heat or a price of being in use: most heat, periods and cost; None without any."""
    shown = _shown(plan)
    if not shown:
        return None
    telemetry, all_telemetry = rounded_to_sum([sum(row.telemetry_usd for row in rows) for rows in shown.values()], 0)
    support, all_support = rounded_to_sum([sum(row.support_usd for row in rows) for rows in shown.values()], 0)
    cells = [
        (site, *_heat(rows), str(sum(row.in_use for row in rows)), f"{a:,}", f"{b:,}")
        for (site, rows), a, b in zip(shown.items(), telemetry, support, strict=True)
    ]
    sums = ("total", "", "", "", "", "", f"{all_telemetry:,}", f"{all_support:,}")
    return section(f"{TITLE} (nominal)", grid(COLUMNS, cells, sums))


def edge_rows(plan: Plan) -> list[tuple[str | float | None, ...]]:
    """The row of `HEADERS` for every site of that table; empty without any."""
    return [
        (
            *(site, peak.period if peak.heat_kw else None, peak.heat_kw, peak.heat_cap_kw, peak.heat_share),
            sum(row.in_use for row in rows),
            sum(row.telemetry_usd for row in rows),
            sum(row.support_usd for row in rows),
        )
        for site, rows in _shown(plan).items()
        for peak in [max(rows, key=lambda row: row.heat_kw)]
    ]


def _shown(plan: Plan) -> dict[str, list[SiteUse]]:
    """Periods of the sites with a limit on heat or a price of being in use."""
    by_site: dict[str, list[SiteUse]] = {}
    for row in plan.sites:
        by_site.setdefault(row.site, []).append(row)
    return {site: rows for site, rows in by_site.items() if any(map(_counts, rows))}


def _counts(row: SiteUse) -> bool:
    return row.heat_cap_kw is not None or bool(row.telemetry_usd or row.support_usd)


def _heat(rows: list[SiteUse]) -> tuple[str, str, str, str]:
    """Month, heat, limit and share of the period with most heat."""
    peak = max(rows, key=lambda row: row.heat_kw)
    limit = "none" if peak.heat_cap_kw is None else plain(peak.heat_cap_kw)
    share = "" if peak.heat_share is None else f"{100 * peak.heat_share:.1f}"
    return (peak.period if peak.heat_kw else "", plain(peak.heat_kw), limit, share)
