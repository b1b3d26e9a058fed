"""Limits on carbon: what all energy drawn at sites causes, by period, by fiscal year or over the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from models.carbon import CarbonLimit
from models.plan import Plan
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.place_figures import energy_kwh
from solver.proof.audit.state import State
from solver.proof.audit.timeline import fiscal_year, is_within
from solver.proof.audit.use import Use


class Span(NamedTuple):
    """A period, a fiscal year or the horizon, with the months of each period that a limit counts in it."""

    period: str | None
    fiscal_year: int | None
    months: dict[int, int]

    @property
    def name(self) -> str:
        """The span in words."""
        return self.period or (f"fiscal year {self.fiscal_year}" if self.fiscal_year is not None else "horizon")


def check_carbon(state: State, ledger: Ledger) -> None:
    """`carbon_fits_limit`: the carbon that a limit counts in each of its spans is no more than it allows."""
    if not state.facts.policy.carbon:
        return
    use = Use(state)
    for rule in state.facts.policy.carbon:
        for span in _spans(state.facts, rule):
            terms, most = _carbon_kg(use, rule, span), rule.max_kg
            ledger.at_most("carbon_fits_limit", (f"carbon {rule.id}", span.name), terms, [most], "kg CO2e")
            about = rule.id if span.fiscal_year is None else f"{rule.id} in {span.name}"
            ledger.limit("carbon_fits_limit", about, frozenset((span.period,)), sum(terms), most)


def check_carbon_figures(plan: Plan, use: Use, notes: Notes) -> None:
    """Every span of every limit, with its carbon and how much of the limit that is."""
    own = {
        (rule.id, span.period, span.fiscal_year): (rule, span)
        for rule in use.facts.policy.carbon
        for span in _spans(use.facts, rule)
    }
    missing = dict.fromkeys(own)
    for row in plan.carbon:
        key = row.limit, row.period, row.fiscal_year
        where = f"carbon ({row.limit}, {row.period or row.fiscal_year or 'horizon'})"
        if key not in missing:
            notes.sentences.append(f"{where}: there is no such limit and time, or it is listed before")
            continue
        del missing[key]
        rule, span = own[key]
        found = sum(_carbon_kg(use, rule, span))
        notes.same(where, "per", row.per, rule.per)
        notes.figure(where, "carbon_kg", row.carbon_kg, found)
        notes.figure(where, "max_kg", row.max_kg, rule.max_kg)
        notes.figure(where, "used_share", row.used_share, found / rule.max_kg if rule.max_kg else None)
    for limit, period, year in missing:
        notes.sentences.append(f"carbon ({limit}, {period or year or 'horizon'}): the row is missing")


def _spans(facts: Facts, rule: CarbonLimit) -> Iterator[Span]:
    """Spans with any period that starts from `first` on and before `until`; a year counts the months that it has."""
    time = facts.time
    periods = [t for t in range(time.periods) if is_within(time.starts[t], rule.first, rule.until)]
    if rule.per == "period":
        yield from (Span(time.labels[t], None, {t: time.months}) for t in periods)
        return
    years: dict[int | None, dict[int, int]] = {}
    for t in periods:
        for month in range(time.starts[t], time.starts[t] + time.months):
            is_yearly = rule.per == "fiscal_year"
            year = fiscal_year(month, facts.policy.finance.fiscal_year_start) if is_yearly else None
            months = years.setdefault(year, {})
            months[t] = months.get(t, 0) + 1
    yield from (Span(None, year, months) for year, months in years.items())


def _carbon_kg(use: Use, rule: CarbonLimit, span: Span) -> list[float]:
    """Location-based carbon by site and period [kg CO2e]; of a period the part of its months that counts."""
    sites = use.facts.sites
    return [
        energy_kwh(use, sites[name], t) * sites[name].carbon_kg_per_kwh * months / use.time.months
        for name in rule.sites or sites
        for t, months in span.months.items()
    ]
