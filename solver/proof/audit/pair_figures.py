"""What a plan says of pairs that are possible: what they serve, what a unit would cost there, why they do not serve."""

from __future__ import annotations

from decimal import Decimal

from models.derived import Capacity, NotServed
from models.plan import Plan
from models.units import per_hour
from solver.proof.audit.dated import can_wait_for_block, hours_there
from solver.proof.audit.holding_money import usd_per_kw
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.lockin import exceeds_term
from solver.proof.audit.managed import price_at
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import OfferTerms, exact
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.pricing import least_share, on_path
from solver.proof.audit.use import Use
from solver.proof.audit.ways import by_term, whole_cost

CHEAPER = 1e-6
"""Share by which a place must cost less to be called cheaper."""


def check_pairs(plan: Plan, book: Book, notes: Notes) -> None:
    """Service of every pair that is possible; that none is missing is checked with its throughput."""
    use = book.use
    for row in plan.capacities:
        key, place = (row.workload, row.geography), (row.accelerator, row.site)
        if (key, place) in use.facts.placement.arcs:
            _check_pair(row, book, key, place, notes)


def _check_pair(row: Capacity, book: Book, key: Key, place: Place, notes: Notes) -> None:
    where = f"capacities ({'@'.join(key)}, {' at '.join(place)})"
    served, asked = book.served[key, place], book.asked[key]
    notes.figure(where, "units_served", row.units_served, served)
    notes.figure(where, "share_served", row.share_served, served / asked if asked else None)
    notes.figure(where, "offer_usd_per_unit", row.offer_usd_per_unit, book.usd_per_unit(key, place))
    reasons = book.reasons(key, place)
    if row.not_served not in reasons:
        notes.same(where, "not_served", row.not_served, min(reasons, key=str))


