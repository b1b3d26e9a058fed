"""Figures of a plan that follow from its decisions: placements, use of sites and pools, service and its cost.

The rules are in `docs/formulation.md`, section "Derived figures"; the audit recomputes every one of them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Id, Model, Month
from models.carbon import CarbonSpan
from models.vocabulary import AcceleratorClass

Bottleneck = Literal["accelerator", "memory", "network", "power", "heat", "quota"]
"""What stands in the way of more work from the pool that carries most of a workload."""

NotServed = Literal[
    "no_demand",
    "no_supply",
    "spot_only",
    "term_too_long",
    "not_ported",
    "not_moved",
    "one_pool",
    "holdings",
    "cheaper",
    "not_chosen",
]
"""Why a placement that is possible serves nothing: there is no demand; no offer or holding is in service there inside
the horizon; only spot is, and the work is not interruptible; only contracts longer than the policy allows are; the plan
does not port the workload to the stack, or does not move its data to the site; a `single_pool` workload runs elsewhere;
today's fleet carries it; a cheaper pool carries it; none of these."""

UnassignedReason = Literal[
    "fixed", "idle", "unusable", "unused_commitment", "agreement", "departure", "not_launched"
]  # fmt: skip
"""Why a cost belongs to no workload: fixed costs; a pool (or a site in use) that serves nothing in the period; one that
no workload can use at all."""


class RemovedArc(Model):
    """A workload x pool pair that cannot be, and why."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    reason: str
    """Rule that removed it: `residency`, `tags`, `data_rights`, `maturity`, `memory`, `latency`, `no_benchmark`, ..."""
    detail: str


class Capacity(Model):
    """Throughput of a workload on a pool at its service level."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    accelerator_class: AcceleratorClass
    throughput: float
    """Per accelerator, of an endpoint per 1,000 tokens a minute, in the workload's service unit."""
    unit: str
    benchmark: Id
    grade: str
    bottleneck: str
    """What fixes the operating point: the latency statistic that binds, or `throughput`."""
    units_served: float | None = None
    """Units served from there over the horizon."""
    share_served: float | None = None
    """The same as a share of the units that the workload and geography ask for; null without demand."""
    offer_usd_per_unit: float | None = None
    """Lowest nominal cost of a unit on any offer there that could be had inside the horizon, if it were used to the
    full [USD per unit]; null: there is no such offer."""
    not_served: NotServed | None = None
    """Why it serves nothing although it could; null where it serves."""
    why: str = ""
    """Why it serves nothing, and from when on it could, in a sentence."""
    opens: Month | None = None
    """First month from which the workload may run there, since it is validated there by then; null: no such wait."""
    accelerators_per_replica: int | None = None
    """Accelerators that a replica spans, by the benchmark."""
    on_call_share: float | None = None
    """Share of the credit of capacity on call that is left after a replica's start [0..1]."""


class SiteUse(Model):
    """Power, racks, energy and carbon of a site in one period; every site in every period."""

    site: Id
    period: Month
    power_kw: float
    """Power provisioned at the meter (rack power x PUE) in the block that needs most [kW]."""
    power_cap_kw: float | None
    """Limit on it, modules in service included [kW]; null: none given."""
    power_share: float | None
    """Share of the limit used [0..1]; null without a limit."""
    racks: float
    """Racks occupied in the block that needs most."""
    rack_cap: float | None
    """Limit on racks, modules in service included; null: none given."""
    rack_share: float | None
    """Share of the limit used [0..1]; null without a limit."""
    energy_kwh: float
    """Energy at the meter over the period, holdings included [kWh]."""
    carbon_kg: float
    """Location-based carbon of that energy [kg CO2e]."""
    heat_kw: float = 0.0
    """Heat of all that stands there, if busy, in the block that needs most [kW at the rack]."""
    heat_cap_kw: float | None = None
    """Limit on it, modules in service included [kW]; null: none given."""
    heat_share: float | None = None
    """Share of the limit used [0..1]; null without a limit."""
    in_use: bool = False
    """Whether anything stands or is rented there."""
    telemetry_usd: float = 0.0
    """Telemetry of a site in use [USD], nominal."""
    support_usd: float = 0.0
    """Support of a site in use [USD], nominal."""
    floor_m2: float = 0.0
    """Floor taken by racks in the block that needs most [m2]."""
    floor_cap_m2: float | None = None
    """Limit on it, modules in service included [m2]; null: none given."""
    floor_share: float | None = None
    """Share of the limit used [0..1]; null without a limit."""


