"""Who the plan's nominal cost belongs to: workloads by use of their pools, and what belongs to none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from solver.proof.audit.agreement_money import cost_by_period as agreed_by_period
from solver.proof.audit.bill import Bill
from solver.proof.audit.commitment_money import spending
from solver.proof.audit.departure import departure_usd
from solver.proof.audit.edge_rows import running_cost
from solver.proof.audit.expansion_rows import cost_by_period
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.holding_money import once_usd, period_usd
from solver.proof.audit.managed import calls, usd_of
from solver.proof.audit.money import changes_per_quarter
from solver.proof.audit.moves import double_periods, move_usd
from solver.proof.audit.offers import exact
from solver.proof.audit.ports import change_usd, port_usd
from solver.proof.audit.pricing import on_path
from solver.proof.audit.queues import queue_parts
from solver.proof.audit.state import Copy
from solver.proof.audit.use import PoolTables, Use
from solver.proof.audit.ways import whole_cost

NOBODY = ("", "", "")
"""Stands for the pool of fixed costs."""


class Charges:
    """Nominal USD: `of_workload` by workload, or queue of one, and period, `of_nobody` by reason, pool and period."""

    def __init__(self, use: Use, bill: Bill) -> None:
        self.use, self.bill = use, bill
        self.facts = use.facts
        periods = range(use.time.periods)
        self.of_workload = {(w, t): Decimal(0) for w in self.facts.streams for t in periods}
        self.of_nobody: dict[tuple[str, Pool, int], Decimal] = {}
        self._share_pools()
        self._charge_own()
        self._charge_ports()
        self._share_sites()
        self._charge_moves()
        self._leave_unused()
        self._leave_fixed()

    def _share_pools(self) -> None:
        """Each pool's cost of a period, by accelerator-hours claimed, or to nobody where none are."""
        usable = {pool for key, place in self.facts.placement.arcs for pool in self.facts.pools_for(key, place)}
        hours: dict[tuple[Pool, int], list[tuple[str, float]]] = {}
        for (key, t), by_pool in self.use.claims.items():
            for pool, busy in by_pool.items():
                hours.setdefault((pool, t), []).append((key[0], busy))
        for pool, costs in pool_costs(self.use).items():
            for t, usd in enumerate(costs):
                shares = hours.get((pool, t), [])
                total = sum(busy for _, busy in shares)
                for workload, busy in shares:
                    self.of_workload[workload, t] += usd * exact(busy) / exact(total)
                if usd and not shares:
                    self.of_nobody["idle" if pool in usable else "unusable", pool, t] = usd

    def _charge_own(self) -> None:
        """Data sent to users, units not served, and tokens of endpoints."""
        state, time = self.use.state, self.use.time
        for key, demand in self.facts.demand.items():
            workload = demand.workload
            lost = exact(workload.miss_penalty_usd_per_unit) + exact(workload.value_per_unit_usd)
            for q, shares in enumerate(state.serve[key]):
                usd = exact(demand.arriving[q] * state.miss[key][q]) * lost
                for pool, share in shares.items() if workload.gb_per_unit else ():
                    gb = exact(demand.units[q] * share) * exact(workload.gb_per_unit)
                    usd += gb * exact(self.facts.sites[pool[1]].egress_usd_per_gb)
                self.of_workload[key[0], time.period(q)] += usd
        for call in calls(state):
            self.of_workload[call.key[0], time.period(call.slot)] += usd_of(call)

    def _charge_ports(self) -> None:
        """Porting spread over the periods from being ready on, else where it is paid; upkeep while ready."""
        periods = self.use.time.periods
        for (workload, name), starts in self.use.state.port.items():
            for u in starts:
                usd = port_usd(self.use.state, (workload, name, u))
                ready = range(self.facts.port_ready(name, u), periods)
                for t in ready or (u,):
                    self._charge_queues(workload, t, usd / len(ready or (u,)), stack=name)
                for t in ready:
                    changes = changes_per_quarter(self.facts, workload, t) * self.use.time.months / 3
                    self._charge_queues(workload, t, change_usd(self.facts, name) * changes, stack=name)

    def _charge_moves(self) -> None:
        """A move spread over the periods from its site being ready on, else where it is paid."""
        for (workload, site), starts in self.use.state.move.items():
            for u in starts:
                ready = range(u + double_periods(self.facts), self.use.time.periods)
                for t in ready or (u,):
                    self._charge_queues(workload, t, move_usd(self.facts, workload) / len(ready or (u,)), site=site)

    def _charge_queues(self, workload: str, period: int, usd: Decimal, *, stack: str = "", site: str = "") -> None:
        """Cost of a stack or a site, divided among the queues of its workload."""
        for stream, part in queue_parts(self.use, workload, period, stack=stack, site=site).items():
            self.of_workload[stream, period] += usd * part

    def _share_sites(self) -> None:
        """Modules, telemetry, support of a site, by the hours that work keeps its accelerators busy, or to nobody."""
        hours: dict[tuple[str, int], dict[str, float]] = {}
        for (key, t), by_pool in self.use.hours.items():
            for pool, busy in by_pool.items():
                at = hours.setdefault((pool[1], t), {})
                at[key[0]] = at.get(key[0], 0.0) + busy
        modules = cost_by_period(self.use.state)
        for site in self.facts.sites:
            for t in range(self.use.time.periods):
                cost, busy_there = running_cost(self.use.state, site, t), hours.get((site, t), {})
                usd = cost.telemetry + cost.support + modules.get((site, t), Decimal(0))
                total = sum(busy_there.values())
                for workload, busy in busy_there.items():
                    self.of_workload[workload, t] += usd * exact(busy) / exact(total)
                if usd and not busy_there:
                    self.of_nobody["idle", ("", site, ""), t] = usd

    def _leave_unused(self) -> None:
        """What is left of commitments, and what agreements take off or find missing."""
        for row in spending(self.use.state):
            if row.unused:
                self.of_nobody["unused_commitment", (row.terms.id, "", ""), row.period] = row.cost * row.unused
        for (name, t), usd in agreed_by_period(self.use.state, self.bill).items():
            if usd:
                self.of_nobody["agreement", (name, "", ""), t] = usd

    def _leave_fixed(self) -> None:
        monthly = sum((exact(c.usd_per_month) for c in self.facts.policy.fixed_costs), Decimal(0))
        monthly += sum((exact(s.fixed_usd_per_month) for s in self.facts.sites.values()), Decimal(0))
        for t in range(self.use.time.periods) if monthly else ():
            self.of_nobody["fixed", NOBODY, t] = monthly * self.use.time.months
        for t, usd in departure_usd(self.use.state).items():
            self.of_nobody["departure", NOBODY, t] = usd


