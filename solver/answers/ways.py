"""By which offers each work could be served: what a unit costs, when the offer is there, how much of the work it
carries in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from models.matrix import comparable
from models.offer import Offer
from models.units import per_hour
from solver.answers.placements import Book, Place
from solver.program.elements import Copy
from solver.program.instance import Instance
from solver.sizing.arcs import Arc
from solver.sizing.demand import periods_of


@dataclass(frozen=True)
class Way:
    """An i on an offer that it could use at a place."""

    i: int
    place: Place
    arc: Arc
    offer: Offer
    usd_per_unit: float
    """At the stated utilization [USD per unit]."""
    packs: tuple[float, ...]
    """[PERIODS]: most packs that the offer can have there by its dates and supply; inf: no limit is stated."""
    units_per_pack: tuple[float, ...]
    """[PERIODS]: units of i that a pack serves."""

    @property
    def rank(self) -> tuple[float, str, str, str]:
        """The cheapest way comes first; of equal ones the first by accelerator, site and offer."""
        return comparable(self.usd_per_unit), *self.place, self.offer.id


def ways(book: Book) -> list[list[Way]]:
    """All ways by i, the cheapest first."""
    return [sorted(_ways_of(book, i), key=lambda way: way.rank) for i in range(len(book.x.works))]


def _ways_of(book: Book, i: int) -> list[Way]:
    x, found = book.x, []
    for place, arc in book.places(i).items():
        by_offer: dict[str, list[int]] = defaultdict(list)
        for o, copy in book.offered(i, place):
            by_offer[copy.offer.id].append(o)
        for numbers in by_offer.values():
            hourly = min(book.usd_per_hour_at(o, x.scenario.scorecard.utilization) for o in numbers)
            copies = [x.copies[o] for o in numbers]
            offer, each = copies[0].offer, _units_per_pack(x, copies[0], arc)
            found.append(Way(i, place, arc, offer, book.of_unit(i, place, hourly), _most(x, copies), each))
    return found


def _most(x: Instance, copies: Sequence[Copy]) -> tuple[float, ...]:
    """Most packs of an offer in every period: of a firm one all that can be ordered by then and is still there."""
    offer = copies[0].offer
    windows = {u: window for copy in copies for u, window in copy.windows.items()}
    if not offer.is_firm:
        rentable = frozenset[int]().union(*(copy.rentable for copy in copies))
        quota = inf if offer.quota_packs is None else offer.quota_packs
        return tuple(quota if t in rentable else 0.0 for t in range(x.T))
    each = inf if offer.max_packs_per_period is None else offer.max_packs_per_period
    in_all = inf if offer.max_packs is None else offer.max_packs
    there = [sum(s <= t < e for s, e in windows.values()) for t in range(x.T)]
    return tuple(min(in_all, n * each) if n else 0.0 for n in there)


def _units_per_pack(x: Instance, copy: Copy, arc: Arc) -> tuple[float, ...]:
    rate = copy.units * copy.availability * arc.throughput * per_hour(arc.workload.service_unit)
    return tuple(rate * x.pools[copy.pool].open_hours(hours) for hours in x.H)


def opens(x: Instance, arc: Arc) -> int:
    """First of PERIODS in which work could be served on an arc: validated, and ported at once where it needs a port."""
    stack = x.stacks[arc.accelerator.stack]
    port = periods_of(stack.port_months, x.scenario) if x.needs_port(arc.workload, stack.id) else 0
    return max(arc.opens, port)


def carried(book: Book, i: int, some: Sequence[Way]) -> list[float]:
    """[PERIODS]: share of the units of an i that some ways together could carry, by when they are there, how many packs
    are supplied, and when the work could run there; each work as if it were the only one."""
    x, shares = book.x, []
    for t in range(x.T):
        asked = book.use.asked(i, t)
        units = sum(way.packs[t] * way.units_per_pack[t] for way in some if way.packs[t] and t >= opens(x, way.arc))
        shares.append(min(1.0, units / asked) if asked else 1.0)
    return shares
