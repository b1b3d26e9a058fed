"""What counts in a pool beside what is ordered: today's fleet, and what can be called."""

from __future__ import annotations

from collections.abc import Callable

from models.hardware import Holding
from models.offer import Offer
from solver.program.elements import Copy, Pool
from solver.program.instance import Instance
from solver.program.quotas import is_under_quota


def working(x: Instance, pool: Pool, t: int, is_left: Callable[[Holding], bool] = lambda _: True) -> float:
    """Accelerators of holdings in a pool that are up on average: what they carry."""
    held = (h for h in x.holdings_in(pool, t) if is_left(h))
    return sum(h.accelerators * h.availability * pool.site.uptime for h in held)


def credited(x: Instance, pool: Pool, t: int, is_left: Callable[[Holding], bool] = lambda _: True) -> float:
    """Accelerators of holdings in a pool that count towards headroom."""
    held = (h for h in x.holdings_in(pool, t) if is_left(h))
    return sum(h.accelerators * h.credit * pool.site.uptime for h in held)


def callable_now(x: Instance, j: int, t: int, is_left: Callable[[Offer], bool] = lambda _: True) -> float | None:
    """Accelerators that rentable offers in a pool can add for headroom, by their credit; None: one has no quota.

    Copies of a dedicated offer share one quota, which none may count alone. The pools of lanes share it, too. What is
    under a quota of the policy is not in it: there it is a decision how far headroom counts on it.
    """
    ready = [c for c in _on_call(x, j, t) if is_left(c.offer) and not is_under_quota(x, c.offer, t)]
    if any(c.offer.quota_packs is None for c in ready):
        return None
    return sum(c.credit * c.units * (c.offer.quota_packs or 0.0) for c in ready)


def waits_for_start(x: Instance, j: int, t: int) -> bool:
    """Whether the start of some replica takes part of the credit of what can be called in a pool."""
    arcs = (x.arcs[r] for r in x.arcs_of_pool[j])
    is_slow = any(x.works[i].has_headroom and arc.on_call_share < 1 for i, _, arc in arcs)
    return is_slow and any(c.offer.quota_packs != 0 for c in _on_call(x, j, t))


def _on_call(x: Instance, j: int, t: int) -> list[Copy]:
    """Copies of rentable offers that could add to the headroom of a pool."""
    copies = (x.copies[o] for o in x.copies_of_pool[j] if not x.pools[j].is_dedicated)
    return [c for c in copies if t in c.rentable and c.credit > 0]
