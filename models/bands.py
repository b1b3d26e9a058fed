"""Procurement bands: what is firm, what waits for a signal, by when it is ordered, and what if the signal fails."""

from __future__ import annotations

from collections.abc import Sequence
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


class BusinessMilestone(Model):
    """An event of the business that demand hangs on, with a date per case."""

    id: Id
    """Id of the milestone."""
    name: Text = ""
    """What it is called."""
    month: Month
    """Month in which it is expected."""
    months: dict[Id, Month] = {}
    """Another month in some cases, by case."""
    owner: Text = ""
    """Who says that it is reached."""


class Trigger(Model):
    """A signal that tells cases apart at a review, and which orders wait for."""

    id: Id
    """Id of the trigger."""
    review: Month
    """Review at which it is read."""
    workload: Id | None = None
    """Workload whose demand is read, all its queues together; null: the signal is in words alone."""
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
    """Months in a row, up to that month, in which the value must be there."""
    margin: float | None = None
    """How far the nearest case lies from the threshold that is closest to any, as a share of that threshold; null: in
    words alone."""
    cases: tuple[Id, ...]
    """Cases in which it fires."""


class Tranche(Model):
    """The part of a band that is ordered by one date."""

    id: Id
    """Id of the tranche."""
    band: Band
    """`baseline`, `growth` or `surge`."""
    driver: Driver | None = None
    """Demand that it covers; null: what cases of most demand need above the central one."""
    offer: Id
    accelerator: Id
    site: Id
    vendor: Id
    mode: Mode
    dedicated_to: str | None = None
    """Who alone uses the units; null: all."""
    packs: Amount
    """Packs of the offer."""
    accelerators: Amount
    order_by: Month
    """First month of the period by which it must be ordered: need less lead time."""
    in_service: Month
    """First month in service, in its central case (else its most probable one)."""
    cost_usd: float
    """Discounted payments for it inside the horizon [USD], mean of the cases in which it is ordered: upfront and by
    time, support, software, network and storage, as if all of it kept to its end; use, power and end value apart."""
    cases: tuple[Id, ...]
    """Cases in which it is ordered."""
    triggers: tuple[Id, ...] = ()
    """Signals, any one of which releases it; empty: firm, it is ordered at its date whatever happens."""
    milestone: Id | None = None
    """Milestone of the demand that it covers; null: a finding where the band is not the baseline."""
    if_not_fired: Text = ""
    """What happens without the signal."""
    quote_expires: Day | None = None
    """Last day of the price it rests on; null: not known."""
    owner: Text = ""
    """Who releases it: the milestone's owner, else the team of the workload, else `policy.uncertainty.owner`."""


class BandTotal(Model):
    """All tranches of a band together."""

    band: Band
    """`baseline`, `growth` or `surge`."""
    accelerators: float
    """Accelerators of all its tranches."""
    firm_accelerators: float
    """Of these, in tranches that wait for no signal."""
    firm_usd: float
    """Cost of these [USD], discounted, as the tranches state it."""
    expected_usd: float
    """Cost of all its tranches, each by the probability of its cases [USD], discounted."""


class BandEconomics(Model):
    """What an hour of a band costs by each way to procure it, side by side."""

    band: Band
    """`baseline`, `growth` or `surge`."""
    accelerator: Id
    site: Id
    mode: Mode
    offer: Id | None
    """Cheapest offer of the mode there; where there is none, elsewhere for the work that the place serves most."""
    usd_per_accelerator_hour: float | None
    """Payments and power of the offer over the hours used at the utilization of the band [USD/h], nominal; on demand
    and spot are paid while used. Of an offer elsewhere: for what an accelerator of the band does in an hour."""
    utilization: Share
    """Share of the hours of the band's accelerators that the plans use, over all cases by probability."""
    ordered_share: Share
    """Share of the band's accelerators there that is ordered in this mode."""


class BurstPolicy(Model):
    """How a workload scales in a pool between its quiet hours and its peaks, in the central case."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    min_replicas: float
    """Fewest replicas busy in any block in which the pool serves it."""
    max_replicas: float
    """Most replicas busy, or set aside with its headroom."""
    scale_out_at: Amount
    """Demand per replica at which the next one starts: its throughput at the service level [service unit]."""
    service_unit: str
    """Unit of demand."""
    warm_replicas: float
    """Replicas kept running for the peak beyond those busy in the quietest block: what is set aside and not on call."""
    on_call_replicas: float
    """Replicas of what is set aside that start only when called."""
    overflow: Text
    """Where what does not fit goes."""


def in_short(names: Sequence[str]) -> str:
    """Ids of tranches in words, neighbours together: `T6-T8, T11`."""
    numbers = [int(name[1:]) for name in names]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"T{run[0]}" if len(run) == 1 else f"T{run[0]}-T{run[-1]}" for run in runs)
