"""What was measured, held against the cases: which case it looks like, and which orders to release, hold or cancel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from models.base import Id, Model, Month, Share, Text

Measure = Literal[
    "demand", "utilization", "ttft_ms", "tpot_ms", "e2e_ms", "failed_share", "queue_depth", "spend_usd",
    "delivered_packs",
]  # fmt: skip
"""What can be measured: mean `demand` of a month [service unit]; `utilization` of a pool [share of its hours];
latencies at a `percentile` [ms]; `failed_share` of requests; `queue_depth`, the mean number of requests waiting;
`spend_usd` paid in the month; `delivered_packs` of an offer that came into service in it."""
ABOUT: dict[Measure, tuple[str, ...]] = {
    "demand": ("workload", "geography"),
    "utilization": ("accelerator", "site"),
    "ttft_ms": ("workload", "geography", "percentile"),
    "tpot_ms": ("workload", "geography", "percentile"),
    "e2e_ms": ("workload", "geography", "percentile"),
    "failed_share": ("workload", "geography"),
    "queue_depth": ("workload", "geography"),
    "spend_usd": (),
    "delivered_packs": ("offer",),
}
"""What each measure is about: the columns that a row of it needs; all others stay empty."""
SHARES: tuple[Measure, ...] = ("utilization", "failed_share")
"""Measures between 0 and 1."""


class Observation(Model):
    """A value measured in a month."""

    month: Month
    measure: Measure
    value: Annotated[float, Field(ge=0, le=1e15)]
    """[unit of the measure]."""
    workload: Id | None = None
    geography: Id | None = None
    accelerator: Id | None = None
    site: Id | None = None
    offer: Id | None = None
    percentile: Literal[50, 90, 95, 99] | None = None


class CaseLikelihood(Model):
    """How much the measured demand looks like a case."""

    case: Id
    before: Share
    """Its probability before anything was measured."""
    now: Share
    """Its probability given the measured demand."""
    off: float
    """Measured demand over the case's path, less 1: geometric mean over workloads, geographies and months [share]."""


class Deviation(Model):
    """What was measured, and what was planned or allowed."""

    measure: Measure
    subject: Text
    """What it is about, in names."""
    month: Month
    measured: float
    planned: float | None = None
    """What the plan of the likeliest case has for it [unit of the measure]; null: it says nothing of it."""
    limit: float | None = None
    """What is allowed [unit of the measure]; null: nothing is said."""
    is_exceeded: bool = False
    """Whether it is above the limit."""


Verdict = Literal["release", "hold", "cancel"]
"""`release`: the signal fired, order by its date; `hold`: it cannot be read yet, or has not held long enough; `cancel`:
its month has passed without it."""


class TrancheVerdict(Model):
    """What to do with an order that waits for a signal."""

    tranche: Id
    verdict: Verdict
    order_by: Month
    why: Text


class Review(Model):
    """Measured months held against the cases and their plan."""

    first: Month
    """First month measured."""
    last: Month
    """Last month measured."""
    cases: tuple[CaseLikelihood, ...]
    likeliest: Id | None
    """Case that the measured demand looks most like; null where no demand was measured."""
    forecast_error: float
    """Relative standard error that a forecast of a year is taken to have [share]."""
    deviations: tuple[Deviation, ...]
    tranches: tuple[TrancheVerdict, ...]
    findings: tuple[Text, ...]
    """What asks for attention, in sentences."""
