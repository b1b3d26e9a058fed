"""Figures of a plan and its scenario that the rules of thumb look at.

Whoever makes a plan and whoever audits it computes them alone; the laws over them are shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.derived import NotServed
from models.vocabulary import AcceleratorClass, Stage, WorkloadClass


@dataclass(frozen=True)
class PairFigures:
    """A workload on an accelerator, all its sites and all users together."""

    accelerator: str
    accelerator_class: AcceleratorClass
    units: float
    """Units served over the horizon."""
    usd_per_unit: float | None
    """Lowest cost of a unit on an offer there, used to the full [USD]; None: none can be had."""
    not_served: NotServed | None
    """Why it serves nothing at the site where that is lowest."""
    months_to_port: float
    """Months from a decision until work may be served on its stack [months]."""
    switch_usd: float
    """Port to its stack, and upkeep there over the whole horizon, as the first one [USD]."""
    proven_share: float
    """Traffic that an own benchmark ran on; all of it where the work runs on the stack today [0..1]."""


@dataclass(frozen=True)
class WorkFigures:
    """A workload, or a queue of one, over the horizon."""

    id: str
    kind: WorkloadClass
    stage: Stage
    profile: str
    unit: str
    """What a unit is: tokens, requests, ..."""
    can_wait: bool
    is_scheduled: bool
    """Whether it says how long it may wait."""
    is_checkpointed: bool
    """Whether a failure loses only a part: interruptible, or in runs with checkpoints."""
    fabric_gbps: float
    """Bandwidth that its runs ask for between accelerators [GB/s per accelerator]."""
    unsettled_share: float
    """Part of the horizon in which it is exploratory or changes more often than settled work [0..1]."""
    expected_share: float | None
    """Demand of this case / probable demand of all; None: there is one case, or no demand."""
    spread: float | None
    """Demand of the highest case less that of the lowest / probable demand; None likewise."""
    units_asked: float
    units_served: float
    own_units: float
    """Units served at own sites: on-prem, colo, edge."""
    edge_units: float
    """Units served at edge sites."""
    premium_units: float | None
    """Units served where one costs over `PREMIUM` times the cheapest and no other work has peaks; None: no prices."""
    busy_hours: float
    """Accelerator-hours that serve it."""
    rented_hours: float
    """Part of them that is rented by the hour, as of all that is paid for at the place and period."""
    hours_per_run: float | None
    """Time of a run in the mean [h]; None: it has no whole runs."""
    has_ramp: bool
    """Whether a second stack could carry it: it runs there, or was ported, or the policy keeps one."""
    cost_usd: float
    """Nominal cost [USD]."""
    parts: Mapping[str, float]
    """The same by part [USD]."""
    pairs: tuple[PairFigures, ...]


@dataclass(frozen=True)
class PlaceFigures:
    """Firm capacity of an accelerator at a site, blocks of days left out."""

    accelerator: str
    site: str
    utilization: float
    """Busy / paid accelerator-hours while firm units are there [0..1]."""
    ordered_usd: float
    """Nominal cost of what is ordered there [USD]."""


@dataclass(frozen=True)
class PlanFigures:
    """A plan in all."""

    works: tuple[WorkFigures, ...]
    places: tuple[PlaceFigures, ...]
    """Those where anything is ordered."""
    hours: Mapping[str, float]
    """Busy accelerator-hours by accelerator."""
    fleet_shares: Mapping[str, float | None]
    """Part of today's fleet that vendors who offer a class are paid for, by class; None: there is no fleet."""
    least_traffic_share: float
    """Traffic from which on an own benchmark counts (`policy.maturity`)."""
    cases: int
    is_hedged: bool
    """Whether it is part of one plan for all cases."""
    cost_usd: float
    """Nominal cost [USD]."""
    by_term: Mapping[str, float]
    """The same by cost term [USD]."""
    measured_share: float | None
    """Served accelerator-hours whose throughput was measured, by oneself or a third party [0..1]."""
    first_orders_share: float | None
    """Accelerators ordered in the first month with orders, of all ordered [0..1]; None: nothing is."""
    growth: float | None
    """Accelerators busy in the last period / in the first with work."""
