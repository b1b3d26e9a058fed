"""Accelerators, the stacks they need, and who sells them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.calendar import month_number
from models.evidence import Evidence
from models.portability import Portability
from models.vocabulary import AcceleratorClass, FirmMode


class Vendor(Model):
    """Who is paid, or who makes the silicon."""

    id: Id
    name: Text = ""
    """Name on paper."""


class Stack(Model):
    """The software platform an accelerator needs; a workload is ported to it once, then kept up."""

    id: Id
    name: Text = ""
    """Name on paper."""
    owner: Id | None = None
    """Vendor that owns the stack."""
    is_proprietary: bool = False
    """Whether only one vendor's silicon runs it."""
    port_usd: Amount = 0.0
    """Cost of porting one workload [USD], paid when the port starts."""
    port_months: int = Field(default=0, ge=0, le=60)
    """Calendar delay from the start of a port until work may be served [months]."""
    change_usd: Amount = 0.0
    """Upkeep: cost of carrying one change of prompt, model or pipeline onto this stack [USD/change]."""
    port_engineer_months: Amount = 0.0
    """Effort of porting one workload [engineer-months], spread evenly over `port_months`."""
    change_engineer_months: Amount = 0.0
    """Upkeep: effort of carrying one change onto this stack [engineer-months/change]."""
    learning: Share = 1.0
    """Factor on cost and effort of every further port after the first one to this stack; 1: nothing is learned."""
    portability: Portability | None = None
    """How freely work on it could run elsewhere, by layer; reported, no effect on the plan. None: not scored."""
    evidence: Evidence = Evidence()
    """Source of the porting figures."""


class Accelerator(Model):
    """A purchasable accelerator: memory, power and life; one unit is one chip, card or CPU socket."""

    id: Id
    name: Text = ""
    """Name on paper."""
    accelerator_class: AcceleratorClass = Field(alias="class")
    """Class of the accelerator."""
    vendor: Id
    """Who makes the silicon."""
    stack: Id
    """Software platform it needs."""
    memory_gb: Amount | None = None
    """Memory per accelerator [GB]."""
    idle_kw: Amount = 0.0
    """Power at the rack of one idle accelerator with its share of host, network, fans [kW]."""
    busy_kw: Amount = 0.0
    """Power at the rack of one fully used accelerator with its share of host, network, fans [kW]."""
    rack_kw: Amount | None = None
    """Power provisioned per accelerator at the rack [kW]; default: `busy_kw`."""
    racks: Amount = 0.0
    """Racks occupied per accelerator [racks]."""
    available_from: Month | None = None
    """First month it can be in service."""
    end_of_support: Month | None = None
    """First month it may no longer be in service."""
    is_pilot: bool = False
    """Whether the class is unproven: only exploratory work, or work validated on it (`validations`), may use it."""
    domain: int | None = Field(default=None, ge=1, le=10_000_000)
    """Most accelerators in one interconnect domain: a gang may not be larger; none: no limit."""
    mtbf_hours: Positive | None = None
    """Mean time between failures of one accelerator [h]; of g together it is 1/g of that. None: they do not fail."""
    evidence: Evidence = Evidence()
    """Source of the specification."""

    @property
    def is_managed(self) -> bool:
        """Whether it stands for an endpoint of managed inference: its units are tokens a minute, no accelerators."""
        return self.accelerator_class == "managed"

    @property
    def provisioned_kw(self) -> float:
        """Power counted against a site's limit [kW per accelerator]."""
        return self.busy_kw if self.rack_kw is None else self.rack_kw

    @model_validator(mode="after")
    def _busy_draws_more(self) -> Accelerator:
        if self.busy_kw < self.idle_kw:
            raise ValueError("`busy_kw` must not be below `idle_kw`")
        return self


class NodeContents(Model):
    """What a quoted node holds besides its accelerators; printed for the vendor, no effect on the program."""

    cpu: Text = ""
    memory: Text = ""
    nic: Text = ""
    switch: Text = ""
    storage: Text = ""
    rack: Text = ""
    support: Text = ""


class Holding(Model):
    """Accelerators already in service or contracted: today's fleet."""

    id: Id
    accelerator: Id
    site: Id
    vendor: Id
    """Who is paid for it."""
    accelerators: Positive
    """Number of accelerators."""
    until: Month | None = None
    """First month in which they are gone (contract end, end of life); default: end of support or the horizon."""
    monthly_usd: Amount = 0.0
    """Payment per accelerator and month while held (lease, reserve, support) [USD]; a constant of every plan."""
    availability: float = Field(default=1.0, gt=0, le=1)
    """Share of time a unit is up."""
    lane: Id | None = None
    """Lane that uses it, with those of its group; needed where lanes of workloads are kept apart."""
    bucket: Id | None = None
    """Team bucket that pays for it, its power and its space."""
    since: Month | None = None
    """First month in service, of units on order also later than today; default: they are there already."""
    mode: FirmMode | None = None
    """How they were ordered: `buy` makes what is due for them capex, and gives them an end value."""
    offer: Id | None = None
    """Offer they were ordered from: groups of offers that name it count them."""
    ordered: Month | None = None
    """Month of an order still to be placed: what is owed for it counts from then; default: it is placed."""
    dedicated_to: Annotated[str, Field(max_length=200)] | None = None
    """Who alone uses them: `workload@geography`; none: all, or their lane."""
    upfront_usd: Amount = 0.0
    """Paid when they go into service, if that is inside the horizon [USD/accelerator]; of bought ones the price."""
    committed_usd_per_hour: Amount = 0.0
    """Paid for every hour in service, used or not [USD/accelerator/h]."""
    beside_usd_per_month: Amount = 0.0
    """Software, network and storage while they are in service [USD/accelerator/month]; no payment to the vendor."""
    life_months: int | None = Field(default=None, ge=1, le=1200)
    """Straight-line book life of bought units from `since` on [months]; none: they have no end value."""
    capacity_credit: Share | None = None
    """Share that counts towards headroom; default: `availability`."""
    evidence: Evidence = Evidence()

    @property
    def credit(self) -> float:
        """Capacity credit towards headroom per accelerator in service."""
        return self.availability if self.capacity_credit is None else self.capacity_credit

    @property
    def starts(self) -> int:
        """Month number of the first month in service; of units that are there already, one before every horizon."""
        return month_number(self.since) if self.since else 0

    @model_validator(mode="after")
    def _dates_and_terms_agree(self) -> Holding:
        if self.since and self.until and self.until <= self.since:
            raise ValueError("`until` must be after `since`")
        if self.ordered and (self.since is None or self.since < self.ordered):
            raise ValueError("what is still to be ordered needs a `since`, not before `ordered`")
        if self.life_months is not None and (self.mode != "buy" or self.since is None):
            raise ValueError("`life_months` is for bought units whose `since` is known")
        if self.upfront_usd and self.since is None:
            raise ValueError("`upfront_usd` is due in `since`: give that month")
        if self.lane is not None and self.dedicated_to is not None:
            raise ValueError("units of a lane are shared: give `lane` or `dedicated_to`")
        return self
