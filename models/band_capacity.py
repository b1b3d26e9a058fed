"""Capacity of a workload by band under its demand, case by case: what bands are shown as."""

from __future__ import annotations

from models.base import Amount, Id, Model, Month

MOST_CASES = 5
"""Most cases whose capacity is told: the central one, those of most and of least demand, then in their order."""


class CapacityPeriod(Model):
    """What a workload asks for in a period, and what there is for it, in its service unit."""

    period: Month
    """First month."""
    demand: Amount
    """Highest sustained demand of any block; where no peak is held, mean demand [service unit]."""
    holdings: Amount
    """What today's fleet has in service for it [service unit]."""
    baseline: Amount
    """What tranches of the baseline have in service for it [service unit]."""
    growth: Amount
    """What tranches of growth have in service for it [service unit]."""
    surge: Amount
    """What tranches of surge have in service for it [service unit]."""
    rented: Amount
    """What is rented by the hour, counted on as on call, or called from endpoints for it on top [service unit]."""


class BandCapacity(Model):
    """A workload under the plan of a case: its demand, and the capacity in service for it by band."""

    case: Id
    workload: Id
    unit: str
    """Service unit of demand and capacity."""
    at_peak: bool
    """Whether the figures are those of the block in which most is set aside for it or busy with it; else, where it
    needs no headroom (level, interruptible or deferrable work), means over the hours of a period."""
    periods: tuple[CapacityPeriod, ...]
    """In order of time; what a pool has in service is shared among its work as its tightest need is."""
    tranches: tuple[Id, ...] = ()
    """Tranches that have capacity in service for it in any period."""
