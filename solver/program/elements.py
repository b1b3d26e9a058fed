"""Elements of the index sets: who is served, where units stand, and which offers place them there."""

from __future__ import annotations

from dataclasses import dataclass

from models.dated import offer_of_days
from models.demand import Demand
from models.hardware import Accelerator
from models.lanes import OF_LANE
from models.offer import Offer
from models.site import Site
from models.workload import Workload
from solver.program.prices import LIST_PRICE, Price


@dataclass(frozen=True)
class Work:
    """An element i of WORKLOADS: a workload, or a queue of one, in a geography."""

    workload: Workload
    outlook: Demand

    @property
    def geography(self) -> str:
        """Where its users are."""
        return self.outlook.geography

    @property
    def owner(self) -> str:
        """Owner of units dedicated to it: the queues of a workload share them."""
        return f"{self.workload.workload_id}@{self.geography}"

    @property
    def has_headroom(self) -> bool:
        """Whether peaks need headroom: not for work that can wait or be interrupted."""
        return self.workload.has_headroom

    @property
    def has_queueing(self) -> bool:
        """Whether its headroom follows from an allowed probability of waiting."""
        return self.workload.has_queueing

    @property
    def has_whole_replicas(self) -> bool:
        """Whether its headroom is held in whole replicas."""
        return self.workload.has_whole_replicas


@dataclass(frozen=True)
class Pool:
    """An element j of POOLS: an accelerator class at a site, shared by all (empty owner) or by a lane, dedicated to
    one workload in one geography, or the dated blocks of one offer."""

    accelerator: Accelerator
    site: Site
    owner: str
    days: int | None = None
    """Length of a dated block [days]; None: its units stand all the time."""

    @property
    def place(self) -> tuple[str, str, str]:
        """Accelerator, site and owner: its name in every case."""
        return self.accelerator.id, self.site.id, self.owner

    @property
    def is_dedicated(self) -> bool:
        """Whether its units serve one i alone."""
        return "@" in self.owner

    @property
    def is_of_lane(self) -> bool:
        """Whether its units serve one lane, or group of lanes, alone."""
        return self.owner.startswith(OF_LANE)

    @property
    def days_of(self) -> str:
        """The offer whose dated blocks its units are; empty: they stand all the time."""
        return offer_of_days(self.owner)

    def takes(self, offer: Offer) -> bool:
        """Whether an offer at its place puts units into it."""
        if offer.is_dated or self.days_of:
            return offer.id == self.days_of
        return offer.is_dedicated == self.is_dedicated

    def open_hours(self, hours: float) -> float:
        """Hours of a period in which its units are there: those of a dated block, else all [h]."""
        return hours if self.days is None else min(24.0 * self.days, hours)

    def part(self, hours: float) -> float:
        """The same as a share of the hours of a period."""
        return self.open_hours(hours) / hours


@dataclass(frozen=True)
class Copy:
    """An offer in a pool at one price. Firm copies carry their service windows: order period -> (in service, out of
    service)."""

    offer: Offer
    """The offer, with the prices of this copy."""
    pool: int
    windows: dict[int, tuple[int, int]]
    """PERIODS u -> (s, e), e exclusive and possibly beyond the horizon."""
    rentable: frozenset[int]
    """PERIODS in which it can be rented (on-demand and spot)."""
    data_bound: int
    """Packs that carry all demand and headroom of the pool, or reach a group's minimum: nobody orders more at once."""
    availability: float
    """Share of time a unit and its site are up."""
    credit: float
    """Capacity credit towards headroom x the share of time its site is up."""
    price: Price = LIST_PRICE
    """At which price, and when."""

    @property
    def units(self) -> float:
        """Accelerators per pack."""
        return float(self.offer.pack)

    @property
    def has_running_price(self) -> bool:
        """Whether a firm offer is also paid by the hour used."""
        return self.offer.is_firm and self.offer.usd_per_hour > 0
