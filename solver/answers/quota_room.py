"""What headroom counts on, and could count on, in a pool under quotas of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from solver.program.elements import Copy
from solver.program.instance import Instance
from solver.program.quotas import binding, counts

Counted = Mapping[tuple[str, int, int], float]
"""Accelerators that headroom counts on, by offer, period and peak."""


def counted_in(x: Instance, counted: Counted, j: int, t: int, b: int) -> float:
    """What headroom counts on in a pool, by its credit [accelerators]."""
    return sum(copy.credit * counted[o, t, b] for o, copy in _here(x, counted, j, t, b).items())


def room_in(x: Instance, counted: Counted, j: int, t: int, b: int) -> float:
    """Most that it could count on there, by its credit, while other places count on what they do: of the offers with
    most credit first, as far as their own quota and those of the policy go [accelerators]."""
    here = _here(x, counted, j, t, b)
    limits = [limit for limit in x.scenario.policy.quotas if here and t in binding(x, limit)]
    offers = {limit.id: {o.id for o in x.scenario.offers if counts(x, limit, o)} for limit in limits}
    left = {
        limit.id: limit.max_accelerators - sum(counted.get((o, t, b), 0.0) for o in offers[limit.id] - here.keys())
        for limit in limits
    }
    found = 0.0
    for o, copy in sorted(here.items(), key=lambda row: (-row[1].credit, row[0])):
        mine = [name for name in left if o in offers[name]]
        own = inf if copy.offer.quota_packs is None else copy.offer.quota_packs * copy.units
        most = max(0.0, min(own, *(left[name] for name in mine)))
        left |= {name: left[name] - most for name in mine}
        found += copy.credit * most
    return found


def _here(x: Instance, counted: Counted, j: int, t: int, b: int) -> dict[str, Copy]:
    """Copies in a pool, by offer, that headroom may count on under a quota."""
    copies = [] if x.pools[j].is_dedicated else [x.copies[o] for o in x.copies_of_pool[j]]
    return {copy.offer.id: copy for copy in copies if t in copy.rentable and (copy.offer.id, t, b) in counted}
