"""Dated blocks without effect."""

from __future__ import annotations

from models.offer import Offer
from solver.program.instance import Instance


def unused_block(x: Instance, offer: Offer) -> str:
    """Why nothing can be done in the days of a dated block; empty where something can."""
    arcs = [r for r, (_, j, _) in enumerate(x.arcs) if x.pools[j].days_of == offer.id]
    if not arcs:
        return f"dated blocks are for work that can wait (`deferral`), and none can run on {offer.accelerator} there"
    if not any(x.starts.get(r, [None]) for r in arcs):  # of other work than gangs no runs are known
        return f"no run that could be done there ends within {offer.days} days"
    return ""
