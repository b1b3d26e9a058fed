"""Section of the report on headroom sized by queueing: slots needed where each pool carries most, and the excess."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.derived import QueueingUse
from models.plan import Plan
from ui.figures import clean, count
from ui.tables import grid, section

NOTHING = 5e-4
"""Less than this is no excess that anybody would see [accelerators]."""
TITLE = "Headroom so that waiting stays rare"


def queueing(plan: Plan) -> RenderableType | None:
    """By workload and pool the peak that asks for most, and the largest excess of the plan."""
    if not plan.queueing:
        return None
    columns = (
        "Work", "What", "Where", "|Month", "|Block", ">Requests\nat once", ">Slots\nneeded",
        ">Needed\n[accel.]", ">Set aside\n[accel.]",
    )  # fmt: skip
    rows = [
        (
            f"{row.workload}@{row.geography}",
            f"{row.accelerator} for it alone" if row.dedicated else row.accelerator,
            row.site,
            row.period,
            row.block,
            count(row.requests_in_service),
            count(row.slots_needed),
            count(row.accelerators_needed),
            count(row.accelerators_needed + row.excess_accelerators),
        )
        for row in _highest(plan)
    ]
    title = f"{TITLE}, at the peak that asks for most"
    return section(title, grid(columns, rows), Text(clean(excess_sentence(plan)), style="dim"))


def excess_sentence(plan: Plan) -> str:
    """Where most is set aside beyond the exact formula, in a sentence; the plan has rows of `queueing`."""
    most = max(plan.queueing, key=lambda row: row.excess_accelerators)
    if most.excess_accelerators < NOTHING:
        return "No pool sets aside more than the exact formula of waiting asks for."
    work, pool = plan.names.workload(most.workload), plan.names.pool(most.accelerator, most.site)
    return (
        f"At most {most.excess_accelerators:.3g} accelerators more than the exact formula of waiting asks for are set "
        f"aside: for {work} ({most.geography}) on {pool} in {most.period}, block {most.block}, where its peak is split."
    )


def _highest(plan: Plan) -> list[QueueingUse]:
    """The row with the highest need of every workload, geography and pool."""
    highest: dict[tuple[str, str, str, str, bool], QueueingUse] = {}
    for row in plan.queueing:
        key = row.workload, row.geography, row.accelerator, row.site, row.dedicated
        if key not in highest or row.accelerators_needed > highest[key].accelerators_needed:
            highest[key] = row
    return list(highest.values())
