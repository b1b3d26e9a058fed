"""Figures of a plan about lock-in: what is bound to be paid, who has what share, what was signed, how portable it is.

The rules are in `docs/formulation.md`, section "Derived figures"; the audit recomputes every one of them.
"""

from __future__ import annotations

from pydantic import Field

from models.base import Id, Model, Month
from models.contract_mix import MixMeasure


class ExposureUse(Model):
    """Unavoidable future payments to one payee at the end of a period."""

    payee: Id | None
    """Vendor that is paid; null for modules of sites, which name none."""
    period: Month
    usd: float
    """Payments after the period that are bound by its end, past the horizon included [USD], nominal."""


class CapacityShareUse(Model):
    """A limited share of the capacity in one period; every period of every limit."""

    limit: Id
    """Id of the limit."""
    period: Month
    accelerators: float
    """Accelerators of the part, in the mean over the hours of the period, as the limit measures them."""
    accelerators_in_all: float
    """All accelerators that count."""
    share: float | None
    """The part / all; null where nothing counts."""
    max_share: float | None = Field(description="Most that is allowed; null where the limit does not hold yet.")


class ContractMixUse(Model):
    """A limited part of the orders of a fiscal year, or of the horizon."""

    limit: Id
    """Id of the limit."""
    fiscal_year: int | None
    """Fiscal year, named after the calendar year it starts in; null where the limit is on the horizon."""
    measure: MixMeasure
    """What the amounts are: accelerators, or the value of contracts [USD]."""
    amount: float
    """Ordered of the part [see `measure`]."""
    amount_in_all: float
    """Ordered of all that counts [see `measure`]."""
    share: float | None
    """The part / all; null where nothing is ordered."""
    min_share: float | None
    """Least that is asked for; null: none."""
    max_share: float | None = Field(description="Most that is allowed; null: none.")


class PortabilityUse(Model):
    """How portable a workload is as the plan serves it: scores of its stacks, each weighted by the units served on it
    over the horizon."""

    workload: Id
    """Workload, or `workload/queue`."""
    runtime: float | None
    """Score of kernels, compilers, libraries [0..1]; null where no stack that serves it has one."""
    serving: float | None
    """Score of frameworks and formats [0..1]; null likewise."""
    orchestration: float | None
    """Score of scheduling, scaling, monitoring [0..1]; null likewise."""
    share_scored: float
    """Share of the units served that is served on stacks with any score [0..1]."""
