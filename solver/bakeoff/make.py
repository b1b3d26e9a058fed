"""What quotes are worth: a case planned without them, with each alone, with all but each, and with all."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

from models.bakeoff import Bakeoff, Choice, Quote, QuoteRow, QuoteWorth
from models.cents import cents
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.trials import Trials
from solver.bakeoff.bought import bought, served_share
from solver.bakeoff.laws import broken_laws
from solver.bakeoff.lots import list_ranks, lots_of
from solver.search.clock import Clock, StoppedError
from solver.search.options import Listener, SearchOptions
from solver.sizing.names import names_of

Some = frozenset[str]
"""Ids of the quotes that a plan may use."""


class Tried(NamedTuple):
    """What came of a search: a plan, or why there is none."""

    plan: Plan | None
    why_not: str = ""


def make_bakeoff(
    scenario: Scenario,
    case: str,
    quotes: Sequence[Quote],
    options: SearchOptions | None = None,
    *,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> Bakeoff | Outcome:
    """Plan a case with every choice of quotes that tells what each is worth, first and last.

    Parameters
    ----------
    quotes: offers that the scenario has not; no two of the same id.
    options: gap of every plan; the time limit is for all of them together.

    Returns
    -------
    The report; the outcome of planning where there is no plan without quotes; `NoPlanInTime` where it was called off.
    """
    asked = choices_of([quote.id for quote in quotes])
    clock = Clock(options or SearchOptions(), on_progress)
    try:
        base = make_plan(
            scenario, case, clock.share(len(asked)), on_progress=clock.tell(f"1 of {len(asked)}: without quotes")
        )
        if not isinstance(base, Planned):
            return base
        trials = Trials(case, clock, len(asked) - 1, made=1)
        found = {frozenset[str](): Tried(base.plan)}
        for n, some in enumerate(asked[1:], start=2):
            at_hand = [quote for quote in quotes if quote.id in some]
            found[some] = _tried(trials, scenario, at_hand, f"{n} of {len(asked)}: ")
    except StoppedError:
        return NoPlanInTime(None, time.monotonic() - clock.started)
    report = _report(scenario, case, quotes, found, clock.options.gap, document_hash)
    return report.model_copy(update={"failures": tuple(broken_laws(report))})


def choices_of(ids: Sequence[str]) -> list[Some]:
    """Every set of quotes that is planned, each once: none, each alone, all but each, all."""
    every = frozenset(ids)
    wanted = [frozenset[str](), *(frozenset({one}) for one in ids), *(every - {one} for one in ids), every]
    return sorted(dict.fromkeys(wanted), key=lambda some: (len(some), [one not in some for one in ids]))


def with_quotes(scenario: Scenario, quotes: Sequence[Quote]) -> Scenario:
    """The scenario with the offers, and new vendors, of some quotes; a vendor that two bring is there once."""
    vendors = {vendor.id: vendor for quote in quotes for vendor in quote.vendors}
    more = {
        "offers": (*scenario.offers, *(offer for quote in quotes for offer in quote.offers)),
        "vendors": (*scenario.vendors, *vendors.values()),
    }
    return Scenario.model_validate(scenario.model_copy(update=more).model_dump(by_alias=True))


def _tried(trials: Trials, scenario: Scenario, quotes: Sequence[Quote], number: str) -> Tried:
    title = f"{number}with {', '.join(quote.id for quote in quotes)}"
    found = trials.planned(title, with_quotes(scenario, quotes))
    return Tried(None, found) if isinstance(found, str) else Tried(found)


def _report(
    scenario: Scenario, case: str, quotes: Sequence[Quote], found: Mapping[Some, Tried], gap: float, document_hash: str
) -> Bakeoff:
    choices = {some: _choice(quotes, some, found) for some in found}
    rows = _rows(scenario, quotes, choices)
    every = frozenset(quote.id for quote in quotes)
    together = _worth(choices[frozenset()], choices[every])
    return Bakeoff(
        scenario=scenario.name,
        case=case,
        scenario_hash=document_hash,
        as_of=scenario.as_of or scenario.horizon.start,
        months=scenario.horizon.months,
        discount_rate=scenario.policy.finance.discount_rate,
        gap=gap,
        quotes=rows,
        choices=tuple(choices.values()),
        together=together,
        interaction_usd=cents(together.usd - fsum(row.first.usd for row in rows)),
    )


def _choice(quotes: Sequence[Quote], some: Some, found: Mapping[Some, Tried]) -> Choice:
    """A plan with what is known of its least cost from all searches: more quotes never cost, fewer never save."""
    fewer = [each.plan.objective_usd for other, each in found.items() if other <= some and each.plan]
    more = [each.plan.bound_usd for other, each in found.items() if other >= some and each.plan]
    least = max(more, default=None)
    plan = found[some].plan
    return Choice(
        quotes=tuple(quote.id for quote in quotes if quote.id in some),
        cost_usd=cents(plan.objective_usd) if plan else None,
        bound_usd=cents(plan.bound_usd) if plan else None,
        most_usd=cents(min(fewer)),
        least_usd=cents(least) if least is not None else None,
        served_share=served_share(plan) if plan else None,
        bought=bought(plan, [quote for quote in quotes if quote.id in some]) if plan else (),
        why_not=found[some].why_not,
    )


def _worth(without: Choice, with_it: Choice) -> QuoteWorth:
    most = None if with_it.least_usd is None else max(0.0, cents(without.most_usd - with_it.least_usd))
    least = 0.0 if without.least_usd is None else max(0.0, cents(without.least_usd - with_it.most_usd))
    return QuoteWorth(usd=cents(without.most_usd - with_it.most_usd), at_least_usd=least, at_most_usd=most)


def _rows(scenario: Scenario, quotes: Sequence[Quote], choices: Mapping[Some, Choice]) -> tuple[QuoteRow, ...]:
    every, prices = frozenset(quote.id for quote in quotes), list_ranks(quotes)
    names = names_of(with_quotes(scenario, quotes))
    rows = [
        QuoteRow(
            id=quote.id,
            file=quote.file,
            vendors=tuple(dict.fromkeys(names.vendor(offer.vendor) for offer in quote.offers)),
            rank=1,
            list_rank=prices[quote.id],
            lots=lots_of(scenario, quote, quotes, names),
            first=_worth(choices[frozenset()], choices[frozenset({quote.id})]),
            last=_worth(choices[every - {quote.id}], choices[every]),
        )
        for quote in quotes
    ]
    rows.sort(key=lambda row: (-row.first.usd, -row.last.usd, row.list_rank or len(rows) + 1, row.id))
    return tuple(row.model_copy(update={"rank": n}) for n, row in enumerate(rows, start=1))