class Book:
    """Units by pair over the horizon, and what each offer costs at best."""

    def __init__(self, use: Use) -> None:
        self.use = use
        self.facts = use.facts
        periods = range(use.time.periods)
        self.asked = {key: sum(use.units_asked(key, t) for t in periods) for key in self.facts.demand}
        self.served = dict.fromkeys(self.facts.placement.arcs, 0.0)
        for (key, t), by_pool in use.serving.items():
            for pool in by_pool:
                self.served[key, pool[:2]] += use.units_from(key, t, pool)
        self.offers: dict[Place, list[OfferTerms]] = {}
        self.refused: set[Place] = set()
        for terms in self.facts.offers.values():
            if exceeds_term(terms.offer, self.facts.policy.max_term_months):
                self.refused.update([terms.place] if terms.services else [])
            elif terms.services or any(terms.is_rentable):
                self.offers.setdefault(terms.place, []).append(terms)
        self.leading = {key: self._leading(key) for key in self.facts.demand}
        self.each = {name: usd_per_hour(terms) for name, terms in self.facts.offers.items()}
        self.hourly = {name: min(each.values(), default=Decimal(0)) for name, each in self.each.items()}
        state = use.state
        self.ported = {(w, s) for w, s in state.port if any(state.ready(w, s))}

    def usd_per_unit(self, key: Key, place: Place) -> float | None:
        """The lowest of all offers that the work could use there; None without one [USD]."""
        hourly = [self.hourly[terms.offer.id] for terms in self.usable(key, place)]
        workload = self.facts.streams[key[0]]
        units = self.facts.speed(key, place) * per_hour(workload.service_unit)
        return float(min(hourly)) / units + self.beside(key, place) if hourly else None

    def beside(self, key: Key, place: Place) -> float:
        """Data sent and tokens of a unit [USD]."""
        workload, site = self.facts.streams[key[0]], self.facts.sites[place[1]]
        return workload.gb_per_unit * site.egress_usd_per_gb + float(price_at(self.facts, workload, place[0]))

    def usable(self, key: Key, place: Place, *, spot_too: bool = False) -> list[OfferTerms]:
        """Offers at a place that can be in service at some time."""
        work = self.facts.streams[key[0]]
        left_out = {"spot"} if not (spot_too or work.is_interruptible) else set[str]()
        left_out |= {"dated"} if not can_wait_for_block(work) else set()
        return [terms for terms in self.offers.get(place, ()) if terms.offer.mode not in left_out]

    def _is_held(self, key: Key, place: Place) -> bool:
        """Whether today's fleet stands at a place for the work."""
        pools = self.facts.pools_for(key, place)
        return any(any(serves) for pool in pools for _, serves in self.facts.held_at(pool))

    def reasons(self, key: Key, place: Place) -> frozenset[NotServed | None]:
        """Why a pair serves nothing, as it may be named; None where it serves."""
        if self.served[key, place]:
            return frozenset((None,))
        if not self.asked[key]:
            return frozenset(("no_demand",))
        if not self.usable(key, place) and not self._is_held(key, place):
            if self.usable(key, place, spot_too=True):
                return frozenset(("spot_only",))
            return frozenset(("term_too_long" if place in self.refused else "no_supply",))
        stack = self.facts.accelerators[place[0]].stack
        workload = self.facts.workload_id(key)
        if stack in self.facts.needs_port[workload] and (workload, stack) not in self.ported:
            return frozenset(("not_ported",))
        moved = [u + double_periods(self.facts) for u in self.use.state.move.get((workload, place[1]), ())]
        if place[1] in sites_to_move_to(self.facts, workload) and not any(t < self.use.time.periods for t in moved):
            return frozenset(("not_moved",))
        return frozenset(reason for other in self.leading[key] for reason in self._against(key, place, other))

    def _leading(self, key: Key) -> list[Place | None]:
        """The places that carry most of a workload; None where none carries any."""
        served = {place: units for (k, place), units in self.served.items() if k == key and units}
        most = max(served.values(), default=0.0)
        return [place for place, units in served.items() if units >= most * (1 - ROW_TOLERANCE)] or [None]

    def _against(self, key: Key, place: Place, other: Place | None) -> tuple[NotServed, ...]:
        """Why a place serves nothing where another one carries most; both words where costs are equal."""
        if other is None:
            return ("not_chosen",)
        if self.facts.streams[key[0]].assignment == "single_pool":
            return ("one_pool",)
        if self._is_todays_fleet(key, other):
            return ("holdings",)
        here, there = self.usd_per_unit(key, place), self.usd_per_unit(key, other)
        if here is None or there is None:
            return ("not_chosen",)
        cheaper: tuple[NotServed, ...] = ("cheaper",) if there < here else ()
        return cheaper if there < here * (1 - 2 * CHEAPER) else (*cheaper, "not_chosen")

    def _is_todays_fleet(self, key: Key, place: Place) -> bool:
        """Whether nothing is ordered or rented for the pools of a place that the work can use."""
        pools = self.facts.pools_for(key, place)
        copies = [copy for copy in self.use.state.copies.values() if copy.pool in pools]
        has_added = any(any(copy.ordered.values()) or any(copy.rent.values()) for copy in copies)
        return self._is_held(key, place) and not has_added


def usd_per_hour(terms: OfferTerms) -> dict[int, Decimal]:
    """Cost of an accelerator-hour of work by month of ordering or renting, as a period [USD]."""
    offer, time = terms.offer, terms.time
    up = exact(offer.availability) * exact(terms.site.uptime)
    chip = terms.accelerator
    price = usd_per_kw(terms.site, time, 0) / exact(time.hours[0]) * exact(terms.site.pue)
    idle = exact(chip.idle_kw)
    power = price * (exact(chip.busy_kw) - idle + idle / up)
    if not offer.is_firm:
        beside = terms.software_per_hour + sum(terms.beside_per_hour.values())
        rented = [t for t, is_open in enumerate(terms.is_rentable) if is_open]
        each = {t: terms.per_hour * on_path(offer, time.starts[t]) + beside for t in rented}
        return {t: usd / offer.pack / up + power for t, usd in each.items()}
    costs = {}
    for placed, service in terms.services.items():
        served = range(service.start, min(service.end, time.periods))
        hours = sum((exact(hours_there(offer.days, time.hours[t])) for t in served), Decimal(0))
        share = least_share(terms, time.starts[placed])
        usd = sum(whole_cost(terms, by_term(terms, placed), placed, share).values(), Decimal(0))
        costs[placed] = (usd / (hours * up) + terms.per_hour) / offer.pack + power
    return costs
