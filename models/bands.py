"""Procurement bands: what is firm, what waits for a signal, by when it is ordered, and what if the signal fails."""

from __future__ import annotations

from typing import Literal

from models.base import Amount, Id, Model, Month, Share, Text
from models.evidence import Day
from models.vocabulary import Mode

Driver = Literal["committed", "expansion", "launch", "season", "experiment"]
"""Why there is demand: `committed` to customers or core services; `expansion` of products; a `launch`, a `season` or an
`experiment` that comes and may go."""
Band = Literal["baseline", "growth", "surge"]
"""`baseline` covers committed demand and is ordered in every case; `growth` covers expansion; `surge` covers launches,
seasons and experiments, and what the cases of most demand need above the central one."""
BAND_OF: dict[Driver, Band] = {
    "committed": "baseline",
    "expansion": "growth",
    "launch": "surge",
    "season": "surge",
    "experiment": "surge",
}


class Milestone(Model):
    """An event of the business that demand hangs on, with a date per case."""

    id: Id
    name: Text = ""
    month: Month
    """Month in which it is expected."""
    months: dict[Id, Month] = {}
    """Another month in some cases."""
    owner: Text = ""
    """Who says that it is reached."""


class Trigger(Model):
    """A signal that tells cases apart at a review, and which orders wait for."""

    id: Id
    """Name of the signal."""
    review: Month
    """Review at which it is read."""
    workload: Id | None = None
    """Workload (or `workload/queue`) whose demand is read; null: the signal is in words alone."""
    geography: Id | None = None
    """Where its users are."""
    metric: Text
    """What is read, with its unit."""
    month: Month
    """Month whose value is read: the last one known at the review."""
    above: float | None = None
    """It fires where the value is above this (and not above `up_to`) [unit of the metric]; null: no lower end."""
    up_to: float | None = None
    """Highest value at which it fires; null: no upper end."""
    hold_months: int = 1
    """Months in a row in which the value must be there."""
    cases: tuple[Id, ...]
    """Cases in which it fires."""


class Tranche(Model):
    """The part of a band that is ordered by one date."""

    id: Id
    """Name of the tranche."""
    band: Band
    """Band that it is a part of."""
    driver: Driver | None = None
    """Demand that it covers; null: what cases of most demand need above the central one."""
    offer: Id
    accelerator: Id
    site: Id
    vendor: Id
    mode: Mode
    dedicated_to: str | None = None
    packs: Amount
    """Packs of the offer."""
    accelerators: Amount
    order_by: Month
    """First month of the period by which it must be ordered: need less lead time."""
    in_service: Month
    """First month in service."""
    cost_usd: float
    """Discounted payments for it over the horizon [USD], mean of the cases in which it is ordered."""
    cases: tuple[Id, ...]
    """Cases in which it is ordered."""
    trigger: Id | None = None
    """Signal that releases it; null: firm, it is ordered now or at its date whatever happens."""
    milestone: Id | None = None
    """Milestone of the demand that it covers; null: a finding where the band is not the baseline."""
    if_not_fired: Text = ""
    """What happens without the signal."""
    quote_expires: Day | None = None
    """Day on which the price it rests on expires; null: not known."""
    owner: Text = ""
    """Who releases it."""


class BandEconomics(Model):
    """What a band costs by each way to procure it, side by side."""

    band: Band
    accelerator: Id
    site: Id
    mode: Mode
    offer: Id | None
    """Cheapest offer of the mode; null: there is none."""
    usd_per_accelerator_hour: float | None
    """At the utilization of the band: all payments over the hours used."""
    utilization: Share
    """Share of the hours of the band's accelerators that the plan uses."""


class BurstPolicy(Model):
    """How a workload scales in a pool between its quiet hours and its peaks."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    min_replicas: float
    max_replicas: float
    scale_out_at: Amount
    """Demand per replica at which the next one starts [service unit]."""
    service_unit: str
    warm_replicas: float
    """Replicas kept warm for the next peak."""
    overflow: Text
    """Where what does not fit goes."""
