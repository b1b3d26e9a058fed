"""What serving a workload costs by each way to get an accelerator, over how much is asked for."""

from __future__ import annotations

from math import ceil

from pydantic import Field

from models.base import Id, Model
from models.vocabulary import Mode

WHOLE = 1e-9
"""Packs above a whole number that are rounding."""


class DemandWay(Model):
    """What flat demand costs a month by the cheapest offer of a mode: packs, the site, and what goes with the work."""

    mode: Mode
    offer: Id
    site: Id
    demand_per_pack: float = Field(gt=0, description="Demand that a pack carries when it is busy [service unit].")
    pack_usd_per_month: float
    """Paid for a pack in a month, its power while idle included [USD/month]."""
    fixed_usd_per_month: float
    """Paid in a month for the site being in use, whatever is asked [USD/month]."""
    running_usd_per_month: float
    """Paid in a month for every service unit of demand: busy power, running price, data sent [USD/month]."""
    is_whole: bool
    """Whether only whole packs can be had."""

    @property
    def usd_per_unit(self) -> float:
        """Cost of a month of a unit of demand in full packs, without what is fixed [USD/month per service unit]."""
        return self.pack_usd_per_month / self.demand_per_pack + self.running_usd_per_month

    def packs(self, demand: float) -> float:
        """Packs that carry a demand, whole where only whole ones can be had."""
        needed = demand / self.demand_per_pack
        return float(ceil(needed - WHOLE)) if self.is_whole else needed

    def usd_per_month(self, demand: float) -> float:
        """Cost of a month of flat demand above 0 [USD/month]: fixed + packs x price + demand x running."""
        packs = self.packs(demand) * self.pack_usd_per_month
        return self.fixed_usd_per_month + packs + demand * self.running_usd_per_month


class DemandCrossing(Model):
    """Two ways that change places as demand grows."""

    cheaper: Id
    """Offer that is cheaper however much is asked."""
    than: Id
    """Offer that is dearer then, and cheaper for some smaller demand."""
    first: float = Field(
        description="Least demand above which it is cheaper, at first for a while [service unit]; 0: from the start."
    )
    for_good: float = Field(
        description="Demand above which it stays cheaper; whole packs cause the rest [service unit]."
    )
    usd_per_month: float
    """Cost of a month by the cheaper one at `for_good` [USD/month]."""


class DemandCrossover(Model):
    """A workload, where most of its users are, on the accelerator that serves most of it, by every way to get it."""

    workload: Id
    geography: Id
    accelerator: Id
    unit: str
    """Service unit of the demand."""
    plan_demand: float
    """Highest mean demand of a period that the plan serves there [service unit]."""
    most: float
    """Demand up to which it is drawn [service unit]."""
    ways: tuple[DemandWay, ...]
    """The cheapest offer of every mode, used to the full at its list price."""
    crossings: tuple[DemandCrossing, ...]
    """By demand; of a pair that is not listed one is never dearer, or their costs in full packs hardly differ."""
