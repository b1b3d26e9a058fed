"""What it costs to keep lanes apart, in a sentence for the report and the app."""

from __future__ import annotations

from models.plan import Plan
from ui.figures import percent, usd, whole_usd


def separation_sentence(plan: Plan) -> str | None:
    """Between what amounts the price lies, and its share of the total; None where no lanes are kept apart."""
    said = plan.separation
    if said is None:
        return None
    lanes = f"{', '.join(said.lanes[:-1])} and {said.lanes[-1]}"
    if said.least_usd is None or said.most_usd is None:
        return f"What keeping lanes {lanes} apart costs is not known: {said.why}."
    low, high = said.least_usd, said.most_usd
    if whole_usd(high) == "0":
        return f"Keeping lanes {lanes} apart costs nothing."
    total = max(plan.objective_usd, high)
    price, share = f"{whole_usd(low)} to {usd(high)}", f"{percent(low / total)} to {percent(high / total)}"
    if whole_usd(low) == whole_usd(high):
        price, share = usd(high), percent(high / total)
    elif whole_usd(low) == "0":
        price, share = f"at most {usd(high)}", percent(high / total)
    return f"Keeping lanes {lanes} apart costs {price}, discounted: {share} of the total."
