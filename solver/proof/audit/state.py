"""Decisions in tables by offer, pool and slot."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from models.agreement import Agreement
from models.calendar import so_many_months
from models.commitment import Commitment
from models.replanning import Previous
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.offers import OfferTerms, exact
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.ways import Way, by_term

NOTHING = 1e-9
"""Packs below this are what a difference of floats leaves."""


class Copy:
    """Packs of one copy of an offer: `ordered` by period placed, of these `ended` otherwise than with their term,
    `in_service` by period, of these `extended` past their first term, `rent` and `run` by slot; `price_share` by period
    placed: what they are paid by, as a share of the prices of the offer."""

    def __init__(self, terms: OfferTerms, owner: str) -> None:
        self.terms = terms
        self.owner = owner
        self.pool: Pool = (*terms.place, owner)
        self.ordered: dict[int, float] = {}
        self.ended: dict[int, dict[Way, float]] = {}
        self.price_share: dict[int, Decimal] = {}
        self.in_service = [0.0] * terms.time.periods
        self.extended = [0.0] * terms.time.periods
        self.rent: dict[int, float] = {}
        self.run: dict[int, float] = {}

    def order(self, period: int, packs: float) -> None:
        """Adds an order, in service over its window."""
        self.ordered[period] = packs
        service = self.terms.services[period]
        for t in range(service.start, min(service.end, len(self.in_service))):
            self.in_service[t] += packs

    def end(self, period: int, way: Way, packs: float) -> None:
        """Lets packs of an order end another way than with their term."""
        self.ended.setdefault(period, {})[way] = packs
        for t in range(way.end, min(self.terms.services[period].end, len(self.in_service))):
            left = self.in_service[t] - packs
            self.in_service[t] = left if abs(left) > NOTHING else 0.0
        for t in range(way.turn, min(way.end, len(self.in_service))):
            self.in_service[t] += packs
            self.extended[t] += packs

    def parts(self, period: int) -> list[tuple[Way, float]]:
        """Packs of an order by how they end, those that end with their term first."""
        ways = self.ended.get(period, {})
        kept = self.ordered[period] - sum(ways.values())
        return [(by_term(self.terms, period), kept if abs(kept) > NOTHING else 0.0), *ways.items()]

    def priced(self, period: int) -> Decimal:
        """Packs ordered in a period, each counted by its share of the prices of the offer."""
        return exact(self.ordered[period]) * self.price_share[period]

    def priced_in(self, period: int) -> Decimal:
        """Packs in service under their first term in a period, likewise."""
        services, paid = self.terms.services, exact(self.in_service[period]) - exact(self.extended[period])
        serving = (u for u in self.ordered if services[u].start <= period < services[u].end)
        return paid - sum((exact(self.ordered[u]) - self.priced(u) for u in serving), Decimal(0))

    @property
    def name(self) -> str:
        """The offer, and for whom it is dedicated."""
        return f"offer {self.terms.offer.id}" + (f" for {self.owner}" if self.owner else "")


class LossKey(NamedTuple):
    """What is lost: a site, a vendor or a stack, and the months that leaving a stack may take."""

    kind: str
    name: str
    within: int | None

    @property
    def words(self) -> str:
        """As failures name it."""
        return f"without {self.kind} {self.name}" + (f" within {so_many_months(self.within)}" if self.within else "")


class GangStart(NamedTuple):
    """Runs on so many accelerators each that start together in a period."""

    pool: Pool
    period: int
    size: int
    runs: int


class Coverage(NamedTuple):
    """Packs of a copy of an offer that a commitment pays for in a slot, at a rate [USD/pack/h]."""

    terms: Commitment
    copy: Copy
    slot: int
    packs: float
    rate: float


class State:
    """Tables of decisions.

    `serve`, `double`, `hold`, `carried`, `called` [by key and slot: share, share, accelerators, share of the peak,
    accelerators on call where they are stated, each by pool]; `miss` [share by key and slot]; `port`, `move` [periods
    by workload and stack, workload and site]; `backup` [by what is lost, key and slot: accelerators by
    pool]; `busy` [terms by pool and slot: accelerators]; `units` [accelerators of firm offers by place and period],
    `powered` [the same in the mean over its hours]; `rented` [accelerators by place and slot]; `gangs` [runs that
    start, by key]; `expand` [modules ordered, by site and
    module, by period]; `commit` [USD/h signed, by commitment and period]; `coverage` [what commitments pay for];
    `agreed` [agreements signed, today's included, by id];
    `counted` [accelerators that headroom counts on under quotas, by what is lost, None while nothing is, and slot: by
    offer]; `previous` [the plan before this one, as far as it is stated].
    """

    def __init__(self, facts: Facts) -> None:
        slots = facts.time.slots
        self.facts = facts
        self.copies: dict[tuple[str, str], Copy] = {}
        self.serve: dict[Key, list[dict[Pool, float]]] = {key: [{} for _ in range(slots)] for key in facts.demand}
        self.hold: dict[Key, list[dict[Pool, float]]] = {key: [{} for _ in range(slots)] for key in facts.demand}
        self.carried: dict[Key, list[dict[Pool, float]]] = {key: [{} for _ in range(slots)] for key in facts.demand}
        self.called: dict[Key, list[dict[Pool, float]]] = {key: [{} for _ in range(slots)] for key in facts.demand}
        self.miss: dict[Key, list[float]] = {key: [0.0] * slots for key in facts.demand}
        self.double: dict[Key, list[dict[Pool, float]]] = {key: [{} for _ in range(slots)] for key in facts.demand}
        self.move: dict[tuple[str, str], list[int]] = {}
        self.port: dict[tuple[str, str], list[int]] = {}
        self.backup: dict[tuple[LossKey, Key, int], dict[Pool, float]] = {}
        self.counted: dict[tuple[LossKey | None, int], dict[str, float]] = {}
        self.gangs: dict[Key, list[GangStart]] = {}
        self.expand: dict[tuple[str, str], dict[int, float]] = {}
        self.commit: dict[str, dict[int, float]] = {}
        self.coverage: list[Coverage] = []
        self.agreed: dict[str, Agreement] = {}
        self.busy: dict[Pool, list[list[float]]] = {}
        self.previous: Previous | None = None
        self.units: dict[Place, list[float]] = {}
        self.powered: dict[Place, list[float]] = {}
        self.rented: dict[Place, list[float]] = {}

    def copies_by_pool(self) -> dict[Pool, list[Copy]]:
        """Copies with decisions, by pool."""
        pools: dict[Pool, list[Copy]] = {}
        for copy in self.copies.values():
            pools.setdefault(copy.pool, []).append(copy)
        return pools

    def ready(self, workload: str, stack: str) -> list[int]:
        """Ports of a workload to a stack that are ready, by period."""
        starts = self.port.get((workload, stack), ())
        at = [self.facts.port_ready(stack, u) for u in starts]
        return [sum(r <= t for r in at) for t in range(self.facts.time.periods)]

    def add_up(self) -> None:
        """Adds units and rented accelerators up by place, once all decisions are read."""
        time = self.facts.time
        for copy in self.copies.values():
            pack, place = copy.terms.offer.pack, copy.terms.place
            units = self.units.setdefault(place, [0.0] * time.periods)
            powered = self.powered.setdefault(place, [0.0] * time.periods)
            rented = self.rented.setdefault(place, [0.0] * time.slots)
            for t, packs in enumerate(copy.in_service):
                units[t] += pack * packs
                powered[t] += pack * packs * (self.facts.open_hours(copy.pool, t) / time.hours[t])
            for slot, packs in copy.rent.items():
                rented[slot] += pack * packs
