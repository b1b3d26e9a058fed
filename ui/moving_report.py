"""The terminal report of moves and milestones."""

from __future__ import annotations

from rich.console import RenderableType

from models.cents import rounded_to_sum
from models.plan import Plan
from ui.figures import percent, words
from ui.tables import grid, section


def milestones(plan: Plan) -> RenderableType | None:
    """Workloads that go over to specialized silicon, or back from the cloud."""
    if not plan.milestones:
        return None
    rows = [
        (row.period, row.workload, words(row.kind), row.source, row.target, percent(row.share), _saving(row.saving_usd))
        for row in sorted(plan.milestones, key=lambda row: row.period)
    ]
    columns = ("|Month", "Workload", "Milestone", "From", "To", ">Gone over", ">Saves to the\nend [USD]")
    return section("Milestones: most of a workload on specialized silicon, or back from the cloud", grid(columns, rows))


def moves(plan: Plan) -> RenderableType | None:
    """Data sets copied to other sites, and how many accelerators run double at most."""
    if not plan.moves:
        return None
    costs, total = rounded_to_sum([move.cost_usd for move in plan.moves], 0)
    rows = [
        (
            move.workload,
            move.site,
            move.start_period,
            move.ready_period,
            f"{move.data_tb:,.4g}",
            f"{_double(plan, move.workload, move.site):.4g}",
            f"{cost:,}",
        )
        for move, cost in zip(plan.moves, costs, strict=True)
    ]
    columns = (
        "Workload", "To site", "|Starts\n[month]", "|Ready\n[month]", ">Data\n[TB]", ">Double, most\n[accelerators]",
        ">Cost, nominal\n[USD]",
    )  # fmt: skip
    return section(
        "Moves of data sets to other sites",
        grid(columns, rows, ("total", "", "", "", "", "", f"{total:,}")),
    )


def _saving(usd: float | None) -> str:
    """A saving in whole USD; a dash where one of the places has no offer to compare."""
    return "-" if usd is None else f"{usd:,.0f}"


def _double(plan: Plan, workload: str, site: str) -> float:
    """Accelerators that run double in the block with most."""
    busy: dict[tuple[str, str], float] = {}
    for run in plan.double_running:
        if (run.workload, run.site) == (workload, site):
            key = run.period, run.block
            busy[key] = busy.get(key, 0.0) + run.accelerators
    return max(busy.values(), default=0.0)
