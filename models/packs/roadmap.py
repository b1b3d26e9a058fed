"""What the 90-day plan knows already: work, fleet, candidates to be measured, ends of support."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from models.base import Amount, Id, Model, Month, Share, Text
from models.vocabulary import AcceleratorClass

BLOCK_DAYS = 30
"""Length of each of the three blocks [days]."""
CandidateReason = Literal["main", "other_class", "not_measured", "same_class"]
"""Why an accelerator is to be measured: it carries most of the work in the plan; it is the cheapest of another class;
another class may not be used for lack of a benchmark alone; no other class may, and this is the cheapest beside it."""


class Block(Model):
    """A third of the 90 days."""

    number: Literal[1, 2, 3]
    """Which one."""
    first: date
    """First day."""
    last: date
    """Last day."""
    owner: Text = ""
    """Who owns it; empty: nobody is named."""


def blocks_from(start: date, owners: tuple[str, str, str]) -> tuple[Block, ...]:
    """The three blocks from a day on."""
    firsts = [start + timedelta(days=BLOCK_DAYS * n) for n in range(3)]
    return tuple(
        Block.model_validate({"number": n, "first": day, "last": day + timedelta(days=BLOCK_DAYS - 1), "owner": owner})
        for n, (day, owner) in enumerate(zip(firsts, owners, strict=True), start=1)
    )


class KnownWork(Model):
    """A workload of the inventory."""

    workload: Id
    name: Text
    """Its name on paper."""
    kind: Text
    """Class of work."""
    unit: Text
    """Service unit."""
    mean_demand: Amount
    """Demand in the first period, on average [service unit]."""
    peak_demand: Amount
    """Highest sustained demand in it [service unit]."""
    last_demand: Amount
    """Demand in the last period, on average [service unit]."""
    cost_usd: float
    """Its cost in the plan over the horizon [USD], nominal."""
    grade: Text | None
    """Grade of the benchmark of its main accelerator; null: nothing serves it."""


class KnownFleet(Model):
    """A holding of today's fleet."""

    holding: Id
    what: Text
    """Accelerator and site."""
    accelerators: Amount
    """Number of accelerators."""
    usd_per_month: Amount
    """Payments for it, software, network and storage included [USD/month]."""
    utilization: Share | None
    """Busy share of the hours of its pool in the first period [0..1]; null: not known."""
    until: Month | None
    """First month in which it is gone; null: none is stated."""
    bucket: Text = ""
    """Team bucket that pays; empty: none is named."""


class Candidate(Model):
    """An accelerator to be measured for a workload."""

    workload: Text
    """Name of the workload."""
    accelerator: Text
    """Name of the accelerator."""
    accelerator_class: AcceleratorClass
    """Its class."""
    reason: CandidateReason
    """Why it is measured."""
    share_served: Share | None
    """What the plan serves there [0..1]; null: nothing."""
    usd_per_unit: Amount | None
    """Lowest cost of a unit there [USD per unit], nominal; null: not known."""
    thing: Text
    """What a unit is."""
    grade: Text | None
    """Grade of the benchmark it rests on now; null: there is none."""
    date: Text | None
    """Date of that benchmark; null: none is stated."""


class Ending(Model):
    """An accelerator of the plan and the end of its support."""

    accelerator: Text
    """Its name."""
    most: Amount
    """Most in service at once [accelerators]."""
    last_service: Month
    """First month of the last period in which any is in service."""
    end_of_support: Month | None
    """First month without support; null: none is stated."""
