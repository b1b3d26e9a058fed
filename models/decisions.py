"""Decisions of a plan about capacity and work, as rows of `plan.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Id, Model, Month
from models.vocabulary import Mode


class Order(Model):
    """Packs of one offer ordered in one period."""

    offer: Id
    accelerator: Id
    site: Id
    vendor: Id
    mode: Mode
    dedicated_to: str | None = None
    """Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all. Of
    dated blocks `dated:` and the offer, a pool of its own, with `:` and the lane where lanes are kept apart."""
    days: int | None = None
    """Length of a dated block, whose units are there on so many days of the period alone [days]; null: of no block."""
    order_period: Month
    """First month of the period in which it is ordered."""
    in_service_period: Month
    """First month in service."""
    service_until: Month | None = None
    """First month no longer in service; null: beyond the horizon."""
    ends: Month | None = None
    """The same, also beyond the horizon; null: no end is known."""
    packs: float
    accelerators: float
    price_share: float = 1.0
    """Price of its packs, on average, as a share of the prices of the offer as written: by its path and tiers."""
    cost_usd: float
    """Nominal payments inside the horizon by the accounting rules (upfront and time-based; use and power apart), as if
    all of it kept to its end; what `releases` and `extensions` change is told there."""


class Fleet(Model):
    """Units in service in one period."""

    offer: Id
    """Offer, or the holding's id."""
    accelerator: Id
    site: Id
    mode: Mode | Literal["holding"]
    dedicated_to: str | None = None
    days: int | None = None
    """Days of the period on which they are there, of dated blocks [days]; null: all."""
    period: Month
    packs: float
    accelerators: float


class Rent(Model):
    """On-demand or spot capacity running in one block."""

    offer: Id
    accelerator: Id
    site: Id
    mode: Mode
    dedicated_to: str | None = None
    period: Month
    block: Id
    packs: float
    accelerators: float


class Run(Model):
    """Firm packs with a running price, used in one block."""

    offer: Id
    dedicated_to: str | None = None
    period: Month
    block: Id
    packs: float


class Dispatch(Model):
    """Share of a workload's demand served from one pool in one block."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    """Whether it is served from units dedicated to this workload."""
    dated: Id | None = None
    """Offer whose dated blocks do it; null: units that stand there all the time."""
    period: Month
    block: Id
    share: float = Field(
        description="Share of the block's demand [0..1]; of deferrable work, of all that may be done in the period."
    )
    accelerators: float
    """Accelerators kept busy, in the mean over the block; 0 at an endpoint of managed inference, where none is one's
    own."""


class Miss(Model):
    """Share of a workload's demand not served in one block."""

    workload: Id
    geography: Id
    period: Month
    block: Id
    share: float = Field(
        description="Share of the block's demand [0..1]; of deferrable work, of what arrives, at its first block."
    )
    units: float
    """Units not served in the block over the period (the counted thing of the service unit)."""


class Headroom(Model):
    """Accelerators set aside for a workload at a peak."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    period: Month
    block: Id
    accelerators: float
    peak_share: float | None = None
    """Share of the peak carried there, of work whose headroom is sized by queueing; null for other work."""
    replicas: int | None = None
    """Whole replicas that they are; null for work that is not held in whole ones."""
    on_call: float | None = None
    """How many of them are on demand and start only when called; null in pools where the start takes nothing away."""
