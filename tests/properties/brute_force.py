"""The optimum of a tiny scenario by trying every decision, priced and judged by the audit alone.

Knows nothing of the program. Scenarios must be enumerable: `single_pool` workloads, whole orders, `whole_units` rent,
at most one firm offer with a running price in a pool, and, where demand may be missed, one workload in one geography
and nothing to save by missing (electricity, egress, running prices); at most one workload in one geography is
deferrable, nothing is missed then, and its use costs nothing. Pools, ports, orders and rents settle the rest:

* a workload is served from its pool, and holds exactly its need there, by ratio or by queueing, in whole replicas where
  it is held in them: more only takes room; of what it holds, no more is on call than what stands there leaves over;
* units run, and demand is missed, only as far as the rest falls short: both cost money and help nowhere;
* the runs of at most one gang start in every way that is in time;
* deferrable work is done as early as others leave room for it: whatever can be done in time can be done so;
* nothing is moved to a site that does not serve it, or stand in for one that is lost;
* no stack is ported to that is not used, or needed where a loss must be covered: ports cost money and take room; where
  engineers are few and learn, such a port is tried nevertheless: it may bring the first one into another quarter;
* endpoints are called for the work that they serve: what that costs comes with it;
* packs of an order are tried apart by how they end: each exit, buy-out and renewal is an offer of its own;
* modules that enlarge sites are ordered in every number in every period: no more are needed than make room;
* without vendor shares nobody rents more than a block needs. Vendor shares may reward idle capacity: then every amount
  is tried, up to what carries all work of the pool at once, the most that a plan may order or rent;
* an order is large enough to reach the highest tier of its offer; where volumes have tiers, orders are priced together.

A combination costs the sum of its parts, each priced by the audit, and what the sites it uses cost once; combinations
are judged from the cheapest up.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator
from functools import cache, cached_property
from math import ceil, comb, inf, prod
from typing import Any, NamedTuple

from models.operations import OperatingLine
from models.replanning import Previous
from models.scenario import Scenario
from models.units import per_hour
from solver.proof.audit import (
    Assessment,
    Auditor,
    DecisionSet,
    Ended,
    Expanded,
    Held,
    Missed,
    Moved,
    Ordered,
    Ported,
    Ran,
    Rented,
    Served,
)
from solver.proof.audit.moves import double_periods, sites_to_move_to
from solver.proof.audit.queueing import accelerators_needed
from solver.proof.audit.ways import Way, other_ways
from tests.properties.blocks_of_days import part_there, units_of
from tests.properties.calling import in_replicas, with_calls, with_counts
from tests.properties.fail_over import FailOver
from tests.properties.gang_runs import GangRuns, Schedule

EPSILON = 1e-9
"""Slack of the enumeration's own arithmetic [accelerators]; the audit decides."""
GROWING = {
    "power_fits_site",
    "racks_fit_site",
    "heat_fits_site",
    "floor_fits_site",
    "commitment_is_bounded",
    "group_fits_limit",
    "orders_fit_supply",
    "orders_fit_total",
    "rent_fits_quota",
    "vendors_are_few",
    "sites_are_few",
    "contracts_are_few",
    "ports_fit_engineers",
    "carbon_fits_limit",
    "supply_fits_window",
    "export_fits_limit",
    "rent_keeps_quota",
}
"""Rows that stay broken when more is ordered and rented: one failure settles all larger combinations."""

Key = tuple[str, str]
Pool = tuple[str, str, str]
Packs = tuple[int, ...]
Start = Ported | Moved | Expanded
"""A port, a move or an order of modules."""


class Firm(NamedTuple):
    """A firm offer ordered in a period, for an owner, by how its packs end."""

    offer: str
    owner: str
    period: int
    pool: Pool
    serves: range
    most: int
    way: Way | None
    """How they end; None: with their term."""


class Rental(NamedTuple):
    """An on-demand or spot offer, for an owner."""

    offer: str
    owner: str
    pool: Pool
    most: int


