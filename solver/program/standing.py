"""Today's fleet in a pool: what of it is up."""

from __future__ import annotations

from collections.abc import Callable

from models.hardware import Holding
from solver.program.elements import Pool
from solver.program.instance import Instance


def working(x: Instance, pool: Pool, t: int, is_left: Callable[[Holding], bool] = lambda _: True) -> float:
    """Accelerators of holdings in a pool that are up on average: what they carry, and their capacity credit."""
    held = (h for h in x.holdings_in(pool, t) if is_left(h))
    return sum(h.accelerators * h.availability * pool.site.uptime for h in held)
