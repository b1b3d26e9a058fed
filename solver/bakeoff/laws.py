"""What must hold of a bake-off, whatever the scenario: recomputed from what each search found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import fsum

from models.bakeoff import Bakeoff, Choice, QuoteWorth

CENT = 0.015
"""How far sums of rounded amounts may be off [USD]."""


def broken_laws(report: Bakeoff) -> Iterator[str]:
    """Every law that the figures break, in a sentence."""
    yield from _more_never_costs(report)
    none, every = report.choice(), report.choice(*report.ids)
    yield from _of_worth("all quotes", report.together, none, every)
    for row in report.quotes:
        others = [name for name in report.ids if name != row.id]
        yield from _of_worth(f"{row.id} alone", row.first, none, report.choice(row.id))
        yield from _of_worth(f"{row.id} on top of all others", row.last, report.choice(*others), every)
    for before, after in pairwise(report.quotes):
        if after.first.usd > before.first.usd:
            yield f"{after.id} is worth more than {before.id}, which stands before it"
    alone = fsum(row.first.usd for row in report.quotes)
    if abs(alone + report.interaction_usd - report.together.usd) > CENT:
        yield f"each alone and what they share add up to {alone + report.interaction_usd:.2f} USD, not to all together"


def _more_never_costs(report: Bakeoff) -> Iterator[str]:
    """A plan stays open when quotes are added: none can be proven to cost more with more of them."""
    for few in report.choices:
        for many in report.choices:
            if not {*few.quotes} <= {*many.quotes} or few.cost_usd is None or many.bound_usd is None:
                continue
            if many.bound_usd > few.cost_usd + CENT:
                said = f"no plan with {_names(many)} costs less than {many.bound_usd:.2f} USD"
                yield f"{said}, yet one with {_names(few)} costs {few.cost_usd:.2f} USD"
    for each in report.choices:
        if strangers := {row.quote for row in each.bought} - {*each.quotes}:
            yield f"the plan with {_names(each)} buys of {', '.join(sorted(strangers))}"


def _of_worth(who: str, worth: QuoteWorth, without: Choice, with_it: Choice) -> Iterator[str]:
    """A worth is the difference of the two costs, at least nothing, and lies in its range."""
    if abs(without.most_usd - with_it.most_usd - worth.usd) > CENT:
        yield f"{who}: {worth.usd:.2f} USD is not what the two plans are apart"
    most = worth.usd if worth.at_most_usd is None else worth.at_most_usd
    if not -CENT <= worth.at_least_usd - CENT <= worth.usd <= most + CENT:
        yield f"{who}: {worth.usd:.2f} USD is outside its own range"


def _names(choice: Choice) -> str:
    return ", ".join(choice.quotes) or "no quote"
