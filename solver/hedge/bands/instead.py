"""What the plan does in the other cases where a tranche is not released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.numbers import plain
from models.plan import Plan
from models.scenario import Scenario
from solver.hedge.bands.cuts import PACKS, Cut
from solver.sizing.names import names_of

RENTED = 0.05
"""Accelerators rented on top, at most in any block, from which on it is worth a word."""


def instead(plans: Mapping[str, Plan], scenario: Scenario, cut: Cut) -> str:
    """One clause for each case that does not order the tranche."""
    leader = plans[cut.cases[0]]
    said: dict[str, list[str]] = {}
    for case, plan in plans.items():
        if case not in cut.cases:
            words = "; ".join(_instead(plan, leader, scenario, cut)) or "not needed: what is in service carries it"
            said.setdefault(words, []).append(case)
    return ". ".join(f"{' and '.join(cases)}: {words}" for words, cases in said.items())


def _instead(plan: Plan, leader: Plan, scenario: Scenario, cut: Cut) -> Iterator[str]:
    """Other orders of the same period, and what is rented beyond the plan that orders it, while it would serve."""
    names, period = names_of(scenario), cut.order.order_period
    theirs = {(row.offer, row.dedicated_to): row.packs for row in leader.orders if row.order_period == period}
    for row in plan.orders:
        more = row.packs - theirs.get((row.offer, row.dedicated_to), 0.0)
        if row.order_period == period and more > PACKS:
            packs = f"{plain(more)} pack{'s' * (abs(more - 1) > PACKS)}"
            yield f"orders {packs} of {names.offer(row.offer)} ({names.pool(row.accelerator, row.site)}) instead"
    rented, usual = _most_rented(plan, cut), _most_rented(leader, cut)
    for offer, accelerators in rented.items():
        if accelerators > usual.get(offer, 0.0) + RENTED:
            yield f"rents up to {plain(round(accelerators, 1))} accelerators of {names.offer(offer)}"


def _most_rented(plan: Plan, cut: Cut) -> dict[str, float]:
    """Most accelerators rented in any block while the tranche would serve, by offer."""
    first, until = cut.order.in_service_period, cut.order.service_until
    by_block: dict[tuple[str, str, str], float] = {}
    for row in plan.rent:
        if first <= row.period and (until is None or row.period < until):
            key = row.offer, row.period, row.block
            by_block[key] = by_block.get(key, 0.0) + row.accelerators
    found: dict[str, float] = {}
    for (offer, _, _), accelerators in by_block.items():
        found[offer] = max(found.get(offer, 0.0), accelerators)
    return found
