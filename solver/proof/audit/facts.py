"""Everything the audit derives from the scenario and a case before it sees a decision."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from models.endpoint import with_endpoints
from models.hardware import Holding
from models.scenario import Scenario
from solver.proof.audit.dated import can_wait_for_block, days_by_offer, hours_there, offer_named, owner_of_block
from solver.proof.audit.demand import demand_of
from solver.proof.audit.lanes import Lanes
from solver.proof.audit.offers import OfferTerms, exact, holding_serves
from solver.proof.audit.placement import Key, Place, place_all
from solver.proof.audit.timeline import Timeline

Pool = tuple[str, str, str]
"""Accelerator, site and owner: empty for units shared by all, `lane:` and a lane for those of a lane,
`workload@geography` for dedicated ones, which the queues of the workload share, `dated:` and an offer for those of its
blocks."""


class Facts:
    """Time, demand, arcs, offers, holdings and stacks of a scenario in a case.

    `demand` is what work asks for, `offered` that also of work that is not launched yet;
    `pools` lists the offers of each pool, `owners` the allowed owners of each offer's copies, `needs_port` the stacks
    that each workload must be ported to before they serve.
    """

    def __init__(self, scenario: Scenario, case_id: str) -> None:
        scenario = with_endpoints(scenario)
        self.scenario = scenario
        self.policy = scenario.policy
        self.time = Timeline(scenario.horizon)
        self.demand = self.offered = demand_of(scenario, scenario.case(case_id), self.time)
        self.placement = place_all(scenario)
        self.accelerators = {a.id: a for a in scenario.accelerators}
        self.sites = {s.id: s for s in scenario.sites}
        self.stacks = {s.id: s for s in scenario.stacks}
        self.workloads = {w.id: w for w in scenario.workloads}
        self.streams = {stream.id: stream for stream in scenario.streams}
        self.offers = {
            o.id: OfferTerms(o, self.accelerators[o.accelerator], self.sites[o.site], self.time, self.policy.finance)
            for o in scenario.offers
        }
        self.endpoints = {e.id: e for e in scenario.endpoints}
        self.days = days_by_offer(scenario.offers)
        self.lanes = Lanes(scenario)
        self.holdings = [(h, holding_serves(h, self.accelerators[h.accelerator], self.time)) for h in scenario.holdings]
        self.owners = {name: self._owners(terms) for name, terms in self.offers.items()}
        self.pools = self._pools()
        self.needs_port = {w.id: self._stacks_to_port(w.id) for w in scenario.workloads}
        self.port_periods = self._port_periods()
        self._factors: dict[int, Decimal] = {}

    def workload_id(self, key: Key) -> str:
        """The workload of which a stream is a queue, or which it is."""
        return self.streams[key[0]].workload_id

    def owner(self, key: Key) -> str:
        """Owner of units dedicated to a stream: its workload in its geography."""
        return f"{self.workload_id(key)}@{key[1]}"

    def said_each(self, accelerator: str) -> float:
        """What limits of a plan say for one unit of a pool: an accelerator, or 1,000 tokens a minute of an endpoint."""
        return 1000.0 if accelerator in self.endpoints else 1.0

    def speed(self, key: Key, place: Place) -> float:
        """Throughput of an arc per accelerator [service unit]."""
        return self.placement.arcs[key, place].throughput

    def port_ready(self, stack: str, period: int) -> int:
        """First period in which a port started in a period is ready; it may lie past the horizon."""
        return period + self.time.whole(self.stacks[stack].port_months)

    def discount(self, month: int) -> Decimal:
        """Discount factor of a payment at a month of the plan."""
        if month not in self._factors:
            self._factors[month] = (1 + exact(self.policy.finance.discount_rate)) ** (Decimal(-month) / 12)
        return self._factors[month]

    def held_at(self, pool: Pool) -> list[tuple[Holding, list[bool]]]:
        """Holdings in a pool, each with its service by period."""
        return [(h, serves) for h, serves in self.holdings if self.pool_of(h) == pool]

    def pool_of(self, holding: Holding) -> Pool:
        """The pool of a holding: shared by all, or by its lane, or dedicated."""
        owner = holding.dedicated_to or self.lanes.of_holding.get(holding.id, "")
        return holding.accelerator, holding.site, owner

    def pool_for(self, key: Key, place: Place, *, dedicated: bool) -> Pool:
        """The pool of dedicated or of shared units at a place that a workload may use; of unknown work, that of all."""
        return (*place, self.owner(key)) if dedicated and key in self.demand else self.shared_pool(key, place)

    def pools_for(self, key: Key, place: Place) -> tuple[Pool, ...]:
        """Both, and those of the dated blocks there that it can wait for."""
        there = [name for name in self.days if self.offers[name].place == place]
        blocks = there if key in self.demand and can_wait_for_block(self.demand[key].workload) else []
        both = self.pool_for(key, place, dedicated=False), self.pool_for(key, place, dedicated=True)
        return (*both, *(self.pool_of_block(key, place, name) for name in blocks))

    def pool_of_row(self, key: Key, place: Place, *, dedicated: bool, dated: str | None) -> Pool:
        """The pool that a row of a plan speaks of, whether there is one or not."""
        if dated is not None:
            return self.pool_of_block(key, place, dated)
        return self.pool_for(key, place, dedicated=dedicated)

    def pool_of_block(self, key: Key, place: Place, offer: str) -> Pool:
        """The pool of the dated blocks of an offer that a workload may use."""
        return (*place, owner_of_block(offer, self.shared_pool(key, place)[2]))

    def open_hours(self, pool: Pool, period: int) -> float:
        """Hours of a period in which the units of a pool are there [h]."""
        return hours_there(self.days.get(offer_named(pool[2])), self.time.hours[period])

    def shared_pool(self, key: Key, place: Place) -> Pool:
        """The pool of shared units at a place that a workload may use; of unknown work, that of all."""
        return (*place, self.lanes.of_work.get(key[0], ""))

    def working(self, pool: Pool, period: int, is_left: Callable[[Holding], bool] = lambda _: True) -> list[float]:
        """Accelerators of each holding of a pool that are up on average in a period: they carry work."""
        up, held = self.sites[pool[1]].uptime, self.held_at(pool)
        return [h.accelerators * h.availability * up for h, serves in held if serves[period] and is_left(h)]

    def credited(self, pool: Pool, period: int, is_left: Callable[[Holding], bool] = lambda _: True) -> list[float]:
        """Accelerators of each holding of a pool that count towards headroom in a period."""
        up, held = self.sites[pool[1]].uptime, self.held_at(pool)
        return [h.accelerators * h.credit * up for h, serves in held if serves[period] and is_left(h)]

    def _owners(self, terms: OfferTerms) -> frozenset[str]:
        keys = {key for key, place in self.placement.arcs if place == terms.place}
        if terms.offer.is_dedicated:
            return frozenset(self.owner(key) for key in keys)
        if terms.offer.id in self.days:
            waiting = [key for key in keys if can_wait_for_block(self.demand[key].workload)]
            return frozenset(self.pool_of_block(key, terms.place, terms.offer.id)[2] for key in waiting)
        owners = {self.lanes.of_work[key[0]] for key in keys}
        shared = (self.pool_of(h) for h, _ in self.holdings if not h.dedicated_to)
        owners |= {pool[2] for pool in shared if pool[:2] == terms.place}
        return frozenset(owners or ("",))

    def _pools(self) -> dict[Pool, list[OfferTerms]]:
        pools: dict[Pool, list[OfferTerms]] = {self.pool_of(h): [] for h, _ in self.holdings}
        for name, terms in self.offers.items():
            for owner in self.owners[name]:
                pools.setdefault((*terms.place, owner), []).append(terms)
        return pools

    def _stacks_to_port(self, workload: str) -> frozenset[str]:
        """Stacks with an arc of the workload that are neither incumbent nor free of any cost, delay and limit."""
        incumbent = self.workloads[workload].incumbent_stacks
        arcs = self.placement.arcs
        reached = {self.accelerators[place[0]].stack for key, place in arcs if self.workload_id(key) == workload}
        is_limited = self.policy.max_stacks_per_workload is not None
        return frozenset(s for s in reached if s not in incumbent and (is_limited or not self._is_free(s)))

    def _is_free(self, name: str) -> bool:
        """Whether a stack asks for no money, no delay, no line of operating cost, and no effort of engineers."""
        stack = self.stacks[name]
        effort = stack.port_engineer_months + stack.change_engineer_months if self.policy.engineers else 0.0
        lines = (c for c in self.policy.operating_costs if c.driver == "stack")
        is_paid = any(not line.stacks or name in line.stacks for line in lines)
        return not (stack.port_usd or stack.change_usd or stack.port_months or effort or is_paid)

    def _port_periods(self) -> frozenset[int]:
        step = self.time.whole(self.policy.porting_every_months)
        return frozenset(range(0, self.time.periods, step))
