"""The part of the terminal report about enterprise agreements: what is promised, drawn down, taken off and missing."""

from __future__ import annotations

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.plan import Plan
from ui.figures import usd
from ui.tables import grid, section

TITLE = "Enterprise agreements in force, by contract year"
COLUMNS = (
    "Agreement", "Vendor", "|Year", "|From\n[month]", "|Until\n[month]", ">Promised\n[USD]", ">Charged\n[USD]",
    ">Rebate\n[USD]", ">Drawn\n[USD]", ">Shortfall\n[USD]",
)  # fmt: skip
AMOUNTS = ("committed_usd", "charged_usd", "rebate_usd", "drawn_usd", "shortfall_usd")


def agreements(plan: Plan) -> RenderableType | None:
    """Every contract year that the horizon holds a part of; None without any."""
    if not plan.agreements:
        return None
    columns = [rounded_to_sum([getattr(row, name) for row in plan.agreements], 0) for name in AMOUNTS]
    rows = [
        (
            row.agreement,
            row.vendor,
            str(row.year),
            row.year_from,
            row.year_until,
            *(f"{each[n]:,}" for each, _ in columns),
        )
        for n, row in enumerate(plan.agreements)
    ]
    title = f"{TITLE} (inside the horizon; drawn: charged less rebate; nominal)"
    return section(title, grid(COLUMNS, rows, ("total", "", "", "", "", *(f"{total:,}" for _, total in columns))))


def agreement_sentence(plan: Plan) -> str | None:
    """What agreements take off, and what of their promise is missing; None where none is in force."""
    if not plan.agreements:
        return None
    rebate, missing = (sum(getattr(row, name) for row in plan.agreements) for name in ("rebate_usd", "shortfall_usd"))
    told = f"{usd(missing)} of what they promise is missing and paid" if missing >= 1 else "all they promise is drawn"
    return f"Enterprise agreements take {usd(rebate)} off inside the horizon, {told}, nominal."
