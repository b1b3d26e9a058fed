"""What a plan says that keeping lanes apart costs: no more than bounds and costs on both sides allow."""

from __future__ import annotations

from models.plan import Plan
from solver.proof.audit.facts import Facts
from solver.proof.audit.notes import CENT, Notes


def check_separation(plan: Plan, facts: Facts, notes: Notes) -> None:
    """Stated where lanes are kept apart and nowhere else; the interval follows from the four amounts of money.

    That the shared amounts are a bound and a cost of the scenario without lanes is not recomputed.
    """
    said = plan.separation
    if said is None or not facts.lanes.apart:
        notes.same("separation", "whether there is one", said is not None, bool(facts.lanes.apart))
        return
    notes.same("separation", "lanes", said.lanes, facts.lanes.apart)
    amounts = said.shared_least_usd, said.shared_most_usd, said.least_usd, said.most_usd
    if not any(amount is None for amount in amounts):
        notes.same("separation", "why no price is stated", said.why, "")
    elif amounts != (None,) * 4 or not said.why:
        notes.sentences.append("separation: all four amounts are stated, or none and the reason")
    low, high = said.shared_least_usd, said.shared_most_usd
    if low is None or high is None or said.least_usd is None or said.most_usd is None:
        return
    if not low - CENT <= high <= plan.objective_usd + CENT:
        order = f"{low:.2f}, {high:.2f} and {plan.objective_usd:.2f} USD"
        notes.sentences.append(f"separation: least and most cost without lanes and the plan's cost must rise: {order}")
    notes.usd("separation", "least_usd", said.least_usd, max(0.0, plan.bound_usd - high))
    notes.usd("separation", "most_usd", said.most_usd, plan.objective_usd - low)
