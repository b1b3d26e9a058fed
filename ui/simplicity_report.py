"""How simple a plan is, in sentences for terminal and page."""

from __future__ import annotations

from models.plan import Plan
from ui.figures import usd


def simplicity_sentences(plan: Plan) -> list[str]:
    """What there is to sign and to order, and what it cost to keep that small; empty for plans that do not say."""
    found = plan.simplicity
    if found is None:
        return []
    there = f"today's fleet included, {_count(found.vendors, 'vendor')} at {_count(found.sites, 'site')}"
    said = [f"{_count(found.contracts, 'contract')} and {_count(found.orders, 'order')}; {there}."]
    more = "more" if found.cost_usd >= 0 else "less"
    cost = f"that costs {usd(abs(found.cost_usd))} {more}, discounted, and stays within the gap"
    if found.keeps_previous:
        said.append(f"The orders, ports and moves of the earlier plan are kept: {cost}.")
        return said
    spared = [*(["left out " + ", ".join(map(plan.names.offer, found.left_out))] if found.left_out else [])]
    spared += [f"spared {_count(found.orders_spared, 'order')}"] if found.orders_spared > 0 else []
    if spared:
        said.append(f"To keep it simple the plan has {' and '.join(spared)}: {cost}.")
    return said


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"
