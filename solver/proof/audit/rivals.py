"""Offers by which each work could be served, as the audit reads them: cost of a unit, supply, when it is there."""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import NamedTuple

from models.matrix import comparable
from models.units import per_hour
from solver.proof.audit.dated import hours_there
from solver.proof.audit.holding_money import usd_per_kw
from solver.proof.audit.offers import OfferTerms, exact
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.validation import first_period_open


class Rival(NamedTuple):
    """An offer that a work could use; sorted, the cheapest comes first."""

    usd: float
    """Cost of a unit at the stated utilization, as it is compared [USD]."""
    accelerator: str
    site: str
    offer: str

    @property
    def place(self) -> Place:
        """Accelerator and site."""
        return self.accelerator, self.site


Rivals = dict[Key, list[Rival]]
"""By work, the cheapest first."""


def rivals_of(book: Book, key: Key) -> list[Rival]:
    """All of a work, the cheapest first."""
    found = []
    for place in (place for k, place in book.facts.placement.arcs if k == key):
        rate = book.facts.speed(key, place) * per_hour(book.facts.streams[key[0]].service_unit)
        for terms in book.usable(key, place):
            usd = float(_hourly(book, terms)) / rate + book.beside(key, place)
            found.append(Rival(comparable(usd), *place, terms.offer.id))
    return sorted(found)


def _hourly(book: Book, terms: OfferTerms) -> Decimal:
    """Cost of an accelerator-hour of work at the stated utilization: what runs with use, and the rest over fewer
    hours [USD]."""
    whole, used = book.hourly[terms.offer.id], exact(book.facts.scenario.scorecard.utilization)
    if not terms.offer.is_firm:
        return whole
    chip, time = terms.accelerator, terms.time
    price = usd_per_kw(terms.site, time, 0) / exact(time.hours[0]) * exact(terms.site.pue)
    running = terms.per_hour / terms.offer.pack + price * (exact(chip.busy_kw) - exact(chip.idle_kw))
    return running + (whole - running) / used


def most_packs(terms: OfferTerms, period: int) -> float:
    """Most packs that can be there in a period; inf without a limit."""
    offer = terms.offer
    if not offer.is_firm:
        quota = inf if offer.quota_packs is None else offer.quota_packs
        return quota if terms.is_rentable[period] else 0.0
    placed = [u for u, service in terms.services.items() if service.start <= period < service.end]
    by_period = inf if offer.max_packs_per_period is None else len(placed) * offer.max_packs_per_period
    return min(by_period, inf if offer.max_packs is None else offer.max_packs) if placed else 0.0


def needs_port(book: Book, key: Key, accelerator: str) -> bool:
    """Whether the work must be ported before it runs on an accelerator."""
    return book.facts.accelerators[accelerator].stack in book.facts.needs_port[book.facts.workload_id(key)]


def shares_in_time(book: Book, key: Key, some: list[Rival]) -> list[float]:
    """Share of the work's units in each period that some offers together could carry."""
    facts, found = book.facts, []
    unit = per_hour(facts.streams[key[0]].service_unit)
    for t in range(facts.time.periods):
        asked, units = book.use.units_asked(key, t), 0.0
        for rival in some:
            terms = facts.offers[rival.offer]
            packs = most_packs(terms, t)
            if packs and t >= _first_period(book, key, rival.accelerator):
                hours = hours_there(terms.offer.days, facts.time.hours[t]) * terms.availability
                units += packs * terms.offer.pack * hours * facts.speed(key, rival.place) * unit
        found.append(min(1.0, units / asked) if asked else 1.0)
    return found


def _first_period(book: Book, key: Key, accelerator: str) -> int:
    """First period in which the work could run there: validated, and ported at once where it must be."""
    facts, chip = book.facts, book.facts.accelerators[accelerator]
    ready = facts.port_ready(chip.stack, 0) if needs_port(book, key, accelerator) else 0
    return max(ready, first_period_open(facts.scenario, facts.streams[key[0]], chip))
