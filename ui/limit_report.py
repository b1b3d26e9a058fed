"""Limits where a plan comes closest to them, for the terminal."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.bill import LimitUse
from models.plan import Plan
from ui.figures import whole_usd
from ui.tables import grid, section

SHOWN_LIMITS = 24


def limits(plan: Plan) -> RenderableType | None:
    """The limits closest to their bounds; None where nothing is limited."""
    if not plan.limits:
        return None
    uses = sorted(plan.limits, key=lambda use: (not use.is_binding, -use.closeness))
    columns = ("Limit", "|Tightest\n[month]", ">Used", ">Allowed", "|Unit", ">Used\n[%]", "|Binds")
    shown = [limit_row(use) for use in uses[:SHOWN_LIMITS]]
    more = len(uses) - len(shown)
    note = [Text(f"and {more} more limits that do not bind more tightly", style="dim")] if more > 0 else []
    return section("Limits where the plan comes closest to them", grid(columns, shown), *note)


def limit_row(use: LimitUse) -> tuple[str, ...]:
    """Cells of a limit: words, month, used, allowed (or asked for), unit, percent, whether it binds."""
    binds = "yes" if use.is_binding else ""
    allowed = f"{'at least ' * use.is_minimum}{_amount(use.allowed)}"
    used = f"{100 * use.closeness:.1f}"
    return (use.limit, use.period or "horizon", _amount(use.used), allowed, use.unit, used, binds)


def _amount(value: float) -> str:
    return whole_usd(value) if abs(value) >= 1000 else f"{value:.4g}"
