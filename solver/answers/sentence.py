"""The decision in one sentence."""

from __future__ import annotations

from collections import defaultdict

from models.plan import Costs, PlanStatus
from models.scenario import Scenario
from solver.answers.decided import Decided

VERBS = {"buy": "buy", "lease": "lease", "reserve": "reserve"}
MOST_NAMED = 6
"""Items named; the rest is counted."""


def decision_sentence(scenario: Scenario, made: Decided, costs: Costs, status: PlanStatus, gap: float) -> str:
    """What to order and rent from when to when, at what cost, how far from proven optimal."""
    horizon = scenario.horizon
    ordered: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in made.orders:
        ordered[VERBS[row.mode], row.accelerator, row.site] += row.accelerators
    parts = [f"{verb} {n:,.4g} {a} at {site}" for (verb, a, site), n in sorted(ordered.items(), key=lambda i: -i[1])]
    hours = {
        (horizon.label(t), b.id): horizon.block_hours(t, b) for t in range(horizon.periods) for b in horizon.blocks
    }
    total = sum(hours.values())
    rented: dict[str, float] = defaultdict(float)
    for rent in made.rent:
        rented[rent.mode] += rent.accelerators * hours[rent.period, rent.block] / total
    parts = [*parts[:MOST_NAMED], *([f"{len(parts) - MOST_NAMED} smaller orders"] if len(parts) > MOST_NAMED else [])]
    parts += [f"rent {n:,.4g} {mode.replace('_', '-')} accelerators on average" for mode, n in sorted(rented.items())]
    if made.ports:
        parts.append(f"start {len(made.ports)} ports to other stacks")
    proof = (
        f"within {100 * gap:.2f} % of optimal"
        if status == "optimal_within_gap"
        else f"search stopped {100 * gap:.2f} % from its bound"
    )
    end = horizon.label(horizon.periods - 1)
    return (
        f"From {horizon.start} to {end}: {'; '.join(parts) or 'order nothing'}. "
        f"Cost {costs.total_discounted_usd:,.0f} USD discounted ({costs.total_nominal_usd:,.0f} USD nominal), {proof}."
    )
