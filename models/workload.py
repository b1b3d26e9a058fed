"""A class of work with its demand, service level and placement rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.demand import Demand
from models.gang import Gang
from models.lanes import COMMON_LANE
from models.maturity import Validation
from models.queue import Queue
from models.service import Deferral, ServiceTarget, Waiting
from models.units import ServiceUnit
from models.vocabulary import (
    LEVEL_CLASSES,
    AcceleratorClass,
    Criticality,
    DataRight,
    Sensitivity,
    Stage,
    TrafficShape,
    WorkloadClass,
)


class LaunchWindow(Model):
    """Months in which more headroom is asked for."""

    first: Month
    """First month of the window."""
    until: Month
    """First month after the window."""
    headroom: Amount
    """Headroom ratio in the window (0.4 = 40 % above the peak)."""


class Workload(Model):
    """What is to be served."""

    id: Id
    name: Text = ""
    workload_class: WorkloadClass = Field(alias="class")
    profile: Id
    """Benchmark profile whose measurements apply."""
    service_unit: ServiceUnit
    """Unit of demand."""
    demand: tuple[Demand, ...] = Field(min_length=1)
    """Demand per geography."""
    traffic: TrafficShape = "steady"
    """Kind of traffic; chooses the load shape of the same name unless `shape` is given."""
    shape: Id | None = None
    """Load shape (block factors) to use."""
    stage: Stage = "production_critical"
    criticality: Criticality = "internal"
    headroom: Amount | None = None
    """Own headroom ratio, instead of the policy's by criticality."""
    launch_windows: tuple[LaunchWindow, ...] = ()
    waiting: Waiting | None = None
    """Target from which headroom by queueing is computed; needs `concurrency` in the benchmark, else one request is
    served at a time."""
    headroom_rule: Literal["ratio", "queueing", "larger", "sum"] = "larger"
    """Headroom above the peak: by `ratio`, by `queueing`, the `larger` of both, or their `sum`; without `waiting` the
    ratio alone."""
    replicas: Literal["fractional", "whole"] = "fractional"
    """Whether peaks are held and served in `whole` replicas of the benchmark's size, or in any part of one:
    `fractional`, right where the record is of a whole server on which many copies ran."""
    min_replicas: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Least replicas held at every peak, in all pools together, so that one may fail; needs `replicas: whole`."""
    ramp_minutes: Positive | None = None
    """Time in which a peak builds up [minutes]: capacity on call counts towards headroom only as far as a replica has
    started by then. Empty: slowly enough."""
    changes_per_quarter: Amount = 0.0
    """How often prompt, model or pipeline change [1/quarter]; each change costs upkeep on every stack in use
    that the workload does not run on already."""
    changes_from: dict[Month, Amount] = {}
    """Later change frequencies [1/quarter], each from its month on."""
    value_per_unit_usd: Amount = 0.0
    """Value of one served unit [USD]; lost when a unit is not served."""
    value_from: dict[Month, Amount] = {}
    """Later values of one served unit [USD], each from its month on."""
    served: Literal["must", "may"] = "must"
    """Whether all its demand `must` be served (but for `max_miss`), or the plan `may` launch it in any period, or
    never: nothing of it is served before. Only under `policy.objective: value`, else it must."""
    model_family: Id | None = None
    """Family of models that it runs, whose tooling work of the same family shares on a stack; none: its own."""
    sensitivity: Sensitivity = "internal"
    data_rights: tuple[DataRight, ...] = ("retrieve",)
    targets: tuple[ServiceTarget, ...] = ()
    """Service level; empty where only throughput counts."""
    max_miss: Share = 0.0
    """Largest share of the demand of a block that may go unserved."""
    miss_penalty_usd_per_unit: Amount = 0.0
    """Service-level penalty per unserved unit [USD]."""
    is_interruptible: bool = False
    """Whether the work survives interruption, so that spot may carry it."""
    jurisdictions: tuple[Id, ...] = ()
    """Residency: jurisdictions in which it may run; empty: any."""
    required_tags: tuple[Id, ...] = ()
    """Site tags it needs beyond the policy's for its sensitivity."""
    sites: tuple[Id, ...] = ()
    """Only these sites; empty: any."""
    classes: tuple[AcceleratorClass, ...] = ()
    """Only these accelerator classes; empty: any."""
    incumbent_stacks: tuple[Id, ...] = ()
    """Stacks it runs on today: no porting, no upkeep."""
    validations: tuple[Validation, ...] = ()
    """Own benchmarks at its service level; the earliest one of an accelerator that counts makes it validated."""
    gb_per_unit: Amount = 0.0
    """Data sent to the user per unit [GB]."""
    assignment: Literal["divisible", "single_pool"] = "divisible"
    """Whether its demand may be split over pools, or one pool carries it for the whole horizon."""
    data_tb: Amount = 0.0
    """Data that must lie where the work is served [TB]."""
    bucket: Id | None = None
    """Team bucket that pays for its ports, upkeep, moves of data and egress, and for units dedicated to it."""
    home_site: Id | None = None
    """Site its data lie at today; served elsewhere, it has to be moved there; none: data lie everywhere."""
    lane: Id = COMMON_LANE
    """Lane, such as research, production or regulated: work of different lanes shares no units and no headroom, unless
    `policy.lane_groups` lets it."""
    funding: Text = ""
    """Team that pays; used for charge-back, no effect on the program."""
    deferral: Deferral | None = None
    """How long it may wait, and in which hours it may be done; none: every block's demand is served in that block."""
    gang: Gang | None = None
    """Its work comes in whole runs, each on many accelerators of one pool at once; needs `deferral`, whose
    `within_months` is then how long a run may wait until it starts."""
    deterministic: Literal["any", "required"] = "any"
    """`required`: only on accelerators whose benchmark is stated to be deterministic (equal results on every run)."""
    queues: tuple[Queue, ...] = ()
    """Parts of its work with rules of their own; empty: all of it is one."""

    @property
    def workload_id(self) -> str:
        """The workload that the work belongs to: itself, unless it is one queue of a workload."""
        return self.id

    @property
    def family(self) -> str:
        """Its model family: its own where none is named."""
        return self.model_family or self.workload_id

    @property
    def has_value(self) -> bool:
        """Whether a served unit is worth anything in any month."""
        return any((self.value_per_unit_usd, *self.value_from.values()))

    @property
    def has_queueing(self) -> bool:
        """Whether its headroom follows from an allowed probability of waiting."""
        return self.has_headroom and self.waiting is not None and self.headroom_rule != "ratio"

    @property
    def has_whole_replicas(self) -> bool:
        """Whether its headroom is held in whole replicas."""
        return self.has_headroom and self.replicas == "whole"

    @property
    def is_level(self) -> bool:
        """Whether it is planned as level load, without headroom (a class that can wait, and no `deferral` given)."""
        return self.workload_class in LEVEL_CLASSES and self.deferral is None

    @property
    def can_follow_a_shape(self) -> bool:
        """Whether its demand is served block by block as it comes; else a load shape has no effect."""
        return not (self.workload_class in LEVEL_CLASSES or self.deferral)

    @property
    def has_headroom(self) -> bool:
        """Whether its peaks need headroom: not where it can wait or be interrupted."""
        return self.can_follow_a_shape and not self.is_interruptible

    @model_validator(mode="after")
    def _parts_agree(self) -> Workload:
        places = [d.geography for d in self.demand]
        if len(set(places)) != len(places):
            raise ValueError("demand: every geography once")
        if any(w.until <= w.first for w in self.launch_windows):
            raise ValueError("launch_windows: `until` must lie after `first`")
        if self.waiting is None and self.headroom_rule in ("queueing", "sum"):
            raise ValueError(f"`headroom_rule: {self.headroom_rule}` needs `waiting`")
        if self.min_replicas is not None and self.replicas != "whole":
            raise ValueError("`min_replicas` counts whole replicas: set `replicas: whole`")
        return self

    @model_validator(mode="after")
    def _can_be_launched_later(self) -> Workload:
        if self.served == "may" and self.deferral is not None:
            raise ValueError("`served: may` is for work that is served as it comes: remove `deferral`, or `served`")
        if self.served == "may" and not self.has_value:
            raise ValueError("`served: may` needs `value_per_unit_usd` above 0: without, it would never be launched")
        return self

    @model_validator(mode="after")
    def _gang_can_wait(self) -> Workload:
        if self.gang is None:
            return self
        if self.workload_class not in LEVEL_CLASSES:
            raise ValueError(f"`gang` is for {', '.join(LEVEL_CLASSES)}; {self.workload_class} has users who wait")
        if self.deferral is None:
            raise ValueError("`gang` needs `deferral`: `{within_months: 0}` starts a run in the period it is due in")
        if self.deferral.blocks:
            raise ValueError("`deferral`: a gang runs through all hours of its period; remove `blocks`")
        if self.max_miss:
            raise ValueError("`max_miss`: runs of a gang are whole and all of them are done; allowed: 0")
        return self


class BlockFactor(Model):
    """Demand of a block relative to the period's mean."""

    mean: Amount
    """Mean demand in the block / mean demand of the period."""
    peak: Amount | None = None
    """Highest sustained demand in the block / mean demand of the month (of a longer period the highest month's);
    default: `mean`."""


class Shape(Model):
    """A load shape: how demand spreads over the blocks of a period."""

    id: Id
    blocks: dict[str, BlockFactor]
    """Factors by block id; a geography's own factors go into a shape of its own."""
    source: Text = ""
    """Trace it was computed from."""