class Use(NamedTuple):
    """What is rented (packs by rental), run (packs by offer and owner) and missed (by workload) in a slot, and the
    accelerators left for deferrable work."""

    cost: float
    rented: Packs
    run: dict[tuple[str, str], float]
    missed: dict[Key, float]
    left: float


class Combination(NamedTuple):
    """Decisions and their cost [USD]."""

    cost: float
    pools: tuple[Pool, ...]
    ports: tuple[Start, ...]
    ordered: Packs
    uses: tuple[Use, ...]
    done: dict[int, float]
    """Shares of deferrable work done by slot."""
    runs: Schedule = ()
    """Runs of the gang."""

    @property
    def packs(self) -> Packs:
        """All packs ordered and rented."""
        return self.ordered + tuple(n for use in self.uses for n in use.rented)


def _by_kind(starts: tuple[Start, ...]) -> dict[str, tuple[Any, ...]]:
    return {
        "ports": tuple(start for start in starts if isinstance(start, Ported)),
        "moves": tuple(start for start in starts if isinstance(start, Moved)),
        "expansions": tuple(start for start in starts if isinstance(start, Expanded)),
    }


class Answer(NamedTuple):
    """What the cheapest decisions that pass cost, None if none do; the audit of them; how much work it was."""

    cost: float | None
    found: Assessment | None
    combinations: int
    judged: int


