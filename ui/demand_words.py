"""Which way to get an accelerator is cheapest at which demand, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from models.crossover import DemandCrossing, DemandCrossover
from models.numbers import plain
from ui.figures import words

APART = 1e-6
"""Share by which two demands must differ to be told apart."""


def crossing_words(row: DemandCrossover) -> str:
    """What is cheapest for the demand of the plan, and where ways change places."""
    return " ".join(_sentences(row))


def _sentences(row: DemandCrossover) -> Iterator[str]:
    mode = {way.offer: words(way.mode) for way in row.ways}
    now = min(row.ways, key=lambda way: way.usd_per_month(row.plan_demand))
    usd = f"{now.usd_per_month(row.plan_demand):,.0f} USD a month"
    yield f"For the {plain(row.plan_demand)} {row.unit} of the plan {words(now.mode)} is cheapest, at {usd}."
    for each in row.crossings:
        above = f"Above {plain(each.for_good)} {row.unit}"
        yield f"{above} {mode[each.cheaper]} is cheaper than {mode[each.than]}{_sooner(each)}."
    if not row.crossings:
        yield "No two ways change places."


def _sooner(each: DemandCrossing) -> str:
    """Whole packs make it so for a while before."""
    if each.first >= each.for_good * (1 - APART):
        return ""
    return f", at times from {plain(each.first)} on" if each.first else ", below that at times"
