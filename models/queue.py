"""Queues: parts of a workload with a service level, price and places of their own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from models.base import Amount, Id, Model, Month, Share, Text
from models.service import Deferral, ServiceTarget, Waiting
from models.vocabulary import AcceleratorClass, Criticality, DataRight, Sensitivity, Stage, TrafficShape


class Queue(Model):
    """A share of a workload's demand and what differs in it: every field left out is as the workload says."""

    id: Id
    """Name of the queue in its workload, such as `critical`, `deferrable` or `non-sensitive`."""
    name: Text = ""
    share: Annotated[float, Field(gt=0, le=1)]
    """Share of the workload's demand, in every geography and month [0..1]; the shares of all its queues sum to 1."""
    stage: Stage | None = None
    criticality: Criticality | None = None
    headroom: Amount | None = None
    """Own headroom ratio."""
    waiting: Waiting | None = None
    """Target from which its headroom by queueing is computed."""
    headroom_rule: Literal["ratio", "queueing", "larger", "sum"] | None = None
    """Headroom above its peak."""
    targets: tuple[ServiceTarget, ...] | None = None
    """Its service level, instead of all targets of the workload; an empty list: only throughput counts."""
    max_miss: Share | None = None
    """Largest share of its demand in a block that may go unserved."""
    miss_penalty_usd_per_unit: Amount | None = None
    """Service-level penalty per unserved unit [USD]."""
    value_per_unit_usd: Amount | None = None
    """Value of one served unit [USD]; lost when a unit is not served."""
    value_from: dict[Month, Amount] | None = None
    """Later values of one served unit [USD], each from its month on."""
    is_interruptible: bool | None = None
    """Whether it survives interruption, so that spot may carry it."""
    deferral: Deferral | None = None
    """How long it may wait, and in which hours it may be done."""
    assignment: Literal["divisible", "single_pool"] | None = None
    """Whether its demand may be split over pools, or one pool carries it for the whole horizon."""
    traffic: TrafficShape | None = None
    """Kind of traffic; chooses the load shape of the same name unless `shape` is given."""
    shape: Id | None = None
    """Load shape (block factors) to use."""
    sensitivity: Sensitivity | None = None
    data_rights: tuple[DataRight, ...] | None = None
    jurisdictions: tuple[Id, ...] | None = None
    """Jurisdictions in which it may run; an empty list: any."""
    required_tags: tuple[Id, ...] | None = None
    """Site tags it needs beyond the policy's for its sensitivity; an empty list: none."""
    sites: tuple[Id, ...] | None = None
    """Only these sites; an empty list: any."""
    classes: tuple[AcceleratorClass, ...] | None = None
    """Only these accelerator classes; an empty list: any."""


OWN = frozenset(("id", "name", "share"))
"""Fields of a queue itself; every other one overrides the field of that name of the workload."""


class QueueUse(Model):
    """A queue of a workload in one period, its geographies together: how much of the work it is, where it runs."""

    workload: Id
    queue: Id
    """Id of the queue in its workload; everywhere else in the plan it is the workload `workload/queue`."""
    period: Month
    """First month of the period."""
    units_asked: float
    """Units asked for; of deferrable work those that arrive."""
    units_served: float
    """Units served."""
    share_of_served: float | None
    """Share of all units of the workload served in the period [0..1]; null where none is served."""
    classes: dict[AcceleratorClass, float]
    """Where it runs: share of its units served by class of accelerator [0..1]."""
    cost_usd: float
    """Nominal cost [USD]."""
    usd_per_unit: float | None
    """Cost per unit served [USD per unit]; null where nothing is served."""