class BruteForce:
    """All decisions of a scenario in a case."""

    def __init__(self, scenario: Scenario, case_id: str, previous: Previous | None = None) -> None:
        self.previous = previous
        self.judge = Auditor(scenario, case_id)
        self.facts, self.time = self.judge.facts, self.judge.facts.time
        self.slots = range(self.time.slots)
        self.has_shares = bool(scenario.policy.vendor_shares or scenario.policy.capacity_shares)
        self.keys = [key for key, demand in self.facts.demand.items() if any(demand.mean)]
        self.gang_runs = GangRuns(self.judge)
        free = [key for key in self.keys if key != self.gang_runs.key]
        self.waiting = next((key for key in free if self.facts.streams[key[0]].deferral), None)
        """The deferrable workload whose work comes in no runs."""
        self.scenario, self.case_id = scenario, case_id
        self.running = self._running()
        self.fail_over = FailOver(self.judge)
        self.firms = list(self._firms())
        self.rentals = list(self._rentals())
        runs = any(offer.usd_per_hour and offer.is_firm for offer in scenario.offers)
        self.has_slack = runs or any(w.max_miss for w in scenario.streams)
        self.has_tiers = any(offer.tiers for offer in scenario.offers)
        self.growing = GROWING if self.has_slack or self.has_tiers else GROWING | {"spend_fits_budget"}
        self.growing -= {"commitment_is_bounded"} if self.has_tiers else set()

    @property
    def size(self) -> int:
        """About how many combinations there are."""
        is_wide = self.has_shares or self.has_slack or self.waiting is not None
        rents = prod((r.most + 1 if is_wide else 2) ** len(self.slots) for r in self.rentals)
        rents *= prod(len(starts) for _, starts in (*self.fail_over.ports(), *self.fail_over.moves()))
        rents *= prod(len(orders) for orders in self._expansions())
        key = self.gang_runs.key
        rents *= max((self.gang_runs.size(pool) for pool in self.pools_of(key)), default=0) if key else 1
        return (
            prod(comb(f[0].most + len(f), len(f)) for f in self._orders())
            * prod(len(self.pools_of(key)) for key in self.keys)
            * rents
        )

    def solve(self) -> Answer:
        """Judges combinations from the cheapest up; the first that passes is the optimum."""
        combinations = sorted(self._combinations(), key=lambda c: c.cost)
        settled: dict[object, list[Packs]] = {}
        judged = 0
        for c in combinations:
            frame, packs = (c.pools, c.ports), c.packs
            if any(all(a <= b for a, b in zip(small, packs, strict=True)) for small in settled.get(frame, ())):
                continue
            judged += 1
            found = self.judge.assess(self.fail_over.added(self._on_call(c)))
            if found.passed:
                return Answer(float(found.total_discounted), found, len(combinations), judged)
            if any(failure.split(": ")[1].split(" ")[0] in self.growing for failure in found.failures):
                settled.setdefault(frame, []).append(packs)
        return Answer(None, None, len(combinations), judged)

    def _on_call(self, c: Combination) -> DecisionSet:
        """A combination with what is on call of its holds, and what they count on under quotas."""
        return with_counts(self.judge, with_calls(self.judge, self.decisions(c)))

    # ---- what can be decided ----------------------------------------------------------------------------------------

    def pools_of(self, key: Key) -> list[Pool]:
        """Pools that may serve a workload: shared ones and its own."""
        places = (pool for pool in self.facts.pools if (key, pool[:2]) in self.facts.placement.arcs)
        return [pool for pool in places if pool in self.facts.pools_for(key, pool[:2])]

    def _firms(self) -> Iterator[Firm]:
        for name, terms in self.facts.offers.items():
            for owner, (u, service) in itertools.product(sorted(self.facts.owners[name]), terms.services.items()):
                pool = (*terms.place, owner)
                for way in (None, *other_ways(terms, u, self.facts.policy)):
                    serves = range(service.start, min(way.end if way else service.end, self.time.periods))
                    yield Firm(name, owner, u, pool, serves, self._most(name, pool), way)

    def _orders(self) -> list[list[Firm]]:
        """Firms of one order each, which differ in how its packs end."""
        return [list(ways) for _, ways in itertools.groupby(self.firms, key=lambda firm: firm[:3])]

    def _ended(self, packs: Iterable[tuple[int, Ordered, Way | None]]) -> dict[str, list[Ended]]:
        """Releases and extensions of packs of orders."""
        found: dict[str, list[Ended]] = {"releases": [], "extensions": []}
        for n, order, way in packs:
            if way and n:
                row = Ended(*order[:2], way.kind, self.time.labels[way.turn], float(n), order.dedicated_to)
                found["releases" if way.kind in ("exit", "resale") else "extensions"].append(row)
        return found

    def _rentals(self) -> Iterator[Rental]:
        for name, terms in self.facts.offers.items():
            is_rented = not terms.offer.is_firm and name not in self.facts.endpoints
            for owner in sorted(self.facts.owners[name]) if is_rented else ():
                pool = (*terms.place, owner)
                yield Rental(name, owner, pool, self._most(name, pool))

    def _most(self, offer: str, pool: Pool) -> int:
        """Packs that carry all work of a pool at once, or reach a group's minimum, within what is on offer."""
        o = self.facts.offers[offer].offer
        keys = [key for key in self.keys if pool in self.pools_of(key)]
        need = max(sum(self._least(key, pool, q) for key in keys) for q in self.slots)
        least = [g.min_accelerators or 0.0 for g in self.facts.policy.groups if g.counts(offer)]
        tiers = [tier.from_packs for tier in o.tiers]
        packs = [self.facts.policy.simplicity.min_order_packs or 0, o.min_packs_per_order or 0, *tiers]
        least.append(o.pack * max(packs) * o.is_firm)
        least += [o.pack * row.packs for row in (self.previous.orders if self.previous else ()) if row.offer == offer]
        limits = [m for m in (o.max_packs, o.max_packs_per_period, o.quota_packs) if m is not None]
        usable = min(o.availability, o.credit or o.availability) * self.facts.sites[o.site].uptime
        return int(min([ceil(max([need / usable, *least]) / o.pack - EPSILON), *limits]))

    def _least(self, key: Key, pool: Pool, q: int) -> float:
        """Accelerators that a workload alone asks for in a slot."""
        if key == self.gang_runs.key:
            return self.gang_runs.most(pool)
        busy = self.facts.demand[key].mean[q] / self.facts.speed(key, pool[:2])
        return max(busy / part_there(self.facts, pool, self.time.period(q)), self._hold(key, pool, q))

    def _hold(self, key: Key, pool: Pool, q: int) -> float:
        """Accelerators that it holds in a slot."""
        demand = self.facts.demand[key]
        held = demand.required[q] / self.facts.speed(key, pool[:2])
        if demand.workload.has_queueing and demand.due[q] > 0:
            held = accelerators_needed(self.facts, key, pool, q, 1.0)
        return in_replicas(self.facts, key, pool, q, held)

    @cached_property
    def till(self) -> Auditor:
        """Prices what costs the same whatever else is decided."""
        return Auditor(_without_running_cost(self.scenario), self.case_id)

    @cached_property
    def base(self) -> float:
        """Cost of deciding nothing [USD]."""
        return float(self.till.assess(DecisionSet()).total_discounted)

    @cached_property
    def firm_usd(self) -> list[float]:
        """Price of a pack of each of `firms`, by how it ends [USD]."""
        label = self.time.labels
        orders = [(Ordered(f.offer, label[f.period], 1.0, f.owner or None), f.way) for f in self.firms]
        return [self._extra(orders=[order], **self._ended([(1, order, way)])) for order, way in orders]

    @cached_property
    def rental_usd(self) -> list[list[float]]:
        """Price of a pack of each of `rentals`, by slot [USD]."""
        packs = [[Rented(r.offer, *self.time.where(q), 1.0, r.owner or None) for q in self.slots] for r in self.rentals]
        return [[self._extra(rent=[pack]) for pack in each] for each in packs]

    def _extra(self, **decisions: Any) -> float:
        """What decisions add to the cost of deciding nothing [USD]."""
        rows = DecisionSet(**{name: tuple(rows) for name, rows in decisions.items()})
        return float(self.till.assess(rows).total_discounted) - self.base

    def _running(self) -> dict[tuple[str, int], float]:
        """What sites cost in use [USD, discounted], by site and period: one price for all that is there."""
        months, rate = self.time.months, self.facts.policy.finance.discount_rate
        by_site = {
            site.id: site.telemetry_usd_per_month
            + site.support_usd_per_month
            + sum(line.usd for line in self._lines if line.driver == "site" and line.counts(site=site.id))
            for site in self.facts.sites.values()
        }
        return {
            (site, t): usd * months * (1 + rate) ** (-(t + 1) * months / 12)
            for site, usd in by_site.items()
            for t in range(self.time.periods)
            if usd
        }

    @property
    def _lines(self) -> tuple[OperatingLine, ...]:
        return self.facts.policy.operating_costs

    def _running_usd(self, packs: Packs, uses: tuple[Use, ...]) -> float:
        """What the sites cost that a combination puts in use, those of today's fleet included [USD, discounted]."""
        if not self.running:
            return 0.0
        used = {(h.site, t) for h, serves in self.facts.holdings for t, is_there in enumerate(serves) if is_there}
        used |= {(f.pool[1], t) for n, f in zip(packs, self.firms, strict=True) if n for t in f.serves}
        used |= {
            (rental.pool[1], self.time.period(q))
            for q, use in zip(self.slots, uses, strict=True)
            for n, rental in zip(use.rented, self.rentals, strict=True)
            if n
        }
        return sum(self.running.get(place, 0.0) for place in used)

    def _departure_usd(self, packs: Packs) -> float:
        """What it costs to order otherwise than the previous plan said [USD, discounted]."""
        if self.previous is None:
            return 0.0
        months, finance = self.time.months, self.facts.policy.finance
        usd = 0.0
        for n, firm in zip(packs, self.firms, strict=True):
            where = firm.offer, firm.owner, self.time.labels[firm.period]
            said = [r.packs for r in self.previous.orders if (r.offer, r.dedicated_to or "", r.order_period) == where]
            usd += abs(n - sum(said)) * float((1 + finance.discount_rate) ** (-firm.period * months / 12))
        return usd * self.facts.policy.departure_usd_per_pack

    # ---- combinations -----------------------------------------------------------------------------------------------

    def _combinations(self) -> Iterator[Combination]:
        vectors = [sum(orders, ()) for orders in itertools.product(*map(_split, self._orders()))]
        prices = [self._price(packs) for packs in vectors]
        prices = [usd + self._departure_usd(packs) for usd, packs in zip(prices, vectors, strict=True)]
        for pools, runs in self._frames():
            uses = cache(lambda q, active, pools=pools, runs=runs: self._uses(pools, runs, q, active))
            served = (*self._served(pools, {}), *self.gang_runs.served(runs))
            serving = self.base + self._extra(dispatch=served, gangs=runs)
            for ports in self._ports(pools):
                fixed = serving + self._extra(**_by_kind(ports))
                for packs, usd in zip(vectors, prices, strict=True):
                    for use in itertools.product(*(uses(q, self._active(packs, q)) for q in self.slots)):
                        done = self._done(pools, ports, use)
                        if done is not None:
                            cost = fixed + usd + self._running_usd(packs, use) + sum(u.cost for u in use)
                            yield Combination(cost, pools, ports, packs, use, done, runs)

    def _price(self, packs: Packs) -> float:
        """What orders add to the cost [USD]: each by itself, or, where volumes have tiers, all together."""
        if not self.has_tiers:
            return float(sum(n * usd for n, usd in zip(packs, self.firm_usd, strict=True)))
        return self._extra(**self._contracts(packs))

    def _contracts(self, packs: Packs) -> dict[str, Any]:
        """Orders, and how packs of them end."""
        ordered: dict[tuple[str, str, str | None], float] = {}
        ended = []
        for n, firm in zip(packs, self.firms, strict=True):
            name = firm.offer, self.time.labels[firm.period], firm.owner or None
            ended.append((n, Ordered(*name[:2], 0.0, name[2]), firm.way))
            ordered |= {name: ordered.get(name, 0.0) + n} if n else {}
        return {
            "orders": tuple(Ordered(*name[:2], n, name[2]) for name, n in ordered.items()),
            **{kind: tuple(rows) for kind, rows in self._ended(ended).items()},
        }

    def _frames(self) -> Iterator[tuple[tuple[Pool, ...], Schedule]]:
        """The pools of all workloads, with every schedule of runs on the pool of the gang."""
        gang = self.gang_runs.key
        for pools in itertools.product(*(self.pools_of(key) for key in self.keys)):
            own = pools[self.keys.index(gang)] if gang else ("", "", "")
            yield from ((pools, runs) for runs in self.gang_runs.schedules(own))

    def _ports(self, pools: tuple[Pool, ...]) -> Iterator[tuple[Start, ...]]:
        """Ports of every stack, and moves to every site, that need one, started in time for the first demand there."""
        first: dict[tuple[str, str], int] = {}
        for key, pool in zip(self.keys, pools, strict=True):
            stack, workload = self.facts.accelerators[pool[0]].stack, self.facts.workload_id(key)
            if stack in self.facts.needs_port[workload]:
                start = self._latest_start(key)
                first[workload, stack] = min(start, first.get((workload, stack), start))
        starts: list[list[Start | None]] = [
            [
                Ported(w, s, self.time.labels[u])
                for u in sorted(self.facts.port_periods)
                if self.facts.port_ready(s, u) <= t
            ]
            for (w, s), t in first.items()
        ]
        starts += self._idle_ports(first)
        starts += self._moves(pools)
        starts += self._expansions()
        for begun in itertools.product(*starts):
            yield tuple(start for start in begun if start)

    def _expansions(self) -> list[list[Start | None]]:
        """Orders of every module of a site in every period, none included; the audit says which can be ordered."""
        return [
            [None, *(Expanded(site.id, module.id, label, n) for n in range(1, module.max_modules + 1))]
            for site in self.facts.sites.values()
            for module in site.expansions
            for u, label in enumerate(self.time.labels)
            if u + self.time.whole(module.lead_months) < self.time.periods
        ]

    def _latest_start(self, key: Key) -> int:
        """Period in which the first of its work must be done at the latest."""
        first = min(self.time.period(q) for q in self.slots if self.facts.demand[key].arriving[q])
        return min(first + self._wait(key), self.time.periods - 1)

    def _moves(self, pools: tuple[Pool, ...]) -> list[list[Start | None]]:
        """Moves to every site that serves away from home, or could stand in; a single pool never runs double."""
        first: dict[tuple[str, str], int] = {}
        for key, pool in zip(self.keys, pools, strict=True):
            workload = self.facts.workload_id(key)
            if pool[1] in sites_to_move_to(self.facts, workload):
                start = self._latest_start(key)
                first[workload, pool[1]] = min(start, first.get((workload, pool[1]), start))
        reviews, delay = sorted(self.facts.port_periods), double_periods(self.facts)
        found: list[list[Start | None]] = [
            [Moved(w, site, self.time.labels[u]) for u in reviews if u + delay <= t] for (w, site), t in first.items()
        ]
        return found + [[*options] for pair, options in self.fail_over.moves() if pair not in first]

    def _idle_ports(self, used: Container[tuple[str, str]]) -> list[list[Start | None]]:
        """Where engineers learn, or a loss must be covered: for every stack not used, no port or one in any review."""
        if not self.facts.policy.engineers or all(stack.learning == 1 for stack in self.facts.stacks.values()):
            return [[*options] for pair, options in self.fail_over.ports() if pair not in used]
        idle = [(w, s) for w, stacks in self.facts.needs_port.items() for s in sorted(stacks) if (w, s) not in used]
        labels = [self.time.labels[u] for u in sorted(self.facts.port_periods)]
        return [[None, *(Ported(w, s, label) for label in labels)] for w, s in idle]

    def _active(self, packs: Packs, q: int) -> Packs:
        """Packs in service in a slot, by firm offer and order period."""
        t = self.time.period(q)
        return tuple(n if t in firm.serves else 0 for n, firm in zip(packs, self.firms, strict=True))

    def _uses(self, pools: tuple[Pool, ...], runs: Schedule, q: int, active: Packs) -> list[Use]:
        """Ways to carry the load of a slot, without those that rent more to no avail."""
        t = self.time.period(q)
        ranges = [
            range(r.most + 1 if self._is_open(r, t) and (self.has_shares or r.pool in pools) else 1)
            for r in self.rentals
        ]
        found: dict[Packs, Use] = {}
        for rented in itertools.product(*ranges):
            use = self._use(pools, runs, q, active, rented)
            if use is not None:
                found[rented] = use
        if self.has_shares:
            return list(found.values())
        return [use for use in found.values() if not self._is_wasteful(use, found)]

    def _is_open(self, rental: Rental, t: int) -> bool:
        return self.facts.offers[rental.offer].is_rentable[t]

    @staticmethod
    def _is_wasteful(use: Use, found: dict[Packs, Use]) -> bool:
        """Whether one pack less does as well."""
        for n, packs in enumerate(use.rented):
            less = found.get((*use.rented[:n], packs - 1, *use.rented[n + 1 :]))
            if less is not None and (less.run, less.missed, less.left) == (use.run, use.missed, use.left):
                return True
        return False

    def _use(self, pools: tuple[Pool, ...], runs: Schedule, q: int, active: Packs, rented: Packs) -> Use | None:
        """What must be run and missed beside packs in service and rented; None where the load does not fit."""
        cost = sum(n * usd[q] for n, usd in zip(rented, self.rental_usd, strict=True))
        run: dict[tuple[str, str], float] = {}
        missed: dict[Key, float] = {}
        left = 0.0
        for pool in dict.fromkeys(pools):
            keys = [key for key, p in zip(self.keys, pools, strict=True) if p == pool and key != self.waiting]
            calm, everything = self._room(pool, keys, runs, q, active, rented)
            short = -min(calm, everything)
            if self.waiting and pool == pools[self.keys.index(self.waiting)]:
                left = everything if self.facts.streams[self.waiting[0]].is_interruptible else min(calm, everything)
            for name, owner, most in self._runnable(pool, active) if short > EPSILON else ():
                packs = min(most, short / self.facts.offers[name].offer.pack)
                run[name, owner] = packs
                short -= packs * self.facts.offers[name].offer.pack
                cost += self._extra(run=[Ran(name, *self.time.where(q), packs, owner or None)])
            if short > EPSILON:
                key = max(keys, key=lambda k: self.facts.streams[k[0]].max_miss)
                if self.facts.streams[key[0]].max_miss == 0:
                    return None
                share = short * self.facts.speed(key, pool[:2]) / self.facts.demand[key].mean[q]
                if share > self.facts.streams[key[0]].max_miss + EPSILON:
                    return None
                missed[key] = share
                cost += self._extra(misses=[Missed(*key, *self.time.where(q), share)])
        return Use(cost, rented, run, missed, left)

    def _room(
        self, pool: Pool, keys: list[Key], runs: Schedule, q: int, active: Packs, rented: Packs
    ) -> tuple[float, float]:
        """Accelerators that packs in service without running price, holdings and rent leave free, or fall short by
        (negative): without spot, beside work that cannot be interrupted, and in all [accelerators]."""
        up = self.facts.sites[pool[1]].uptime
        part = part_there(self.facts, pool, self.time.period(q))
        steady = sum(
            h.accelerators * h.availability * up
            for h, serves in self.facts.held_at(pool)
            if serves[self.time.period(q)]
        )
        for n, firm in zip(active, self.firms, strict=True):
            o = self.facts.offers[firm.offer].offer
            steady += n * o.pack * o.availability * up * part * (firm.pool == pool and o.usd_per_hour == 0)
        calm = everything = steady
        for n, rental in zip(rented, self.rentals, strict=True):
            o = self.facts.offers[rental.offer].offer
            carried = n * o.pack * o.availability * up * (rental.pool == pool)
            everything += carried
            calm += carried * (o.mode != "spot")
        if pool[0] in self.facts.endpoints:  # called as work asks for it, as far as the quota goes
            terms = self.facts.offers[pool[0]]
            quota = inf if terms.offer.quota_packs is None else terms.offer.quota_packs
            calm = everything = quota if terms.is_rentable[self.time.period(q)] else 0.0
        loads = {key: self.facts.demand[key].mean[q] / self.facts.speed(key, pool[:2]) for key in keys}
        if self.gang_runs.key in loads:
            loads[self.gang_runs.key] = self.gang_runs.kept(runs, q) * part
        firm_load = sum(load for key, load in loads.items() if not self.facts.streams[key[0]].is_interruptible)
        return calm - firm_load, everything - sum(loads.values())

    def _runnable(self, pool: Pool, active: Packs) -> Iterator[tuple[str, str, float]]:
        """Offers with a running price in a pool, and the packs that are up."""
        up: dict[tuple[str, str], float] = {}
        for n, firm in zip(active, self.firms, strict=True):
            o = self.facts.offers[firm.offer].offer
            if firm.pool == pool and o.usd_per_hour > 0:
                uptime = self.facts.sites[pool[1]].uptime
                up[firm.offer, firm.owner] = up.get((firm.offer, firm.owner), 0.0) + n * o.availability * uptime
        return ((name, owner, most) for (name, owner), most in up.items())

    # ---- deferrable work --------------------------------------------------------------------------------------------

    def _wait(self, key: Key) -> int:
        deferral = self.facts.streams[key[0]].deferral
        return self.time.whole(deferral.within_months) if deferral else 0

    def _done(
        self, pools: tuple[Pool, ...], starts: tuple[Start, ...], uses: tuple[Use, ...]
    ) -> dict[int, float] | None:
        """Shares of deferrable work by slot, done as early as there is room; None where some of it comes too late."""
        if self.waiting is None:
            return {}
        demand, pool, done = self.facts.demand[self.waiting], pools[self.keys.index(self.waiting)], {}
        each = self.facts.speed(self.waiting, pool[:2]) * per_hour(demand.workload.service_unit)
        ready = max(
            (
                self._ready(start)
                for start in starts
                if not isinstance(start, Expanded) and start.workload == self.facts.workload_id(self.waiting)
            ),
            default=0,
        )
        arrived, backlog, wait = [], 0.0, self._wait(self.waiting)
        for t in range(self.time.periods):
            arrived.append(sum(demand.arriving[q] for q in self.time.slots_of(t)))
            backlog += arrived[t]
            for q in self.time.slots_of(t):
                if t >= ready and demand.mean[q] > 0:
                    units = min(backlog, max(uses[q].left, 0.0) * each * self.time.slot_hours[q])
                    done[q] = units / demand.units[q]
                    backlog -= units
            is_last = t == self.time.periods - 1
            may_wait = 0.0 if is_last else sum(arrived[max(0, t - wait + 1) :]) if wait else 0.0
            if backlog > may_wait + EPSILON * max(arrived):
                return None
        return {q: share for q, share in done.items() if share}

    def _ready(self, start: Ported | Moved) -> int:
        """Period from which a port or a move is of use."""
        begun = self.time.period_of[start.start_period]
        if isinstance(start, Moved):
            return begun + double_periods(self.facts)
        return self.facts.port_ready(start.stack, begun)

    # ---- decisions --------------------------------------------------------------------------------------------------

    def decisions(self, c: Combination) -> DecisionSet:
        """A combination as the audit reads it."""
        where, slots = self.time.where, list(zip(self.slots, c.uses, strict=True))
        return DecisionSet(
            **self._contracts(c.ordered),
            rent=tuple(
                Rented(r.offer, *where(q), float(n), r.owner or None)
                for q, use in slots
                for n, r in zip(use.rented, self.rentals, strict=True)
                if n
            ),
            run=tuple(Ran(o, *where(q), n, owner or None) for q, use in slots for (o, owner), n in use.run.items()),
            dispatch=(
                *self._served(c.pools, {(key, q): share for q, use in slots for key, share in use.missed.items()}),
                *self._served_late(c),
                *self.gang_runs.served(c.runs),
            ),
            misses=tuple(Missed(*key, *where(q), share) for q, use in slots for key, share in use.missed.items()),
            headroom=self._held(c.pools),
            **_by_kind(c.ports),
            gangs=c.runs,
            previous=self.previous,
        )

    def _served(self, pools: tuple[Pool, ...], missed: dict[tuple[Key, int], float]) -> tuple[Served, ...]:
        return tuple(
            Served(*key, *pool[:2], *self.time.where(q), 1.0 - missed.get((key, q), 0.0), *units_of(pool))
            for key, pool in zip(self.keys, pools, strict=True)
            for q in self.slots
            if self.facts.demand[key].mean[q] > 0 and key not in (self.waiting, self.gang_runs.key)
        )

    def _served_late(self, c: Combination) -> tuple[Served, ...]:
        if self.waiting is None:
            return ()
        pool = c.pools[self.keys.index(self.waiting)]
        where = self.time.where
        return tuple(Served(*self.waiting, *pool[:2], *where(q), share, *units_of(pool)) for q, share in c.done.items())

    def _held(self, pools: tuple[Pool, ...]) -> tuple[Held, ...]:
        return tuple(
            Held(*key, *pool[:2], *self.time.where(q), held, "@" in pool[2], share)
            for key, pool in zip(self.keys, pools, strict=True)
            for share in [1.0 if self.facts.demand[key].workload.has_queueing else None]
            for q in self.slots
            if (held := self._hold(key, pool, q)) > 0
        )


def _split(ways: list[Firm]) -> list[Packs]:
    """Packs of an order by how they end, together no more than can be ordered."""
    split = itertools.product(*(range(way.most + 1) for way in ways))
    return [packs for packs in split if sum(packs) <= ways[0].most]


def _without_running_cost(scenario: Scenario) -> Scenario:
    """The scenario with sites that cost nothing while in use, so that parts of a combination can be priced alone."""
    free = {"telemetry_usd_per_month": 0.0, "support_usd_per_month": 0.0}
    lines = tuple(line for line in scenario.policy.operating_costs if line.driver != "site")
    policy = scenario.policy.model_copy(update={"operating_costs": lines})
    sites = tuple(site.model_copy(update=free) for site in scenario.sites)
    return scenario.model_copy(update={"sites": sites, "policy": policy})
