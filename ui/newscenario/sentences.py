"""What the answers mean in accelerators, in sentences for screen and command line."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from data.starter.answers import Answers, WorkloadAnswer, period_months
from data.starter.templates import meaning
from data.starter.usage import from_usage
from models.calendar import month_number, month_text
from ui.newscenario.sizing import Need, misses, needs, rate_of, reference


def level_of(workload: WorkloadAnswer) -> float:
    """Mean demand of the first month [service unit]; ValueError where its usage cannot be counted in work."""
    if workload.usage is not None:
        return from_usage(workload.usage, rate_of(workload)).level
    return workload.kind.level if workload.level is None else workload.level


def needed(workload: WorkloadAnswer, level: float, months: int) -> tuple[Need, ...]:
    """What a workload needs of each accelerator, over a plan of some months."""
    plain = workload.model_copy(update={"usage": None, "level": None, "name": None, "jurisdictions": ()})
    return needs(plain, level, months, period_months(months))


def demand_words(workload: WorkloadAnswer, level: float) -> str:
    """The demand, and what it is in everyday counts."""
    return f"{level:,.10g} {workload.kind.service_unit}, {meaning(workload.kind, level)}."


def headline(need: Need) -> str:
    """How many accelerators at the first peak: `51 NVIDIA H100 SXM 80 GB`."""
    return f"{whole(need.first_peak)} {need.name}"


def need_words(workload: WorkloadAnswer, need: Need, start: str, months: int) -> str:
    """How many accelerators, in one sentence that holds the headline."""
    kind, last = workload.kind, last_period(start, months)
    if not kind.holds_headroom:
        why = "that can wait" if kind.is_level else "that may be interrupted"
        return f"About {headline(need)} from {start}, {whole(need.last_peak)} from {last}; no headroom for work {why}."
    headroom = kind.headroom if workload.headroom is None else workload.headroom
    return (
        f"About {headline(need)} at the peak from {start} with {100 * headroom:.3g} % headroom,"
        f" {whole(need.last_peak)} from {last}; on average {whole(need.mean)} are busy at first."
    )


def no_accelerator(workload: WorkloadAnswer) -> str:
    """Why nothing in the catalog meets a service target, with some of the misses."""
    found = misses(workload.model_copy(update={"usage": None})).items()
    why = "; ".join(f"{name}: {reason}" for name, reason in list(found)[:3])
    return f"No accelerator of the catalog meets this service target. {why}"


def last_period(start: str, months: int) -> str:
    """First month of the last period of a plan."""
    return month_text(month_number(start) + months - period_months(months))


def whole(number: float) -> str:
    """A number of accelerators, rounded up to whole ones."""
    return f"{ceil(number - 1e-9):,}"


def sized(answers: Answers) -> Iterator[str]:
    """A line for every workload: its demand, and what it needs before any choice of site."""
    for workload in answers.workloads:
        level = level_of(workload)
        named = reference(needed(workload, level, answers.months), workload, (site.site for site in answers.sites))
        words = need_words(workload, named, answers.start, answers.months) if named else no_accelerator(workload)
        yield f"{workload.title}: {demand_words(workload, level)} {words}"