class PoolUse(Model):
    """A pool in one period, at its tightest block; every period of every pool that the plan uses."""

    accelerator: Id
    site: Id
    dedicated_to: str | None = None
    """Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all."""
    period: Month
    block: Id
    """Tightest block: the one in which most accelerators are busy or set aside."""
    in_service: float
    """Accelerators in service: firm offers and holdings."""
    rented: float
    """Accelerators rented in that block: on-demand and spot."""
    busy: float
    """Accelerators busy in that block."""
    set_aside: float
    """Accelerators set aside in that block for the peak with its headroom (they may be busy); 0 off the peaks."""
    credit: float | None
    """Accelerators that may count towards headroom in the period; null: unlimited (an offer without quota)."""
    utilization: float | None
    """Accelerator-hours busy / accelerator-hours in service and rented over the period; null: none are there."""


class ServiceUse(Model):
    """A workload in one period, its geographies together: what is asked, served, used and paid."""

    workload: Id
    period: Month
    unit: str
    """Service unit of the demand, e.g. `tokens/s`; units are the thing it counts."""
    mean_demand: float
    """Demand on average over the hours of the period [service unit]."""
    peak_demand: float
    """Highest sustained demand of any block [service unit]."""
    units_asked: float
    """Units asked for in the period; of deferrable work those that arrive."""
    units_served: float
    """Units served in the period."""
    share_served: float | None
    """Units served / units asked, above 1 where waiting work is caught up with; null without demand."""
    accelerator_hours: float
    """Accelerator-hours it keeps busy; work at endpoints of managed inference keeps none."""
    units_per_accelerator_hour: float | None
    """Units served per busy accelerator-hour; null where it keeps none busy."""
    utilization: float | None
    """Utilization of the pools it runs on, each weighted by its busy accelerator-hours there."""
    set_aside: float
    """Accelerators set aside for its peak with headroom, at the peak that asks most."""
    cost_usd: float
    """Its nominal cost in the period [USD]: its share of its pools, and what is its own."""
    usd_per_unit: float | None
    """Cost per unit served [USD per unit]; null where nothing is served."""
    bottleneck: Bottleneck | None
    """What stands in the way of more from the pool that carries most of it (an endpoint only where nothing
    else serves); null where nothing is served."""
    reason: str
    """The bottleneck in a sentence."""
    backlog_units: float = 0.0
    """Units of deferrable work that wait at the end of the period; 0 of work that cannot wait."""


class Unassigned(Model):
    """Nominal cost of a period that belongs to no workload. With the cost of `service` it adds to the total."""

    period: Month
    reason: UnassignedReason
    """`fixed`: costs of sites and policy; `idle`: the pool serves nothing in the period; `unusable`: no workload can
    use the pool; `unused_commitment`: what is left of a spend commitment; `agreement`: what an enterprise agreement
    takes off (negative) and what is missing of its promise; `departure`: what ordering otherwise than the previous plan
    said counts for; `not_launched`: the value of work that is launched later or never, no payment."""
    accelerator: Id | None = None
    """Accelerator of the pool; null for fixed costs."""
    site: Id | None = None
    """Site of the pool; null for fixed costs. Without an accelerator: telemetry and support of a site that serves
    nothing."""
    dedicated_to: str | None = None
    """Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all."""
    commitment: Id | None = None
    """Commitment that is paid and not used."""
    agreement: Id | None = None
    """Agreement that grants a discount or is paid what is missing."""
    cost_usd: float
    """Nominal cost [USD]."""


class QueueingUse(Model):
    """Headroom of one workload in one pool at one peak, where an allowed probability of waiting sizes it."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    period: Month
    block: Id
    requests_in_service: float
    """Mean number of requests in service at the peak, of the share carried there."""
    slots_needed: float
    """Concurrency slots with which a request waits with the allowed probability: the exact inverse of Erlang C."""
    accelerators_needed: float
    """Accelerators to be held for them by the workload's headroom rule."""
    excess_accelerators: float
    """Accelerators held beyond that: the program's tangent is exact at the whole peak in one pool, and dearer below."""


class CarbonUse(Model):
    """Carbon under a limit in one period, one fiscal year, or over the horizon."""

    limit: Id
    """Id of the limit."""
    per: CarbonSpan
    """What the limit is on."""
    period: Month | None = None
    """First month of the period; null where the limit is on longer spans."""
    fiscal_year: int | None = None
    """Fiscal year, named after the calendar year it starts in; null where the limit is on other spans."""
    carbon_kg: float
    """Location-based carbon that the limit counts [kg CO2e]."""
    max_kg: float
    """Most that is allowed [kg CO2e]."""
    used_share: float | None = Field(description="Carbon / most allowed; null where nothing is allowed.")
