"""What a run says of its search, without the database that keeps it."""

from __future__ import annotations

from models.plan import Plan

MOST_MOMENTS = 2000
"""More moments than these are thinned to half."""


def run_figures(plan: Plan) -> dict[str, float]:
    """What a run says of its plan: cost, bound, gap; of one plan for all cases those of the whole."""
    if plan.hedge:
        cost, bound = plan.hedge.cost_and_bound_usd
        return {"incumbent_usd": cost, "bound_usd": bound, "gap": plan.hedge.gap}
    return {"incumbent_usd": plan.objective_usd, "bound_usd": plan.bound_usd, "gap": plan.gap}
