"""Accelerators, the stacks they need, and who sells them."""

from __future__ import annotations

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.evidence import Evidence
from models.vocabulary import AcceleratorClass


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
    evidence: Evidence = Evidence()
