"""What must hold of levers and their savings, whatever the scenario."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from models.lever_report import Levers, Pulled

CENT = 0.015
"""How far sums of rounded amounts may be off [USD]."""


def broken_laws(report: Levers) -> Iterator[str]:
    """Every law that the figures break, in a sentence."""
    for row in report.levers:
        for end in (row.alone, row.low, row.high):
            if end:
                yield from _of_plan(row.name or row.id, report, end)
    for step in report.steps:
        yield from _of_plan(f"up to {step.lever}", report, step.together)
    added = fsum(step.added_usd for step in report.steps)
    if report.together and abs(added - report.together.saving_usd) > CENT:
        yield f"steps add up to {added:.2f} USD, together they save {report.together.saving_usd:.2f} USD"


def _of_plan(who: str, report: Levers, each: Pulled) -> Iterator[str]:
    """A saving is at most what the plan costs, lies in its range, and is that of its years."""
    if each.cost_usd >= 0 and each.saving_usd > report.cost_usd + CENT:
        yield f"{who}: a saving of {each.saving_usd:.2f} USD is more than the plan costs, {report.cost_usd:.2f} USD"
    if not each.at_least_usd - CENT <= each.saving_usd <= each.at_most_usd + CENT:
        yield f"{who}: a saving of {each.saving_usd:.2f} USD is outside its own range"
    years = fsum(year.discounted_usd for year in each.years)
    if abs(years - each.saving_usd) > CENT:
        yield f"{who}: years add up to {years:.2f} USD, not to {each.saving_usd:.2f} USD"
