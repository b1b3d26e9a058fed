"""The parts of the terminal report about spend commitments: what is signed, and how it is used."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.commitment import CommitmentOrder
from models.plan import Plan
from ui.figures import usd
from ui.tables import grid, section

TITLE = "Spend commitments signed"
USED = "Use of spend commitments"
COLUMNS = (
    "Commitment", "Vendor", "|Signed\n[month]", "|In force\n[month]", "|Ends\n[month]", ">Committed\n[USD/h]",
    ">Ahead\n[USD]", ">Cost\n[USD]",
)  # fmt: skip
USE_COLUMNS = ("Commitment", "|Year", ">Committed\n[USD]", ">Used\n[USD]", ">Unused\n[USD]", ">On demand\n[USD]")


def commitments(plan: Plan) -> RenderableType | None:
    """What is signed by month, and its cost; None without any."""
    if not plan.commitments:
        return None
    signed = sorted(plan.commitments, key=lambda row: (row.order_period, row.commitment))
    costs, total = rounded_to_sum([row.cost_usd for row in signed], 0)
    rows = [
        (*_dates(row), f"{row.usd_per_hour:,.2f}", f"{row.upfront_usd:,.0f}", f"{cost:,}")
        for row, cost in zip(signed, costs, strict=True)
    ]
    title = f"{TITLE} (ahead: for the whole term; cost: inside the horizon; nominal)"
    return section(title, grid(COLUMNS, rows, ("total", "", "", "", "", "", "", f"{total:,}")))


def _dates(row: CommitmentOrder) -> tuple[str, ...]:
    return row.commitment, row.vendor, row.order_period, row.in_service_period, row.ends


def commitment_use(plan: Plan) -> RenderableType | None:
    """What is committed, used and paid for nothing by calendar year; None without any."""
    if not plan.commitment_use:
        return None
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 4)
    for row in plan.commitment_use:
        amounts = (row.committed_usd, row.used_usd, row.unused_usd, row.on_demand_usd)
        for n, amount in enumerate(amounts):
            sums[row.commitment, row.period[:4]][n] += amount
    columns = [rounded_to_sum([amounts[n] for amounts in sums.values()], 0) for n in range(4)]
    rows = [(*key, *(f"{parts[n]:,}" for parts, _ in columns)) for n, key in enumerate(sums)]
    title = f"{USED} (at its rates; on demand: what the covered usage would cost; nominal)"
    return section(title, grid(USE_COLUMNS, rows, ("total", "", *(f"{total:,}" for _, total in columns))))


def commitment_sentence(plan: Plan) -> str | None:
    """What commitments save, and how much of them is paid for nothing; None where none is in force."""
    committed, unused = (
        sum(getattr(row, name) for row in plan.commitment_use) for name in ("committed_usd", "unused_usd")
    )
    if not committed:
        return None
    saved = sum(row.on_demand_usd for row in plan.commitment_use) - committed
    told = f"they save {usd(saved)}" if saved >= 0 else f"they cost {usd(-saved)} more than"
    against = "against on-demand prices" if saved >= 0 else "on-demand prices"
    share = f"{100 * unused / committed:.1f} %"
    return f"Spend commitments of {usd(committed)} over the horizon, {share} of it unused: {told} {against}, nominal."
