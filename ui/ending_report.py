"""Packs that leave before their end, or stay when their term ends: what the terminal and the page of a plan say."""

from __future__ import annotations

from rich.console import Group, RenderableType

from models.cents import rounded_to_sum
from models.endings import Extension, Release
from models.plan import Plan
from ui.figures import count, usd, words
from ui.fleet_report import for_whom
from ui.tables import grid, section

RELEASES = "Packs that leave before their end"
EXTENSIONS = "Packs that stay when their term ends"
LEFT = (
    "What", "Where", "How", "|Ordered\n[month]", "|Leave\n[month]", ">Packs", ">Fee\n[USD]", ">Sold for\n[USD]",
    ">Changes\ncost [USD]",
)  # fmt: skip
STAYED = (
    "What", "Where", "How", "|Ordered\n[month]", "|From\n[month]", "|Until\n[month]", ">Packs", ">Cost\n[USD]",
)  # fmt: skip


def endings(plan: Plan) -> RenderableType | None:
    """Releases and extensions with their dates and money; None where there are none."""
    parts = [table for table in (_releases(plan), _extensions(plan)) if table]
    return Group(*parts) if parts else None


def ending_sentence(plan: Plan) -> str:
    """What releases and extensions change of the cost of the orders; empty without any."""
    if not plan.releases and not plan.extensions:
        return ""
    told = [
        f"{count(sum(row.accelerators for row in rows))} accelerators {what} ({change})"
        for rows, what, change in (
            (plan.releases, "leave before their end", _change(sum(row.cost_usd for row in plan.releases))),
            (plan.extensions, "stay when their term ends", _change(sum(row.cost_usd for row in plan.extensions))),
        )
        if rows
    ]
    what = ", and ".join(told)
    return f"Orders are priced as if every pack left at the end of its term; {what}, nominal, in the horizon."


def _change(amount: float) -> str:
    return f"{usd(abs(amount))} {'less' if amount < 0 else 'more'}"


def _releases(plan: Plan) -> RenderableType | None:
    rows = sorted(plan.releases, key=lambda row: (row.period, row.site, row.accelerator, row.offer, row.order_period))
    if not rows:
        return None
    money = [rounded_to_sum([getattr(row, name) for row in rows], 0) for name in ("fee_usd", "resale_usd", "cost_usd")]
    cells = [
        (*_named(row), row.period, count(row.packs), *(f"{amounts[n]:,}" for amounts, _ in money))
        for n, row in enumerate(rows)
    ]
    sums = ("total", "", "", "", "", count(sum(row.packs for row in rows)), *(f"{total:,}" for _, total in money))
    title = f"{RELEASES} (nominal; fee, less sale, less payments saved: what it changes of the cost)"
    return section(title, grid(LEFT, cells, sums))


def _extensions(plan: Plan) -> RenderableType | None:
    rows = sorted(plan.extensions, key=lambda row: (row.period, row.site, row.accelerator, row.offer, row.order_period))
    if not rows:
        return None
    costs, total = rounded_to_sum([row.cost_usd for row in rows], 0)
    cells = [
        (*_named(row), row.period, row.ends or "open", count(row.packs), f"{cost:,}")
        for row, cost in zip(rows, costs, strict=True)
    ]
    sums = ("total", "", "", "", "", "", count(sum(row.packs for row in rows)), f"{total:,}")
    return section(
        f"{EXTENSIONS} (price, and payments from then on inside the horizon, nominal)", grid(STAYED, cells, sums)
    )


def _named(row: Release | Extension) -> tuple[str, ...]:
    return row.accelerator + for_whom(row.dedicated_to), row.site, words(row.kind), row.order_period
