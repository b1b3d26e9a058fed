"""Demand from what people have: accelerator-hours of a current class -> the service unit, with the computation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.starter.answers import Answers, Usage, WorkloadAnswer
from models.evidence import Grade
from models.units import HOURS_PER_TIME

MONTH_H = HOURS_PER_TIME["month"]


@dataclass(frozen=True)
class Rate:
    """What one accelerator serves within a service target, by a measurement."""

    accelerator: str
    throughput: float
    """Per accelerator [service unit of the workload]."""
    unit: str
    benchmark: str
    """Id of the measurement."""
    grade: Grade


RateOf = Callable[[WorkloadAnswer], Rate]
"""Finds the rate of the accelerator that a workload's `usage` names; ValueError with the reason where there is none."""


@dataclass(frozen=True)
class Amount:
    """A demand [service unit] and how it came about."""

    level: float
    words: str
    """The computation in words; empty where the level was given."""


def from_usage(usage: Usage, rate: Rate) -> Amount:
    """Demand that keeps the stated accelerator-hours busy.

    Parameters
    ----------
    usage : accelerator-hours a month, and the share of them in which work is done.
    rate : what one such accelerator serves within the service target [service unit].

    Returns
    -------
    Mean demand [see Service unit], to four significant digits, with the computation in words.
    """
    average = usage.hours_per_month / MONTH_H
    busy = average * usage.utilization
    level = float(f"{busy * rate.throughput:.4g}")
    name = usage.accelerator
    words = (
        f"{_shown(usage.hours_per_month)} {name}-hours a month are {_shown(average)} {name} on average"
        f" ({MONTH_H:.0f} h a month); at {100 * usage.utilization:.3g} % utilization {_shown(busy)} of them are busy."
        f" One serves {_shown(rate.throughput)} {rate.unit} within the service target ({rate.benchmark},"
        f" {rate.grade.replace('_', ' ')}): {_shown(busy)} x {_shown(rate.throughput)} = {_shown(level)} {rate.unit}."
    )
    return Amount(level, words)


def _shown(number: float) -> str:
    """Four significant digits below 1,000, so that a reader who multiplies gets the same result."""
    return f"{number:,.4g}" if number < 1000 else f"{number:,.0f}"


def amounts(answers: Answers, rate_of: RateOf | None = None) -> tuple[Amount, ...]:
    """The demand of each workload: its level, the demand from its usage, else the example of its template.

    Raises
    ------
    ValueError
        where a workload tells its usage and no rate is known for it.
    """
    return tuple(_amount(workload, rate_of) for workload in answers.workloads)


def _amount(workload: WorkloadAnswer, rate_of: RateOf | None) -> Amount:
    if workload.usage is None:
        return Amount(workload.kind.level if workload.level is None else workload.level, "")
    if rate_of is None:
        raise ValueError(f"{workload.title}: demand told by usage needs the rate of {workload.usage.accelerator}")
    return from_usage(workload.usage, rate_of(workload))