def pool_costs(use: Use) -> dict[Pool, list[Decimal]]:
    """Nominal cost of every pool by period [USD]."""
    found = {pool: [Decimal(0)] * use.time.periods for pool in use.pools}
    for copy in use.state.copies.values():
        for t, usd in (*_of_orders(copy), *_of_hours(copy)):
            found[copy.pool][t] += usd
    for row in use.state.coverage:
        t, terms = use.time.period(row.slot), row.copy.terms
        price = terms.per_hour * on_path(terms.offer, use.time.starts[t])
        found[row.copy.pool][t] -= exact(row.packs) * exact(use.time.slot_hours[row.slot]) * price
    for spent in spending(use.state):
        for pool, usd in spent.used.items():
            found[pool][spent.period] += spent.cost * usd / spent.usd
    for pool, tables in use.pools.items():
        for t in range(use.time.periods):
            found[pool][t] += _of_power(use.facts, tables, t)
        for holding, serves in use.facts.held_at(pool):
            for t in (t for t, there in enumerate(serves) if there):
                once = once_usd(use.facts, holding, serves) / sum(serves)
                found[pool][t] += period_usd(use.facts, holding, t) + once
    return found


def _of_orders(copy: Copy) -> Iterator[tuple[int, Decimal]]:
    """Each order in equal parts over its periods in service inside the horizon."""
    for u in copy.ordered:
        for way, packs in copy.parts(u):
            served = range(way.start, min(way.end, copy.terms.time.periods))
            each = exact(packs) * whole_cost(copy.terms, way, u, copy.price_share[u]) / len(served)
            yield from ((t, each) for t in served)


def _of_hours(copy: Copy) -> Iterator[tuple[int, Decimal]]:
    """Hours rented, with their software, and hours run."""
    terms, time = copy.terms, copy.terms.time
    for q, packs in (*copy.run.items(), *copy.rent.items()):
        hourly = terms.per_hour * on_path(terms.offer, time.starts[time.period(q)])
        if not terms.offer.is_firm:
            hourly += terms.software_per_hour + sum(terms.beside_per_hour.values())
        yield time.period(q), exact(packs) * exact(time.slot_hours[q]) * hourly


def _of_power(facts: Facts, tables: PoolTables, period: int) -> Decimal:
    """Electricity of a pool but the idle power of holdings, which is in their own cost."""
    chip, site = facts.accelerators[tables.pool[0]], facts.sites[tables.pool[1]]
    held = sum(h.accelerators for h, serves in facts.held_at(tables.pool) if serves[period])
    usd = Decimal(0)
    for q in facts.time.slots_of(period):
        part = tables.open_hours[period] / facts.time.hours[period]
        own = part * (tables.there[period] - held) + tables.rented[q]
        kwh = (chip.idle_kw * own + (chip.busy_kw - chip.idle_kw) * tables.busy[q]) * facts.time.slot_hours[q]
        usd += exact(kwh * site.pue) * exact(site.electricity_in(facts.time.where(q)[1]))
    return usd
