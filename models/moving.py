"""Moving work to another site: a rule of the policy, and moves, double running and milestones of a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Amount, Id, Model, Month


class Moving(Model):
    """What it takes to serve a workload away from the site its data lie at today."""

    usd_per_tb: Amount | None = None
    """Price of copying a data set to another site [USD/TB]; none: the egress price of its home site x 1000."""
    double_running_weeks: int = Field(default=0, ge=0, le=26)
    """Weeks in which work runs at the new site too before it serves from there [weeks]."""


class Move(Model):
    """Copy of a workload's data to a site."""

    workload: Id
    site: Id
    start_period: Month
    """First month of the period in which the data are copied and work may begin to run there."""
    ready_period: Month
    """First month of the period from which the site may serve."""
    data_tb: float
    """Data copied [TB]."""
    cost_usd: float


class DoubleRun(Model):
    """Work that runs at a new site while another one still serves it."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    """Whether it runs on units dedicated to this workload."""
    period: Month
    block: Id
    share: float = Field(description="Share of the block's demand [0..1].")
    accelerators: float
    """Accelerators kept busy; 0 at an endpoint of managed inference."""


class Milestone(Model):
    """A workload goes over: to specialized silicon, or back from the cloud."""

    kind: Literal["graduation", "repatriation"]
    """`graduation`: more than half of its units on TPUs, Trainium, custom ASICs or neuromorphic chips, after half or
    less; `repatriation`: more than half at own and colocation sites, after half or more in the cloud."""
    workload: Id
    period: Month
    """First month of the first period in which it has gone over."""
    source: Id
    """Stack, or site, that served most of it in the period before."""
    target: Id
    """Stack, or site, that serves most of it now on the other side."""
    share: float
    """Share of its units on the other side [0..1]."""
    saving_usd: float | None
    """What going over saves until the end of the horizon, nominal [USD]: the units served on the other side x what one
    costs less at the target's cheapest offer than at the source's, each used to the full, less the price of the port or
    of the copy of the data; null where either place has no offer."""
