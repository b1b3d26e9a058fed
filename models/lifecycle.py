"""Lifecycle of hardware: when units are retired, when that is looked at, and how spare units go from team to team."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Amount, Model, Month, Positive, Share

InternalPrice = Literal["running", "cost", "stated"]
"""What a team pays for spare units. `running`: what a busy unit costs beside what is owed for it anyway, since capacity
that would stand idle is priced at its marginal cost (Hirshleifer, 1956, "On the Economics of Transfer Pricing");
`cost`: a share of the whole cost of its pool; `stated`: a price of one's own."""


class LifecyclePolicy(Model):
    """Rules of retiring, reviewing and handing over units; reported with every plan, nothing is decided by them."""

    retire_cost_ratio: Positive | None = 1.0
    """Units are to be retired where keeping them running costs more than so many times what the cheapest other place
    would take for their work, headroom included [ratio]; at 1 switching off already pays. None: not looked at."""
    retire_utilization: Share | None = None
    """Units are to be retired where their pool is busy for less than this share of its hours [0..1]. None, as is the
    default: not looked at, for units that stand by as headroom may well be idle."""
    retire_months: int = Field(default=3, ge=1, le=120)
    """For so many months in a row [months]: by default a quarter, so that one slack month retires nothing; rounded up
    to whole periods."""
    review_every_months: int = Field(default=3, ge=1, le=120)
    """Months from one review to the next; by default every quarter."""
    first_review: Month | None = None
    """Month of the first review; default: one interval after the first month of the horizon."""
    transfer_weeks: Annotated[float, Field(ge=0, le=520)] = 2.0
    """Time to hand units over to another team: drained, wiped, set up and tested anew [weeks]; two by default, an
    assumption."""
    internal_price: InternalPrice = "running"
    """How spare units are priced inside the company: `running`, what a busy unit costs beside what is owed for it
    anyway; `cost`, `cost_share` of the whole cost of its pool; `stated`, `usd_per_accelerator_hour`."""
    cost_share: Share | None = None
    """Share of the whole cost of an accelerator-hour of the pool that is charged (`internal_price: cost`) [0..1]."""
    usd_per_accelerator_hour: Amount | None = None
    """Price of a spare accelerator (`internal_price: stated`) [USD/accelerator/h]."""

    @model_validator(mode="after")
    def _prices_as_it_says(self) -> LifecyclePolicy:
        for field, rule in (("cost_share", "cost"), ("usd_per_accelerator_hour", "stated")):
            if (getattr(self, field) is None) is (self.internal_price == rule):
                raise ValueError(f"`{field}` is for `internal_price: {rule}`, which needs it")
        return self

    @property
    def retires(self) -> bool:
        """Whether any rule says when units are to be retired."""
        return self.retire_cost_ratio is not None or self.retire_utilization is not None
