"""The scenario as the program's index sets and plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import ceil

from models.calendar import month_hours, month_number
from models.endings import Renewal
from models.endpoint import Endpoint, with_endpoints
from models.hardware import Accelerator, Holding, Stack
from models.names import Names
from models.offer import Offer
from models.replanning import Previous
from models.scenario import Scenario
from models.site import Site
from models.workload import Workload
from solver.program.asked import asked, since_launch, with_headroom
from solver.program.contingencies import Contingency, contingencies
from solver.program.elements import Copy, Pool, Work
from solver.program.endings import Ending, endings
from solver.program.gangs import Start, most_at_once, starts
from solver.program.lanes import lane_owners, pools_of, shared_pools
from solver.program.parties import Census, census, least_packs, most_planned
from solver.program.peaks import most_held
from solver.program.prices import highest_tier, prices
from solver.program.tree import Tree
from solver.sizing.arcs import Arc, Removal, size
from solver.sizing.deferral import Volumes
from solver.sizing.demand import periods_of
from solver.sizing.moving import moves_of
from solver.sizing.names import names_of
from solver.sizing.porting import is_free, learned_stacks

Needs = Mapping[tuple[str, str, str], float]
"""Accelerators by accelerator, site and owner of a pool."""


class Instance:
    """Index sets and numbers of one scenario under a scenario tree. All lists are indexed from 0."""

    def __init__(
        self,
        scenario: Scenario,
        tree: Tree,
        previous: Previous | None = None,
        needs: Needs | None = None,
        launched: Mapping[str, int] | None = None,
    ) -> None:
        """`needs`: by pool, the most accelerators that other cases which share its orders could use at once.
        `launched`: the period from which on work is served, where that is decided already."""
        scenario = with_endpoints(scenario)
        self.scenario, self.tree, self.previous = scenario, tree, previous
        self._needs_elsewhere = needs or {}
        horizon = scenario.horizon
        self.T, self.M = horizon.periods, horizon.months_per_period
        self.blocks = horizon.blocks
        self.hours = [[horizon.block_hours(t, b) for b in horizon.blocks] for t in range(self.T)]
        self.H = [horizon.period_hours(t) for t in range(self.T)]
        self.peaks = [n for n, b in enumerate(horizon.blocks) if b.is_peak]
        self.streams = scenario.streams
        self.works = [Work(w, d) for w in self.streams for d in w.demand]
        sized, self.removals = size(scenario)
        offered, due = asked(scenario, tree, self.works, self.peaks)
        self.launched = launched or {}
        arriving, self.peak_due = (since_launch(each, self.works, self.launched) for each in (offered, due))
        self.peak_need = [
            [with_headroom(scenario, w, due) for w, due in zip(self.works, k, strict=True)] for k in self.peak_due
        ]
        own = [w.workload for w in self.works]
        self.volumes = Volumes(scenario, own, arriving, self.hours)
        self.offered = Volumes(scenario, own, offered, self.hours) if launched else self.volumes
        self.demand = self.volumes.demand
        self.lane_owners = lane_owners(scenario)
        self.pools, self.arcs = pools_of(scenario, self.works, sized, shared_pools(scenario, sized))
        self.copies = [copy for j in range(len(self.pools)) for copy in self._copies(j)]

    removals: list[Removal]
    demand: list[list[list[list[float]]]]
    """[CASES x WORKLOADS x PERIODS x BLOCKS], service unit."""
    peak_due: list[list[list[list[float]]]]
    """[CASES x WORKLOADS x PERIODS x BLOCKS], service unit: peak x (1-max_miss) of work with headroom, else 0."""
    peak_need: list[list[list[list[float]]]]
    """[CASES x WORKLOADS x PERIODS x BLOCKS], service unit: peak x (1+headroom) x (1-max_miss), else 0."""
    offered: Volumes
    """Volumes of all demand, also of work that is not launched yet."""
    arcs: list[tuple[int, int, Arc]]
    """(i, j, arc)."""
    lane_owners: dict[str | None, str]
    """Owner of shared units by lane: empty where all work shares; None is the lane of holdings that name none."""

    @cached_property
    def arcs_of_work(self) -> list[list[int]]:
        """Arc numbers by i."""
        return _group((i for i, _, _ in self.arcs), len(self.works))

    @cached_property
    def arcs_of_pool(self) -> list[list[int]]:
        """Arc numbers by j."""
        return _group((j for _, j, _ in self.arcs), len(self.pools))

    @cached_property
    def copies_of_pool(self) -> list[list[int]]:
        """Copy numbers by j."""
        return _group((c.pool for c in self.copies), len(self.pools))

    @cached_property
    def contingencies(self) -> list[Contingency]:
        """Losses that rules of redundancy speak of."""
        return contingencies(self)

    @cached_property
    def endings(self) -> dict[tuple[int, int], tuple[Ending, ...]]:
        """Ways in which packs may end otherwise than with their term, by copy and order period."""
        return endings(self)

    @cached_property
    def starts(self) -> dict[int, list[Start]]:
        """Runs of gangs that may start, by arc; arcs of other work are not in it."""
        return starts(self)

    @cached_property
    def census(self) -> dict[str, Census]:
        """Vendors, sites and contracts by kind, where a limit on their number can bind."""
        return census(self)

    @cached_property
    def names(self) -> Names:
        """Names on paper of the records, as sentences call them."""
        return names_of(self.scenario)

    @cached_property
    def stacks(self) -> dict[str, Stack]:
        """Stacks by id."""
        return {s.id: s for s in self.scenario.stacks}

    @cached_property
    def port_periods(self) -> list[int]:
        """PERIODS in which a port may start."""
        return list(range(0, self.T, periods_of(self.scenario.policy.porting_every_months, self.scenario)))

    def throughput(self, arc: int) -> float:
        """Throughput per accelerator [service unit]."""
        return self.arcs[arc][2].throughput

    def load(self, arc: int, t: int, b: int, k: int) -> float:
        """Accelerators that all the demand of a block would keep busy on an arc."""
        return self.demand[k][self.arcs[arc][0]][t][b] / self.throughput(arc)

    def needs_port(self, workload: Workload, stack: str) -> bool:
        """Whether a workload must be ported to a stack before it runs there."""
        return stack not in workload.incumbent_stacks and not is_free(self.scenario, self.stacks[stack])

    @cached_property
    def optional(self) -> list[str]:
        """Workloads whose launch is decided."""
        is_decided = self.scenario.policy.objective == "value"
        return [w.id for w in self.scenario.workloads if is_decided and w.served == "may"]

    def must_be_served(self, i: int) -> bool:
        """Whether some of the demand of i is served in every plan."""
        work = self.works[i].workload
        return work.max_miss < 1 and work.workload_id not in self.optional

    @cached_property
    def ports(self) -> list[tuple[str, str]]:
        """(workload, stack) pairs that a port could open: stacks of its arcs that need one."""
        pairs = {
            (arc.workload.workload_id, arc.accelerator.stack)
            for _, _, arc in self.arcs
            if self.needs_port(arc.workload, arc.accelerator.stack)
        }
        return sorted(pairs)

    @cached_property
    def moves(self) -> list[tuple[str, str]]:
        """(workload, site) pairs that a move of data could open."""
        return moves_of(self.scenario, (arc for _, _, arc in self.arcs))

    @cached_property
    def learned(self) -> list[str]:
        """Stacks whose further ports cost less than the first, and that more than one workload could be ported to."""
        return learned_stacks(self.scenario, self.ports)

    def is_supported(self, accelerator: Accelerator, t: int) -> bool:
        """Whether new units of an accelerator may be in service in a period."""
        start = self.scenario.horizon.period_start(t)
        return _from(accelerator.available_from) <= start < _until(accelerator.end_of_support)

    def held(self, holding: Holding, t: int) -> bool:
        """Whether a holding is in service in a period."""
        end = self.accelerators[holding.accelerator].end_of_support
        return holding.starts <= self.scenario.horizon.period_start(t) < min(_until(holding.until), _until(end))

    @cached_property
    def accelerators(self) -> dict[str, Accelerator]:
        """Accelerators by id."""
        return {a.id: a for a in self.scenario.accelerators}

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Sites by id."""
        return {s.id: s for s in self.scenario.sites}

    @cached_property
    def endpoints(self) -> dict[str, Endpoint]:
        """Endpoints of managed inference by id, which is also that of their accelerator and offer."""
        return {e.id: e for e in self.scenario.endpoints}

    def is_managed(self, o: int) -> bool:
        """Whether a copy is of an endpoint: what is called of it is no accelerator."""
        return self.copies[o].offer.id in self.endpoints

    def stands_in(self, holding: Holding, pool: Pool) -> bool:
        """Whether a holding belongs to a pool: shared, by its lane where lanes are kept apart, or dedicated."""
        owner = holding.dedicated_to or self.lane_owners[holding.lane]
        return (holding.accelerator, holding.site, owner) == (pool.accelerator.id, pool.site.id, pool.owner)

    def holdings_in(self, pool: Pool, t: int) -> list[Holding]:
        """Holdings in service in a pool."""
        return [h for h in self.scenario.holdings if self.stands_in(h, pool) and self.held(h, t)]

    def hours_of(self, t: int) -> float:
        """Hours of a period, also past the horizon [h]."""
        if t < self.T:
            return self.H[t]
        if self.blocks[0].hours is not None:
            return self.H[0]
        start = self.scenario.horizon.period_start(t)
        return float(sum(month_hours(m) for m in range(start, start + self.M)))

    def recurring_usd(self, offer: Offer | Renewal, t: int) -> float:
        """Monthly and committed-hour payments per pack in a period [USD]."""
        return offer.monthly_usd * self.M + offer.committed_usd_per_hour * self.hours_of(t)

    def discount(self, month: float) -> float:
        """Discount factor of a payment at a month from the start."""
        return float((1 + self.scenario.policy.finance.discount_rate) ** (-month / 12))

    def _copies(self, j: int) -> Iterator[Copy]:
        pool, need = self.pools[j], max(self._need(j), self._needs_elsewhere.get(self.pools[j].place, 0.0))
        for offer in self.scenario.offers:
            place = offer.accelerator, offer.site
            if place == (pool.accelerator.id, pool.site.id) and pool.takes(offer):
                up, credit = offer.availability * pool.site.uptime, offer.credit * pool.site.uptime
                up = 1.0 if pool.accelerator.is_managed else up  # tokens are paid when they come
                floors = [g.min_accelerators or 0.0 for g in self.scenario.policy.groups if g.counts(offer.id)]
                floors.append(max(least_packs(self.scenario.policy, offer), highest_tier(offer)) * offer.pack)
                floors.append(most_planned(self.previous, offer.id) * offer.pack)
                bound = ceil(max([need / min(up, credit or up), *floors]) / offer.pack)
                windows = self._windows(offer, pool.accelerator) if offer.is_firm else {}
                rentable = frozenset() if offer.is_firm else frozenset(self._rentable(offer, pool.accelerator))
                for price in prices(self.scenario.horizon, offer, {*windows, *rentable}):
                    own = {u: window for u, window in windows.items() if u in price.periods}
                    rented = rentable & price.periods
                    yield Copy(price.of(offer), j, own, rented, bound, up, credit, price)

    @property
    def needs(self) -> Needs:
        """Most accelerators of each pool that all its workloads together could use at once."""
        return {pool.place: self._need(j) for j, pool in enumerate(self.pools)}

    def _need(self, j: int) -> float:
        """Most accelerators of a pool that all its workloads together could use at once."""
        arcs = [r for r, (_, jj, _) in enumerate(self.arcs) if jj == j]
        part = [self.pools[j].part(hours) for hours in self.H]
        return max(
            sum(max(self._most_busy(r, t, b, k) / part[t], most_held(self, r, t, b, k)) for r in arcs)
            for k in range(len(self.tree.cases))
            for t in range(self.T)
            for b in range(len(self.blocks))
        )

    def _most_busy(self, r: int, t: int, b: int, k: int) -> float:
        """Accelerators that all the work of an arc could take in a block."""
        return most_at_once(self, r, t, k) if self.arcs[r][2].sizes else self.load(r, t, b, k)

    def _windows(self, offer: Offer, a: Accelerator) -> dict[int, tuple[int, int]]:
        horizon = self.scenario.horizon
        support_end = _until(a.end_of_support)
        last = ceil((support_end - horizon.first) / self.M) if a.end_of_support else 10**9
        windows = {}
        for u in range(self.T):
            s = u + periods_of(offer.lead_in(horizon.period_start(u)), self.scenario)
            e = 10**9 if offer.most_months is None else s + periods_of(offer.most_months, self.scenario)
            fits = offer.mode == "buy" or horizon.period_start(s) + (e - s) * self.M <= support_end
            ordered = _from(offer.order_from) <= horizon.period_start(u) < _until(offer.order_until)
            if s < self.T and ordered and fits and self.is_supported(a, s):
                windows[u] = (s, min(e, last) if offer.mode == "buy" else e)
        return windows

    def _rentable(self, offer: Offer, a: Accelerator) -> Iterator[int]:
        for t in range(self.T):
            start = self.scenario.horizon.period_start(t)
            if _from(offer.order_from) <= start < _until(offer.order_until) and self.is_supported(a, t):
                yield t


def _from(month: str | None) -> int:
    return month_number(month) if month else 0


def _until(month: str | None) -> int:
    return month_number(month) if month else 10**9


def _group(keys: Iterator[int], count: int) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(count)]
    for n, key in enumerate(keys):
        groups[key].append(n)
    return groups
