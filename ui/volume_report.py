"""The part of the terminal report about volume tiers: what is ordered together, and which discount it reaches."""

from __future__ import annotations

from rich.console import RenderableType

from models.plan import Plan
from models.pricing import VolumeUse
from ui.figures import count, percent
from ui.tables import grid, section

COLUMNS = (
    "Offer", "|Ordered in", ">Packs", ">Tier from\n[packs]", ">Tier discount,\non average", ">Next tier\n[packs]",
)  # fmt: skip
TITLE = "Volume tiers reached"


def volumes(plan: Plan) -> RenderableType | None:
    """Volumes by offer and order, or fiscal year; None without any."""
    if not plan.volumes:
        return None
    return section(TITLE, grid(COLUMNS, [(row.offer, *_cells(row)) for row in plan.volumes]))


def _cells(row: VolumeUse) -> tuple[str, ...]:
    begins = ("" if packs is None else count(packs) for packs in (row.from_packs, row.next_from_packs))
    reached, following = begins
    when = row.period or f"fiscal year {row.fiscal_year}"
    return (when, count(row.packs), reached or "none", percent(row.discount), following)
