"""How many parties, places and contracts a plan may have, what is too little to be worth one, and what a plan has."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.base import Id, Model, Share

Most = Annotated[int, Field(ge=1, le=10000)]


class SimplicityPolicy(Model):
    """Limits that keep a portfolio manageable; one that is not given limits nothing."""

    max_vendors: Most | None = None
    """Most vendors paid for orders, rent or today's fleet over the horizon."""
    max_sites: Most | None = None
    """Most sites at which anything is ordered, rented or stands today, over the horizon."""
    max_contracts: Most | None = None
    """Most offers that are ordered from or rented, commitments and agreements signed, over the horizon; not today's."""
    max_pools_per_workload: Most | None = None
    """Most pools (an accelerator class at a site) that serve a workload of one geography or hold its headroom, over the
    horizon."""
    min_share: Share | None = None
    """A pool serves at least so much of what a workload of one geography asks for in a period, or nothing of it
    [share]."""
    min_order_packs: Most | None = None
    """Least packs of an offer ordered in a period in which any are ordered [packs]."""


class Simplicity(Model):
    """How simple the plan is, and what that cost."""

    contracts: int
    """Offers that are ordered from or rented, commitments and agreements signed."""
    vendors: int
    """Vendors paid for orders, rent or today's fleet."""
    sites: int
    """Sites at which anything is ordered, rented or stands today."""
    orders: int
    """Orders: packs of an offer ordered in a period."""
    left_out: tuple[Id, ...] = ()
    """Offers, commitments and agreements that the search used and the plan does without."""
    orders_spared: int = 0
    """Orders of the plan that the search found less those of this one."""
    cost_usd: float = 0.0
    """What this plan costs more than the one that the search found, discounted [USD]; both are within the gap, and a
    negative amount was saved."""
    keeps_previous: bool = False
    """Whether it orders, ports and moves as the previous plan that was given."""
