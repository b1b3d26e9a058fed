"""Who the plan's nominal cost belongs to: workloads by use of their pools, and what belongs to none."""

from __future__ import annotations

from decimal import Decimal

from models.unit_economics import IDLE_HEADROOM
from solver.proof.audit.agreement_money import cost_by_period as agreed_by_period
from solver.proof.audit.bill import Bill
from solver.proof.audit.commitment_money import spending
from solver.proof.audit.departure import departure_usd
from solver.proof.audit.edge_rows import running_cost
from solver.proof.audit.expansion_rows import cost_by_period
from solver.proof.audit.facts import Pool
from solver.proof.audit.launching import forgone, value_per_unit
from solver.proof.audit.managed import calls, usd_of
from solver.proof.audit.money import changes_per_quarter
from solver.proof.audit.moves import double_periods, move_usd
from solver.proof.audit.offers import exact
from solver.proof.audit.operating import Charge, operating_charges
from solver.proof.audit.pool_money import pool_costs
from solver.proof.audit.ports import change_usd, port_usd
from solver.proof.audit.queues import queue_parts
from solver.proof.audit.state import State
from solver.proof.audit.use import Use
from solver.proof.audit.ways import Parts, put

NOBODY = ("", "", "")
"""Stands for the pool of fixed costs."""


class Charges:
    """Nominal USD: `of_workload` by workload, or queue of one, and period, `parts` of it by cost term or as idle
    headroom; `of_nobody` by reason, pool and period."""

    def __init__(self, use: Use, bill: Bill) -> None:
        self.use, self.bill = use, bill
        self.facts = use.facts
        periods = range(use.time.periods)
        self.parts: dict[tuple[str, int], Parts] = {(w, t): {} for w in self.facts.streams for t in periods}
        self.of_nobody: dict[tuple[str, Pool, int], Decimal] = {}
        self._share_pools()
        self._charge_own()
        self._charge_ports()
        self._share_sites()
        self._charge_moves()
        self._leave_unused()
        self._charge_lines()
        self._leave_fixed()
        self.of_workload = {key: sum(parts.values(), Decimal(0)) for key, parts in self.parts.items()}

    def _charge(self, workload: str, period: int, parts: Parts, factor: Decimal = Decimal(1)) -> None:
        put(self.parts[workload, period], parts, factor)

    def _share_pools(self) -> None:
        """Each pool's cost of a period, by accelerator-hours claimed, or to nobody where none are."""
        usable = {pool for key, place in self.facts.placement.arcs for pool in self.facts.pools_for(key, place)}
        hours: dict[tuple[Pool, int], list[tuple[str, float]]] = {}
        for (key, t), by_pool in self.use.claims.items():
            for pool, busy in by_pool.items():
                hours.setdefault((pool, t), []).append((key[0], busy))
        for pool, costs in pool_costs(self.use).items():
            for t, parts in enumerate(costs):
                shares, usd = hours.get((pool, t), []), sum(parts.values(), Decimal(0))
                total = sum(busy for _, busy in shares)
                used = exact(min(1.0, self.use.pools[pool].utilization(t) or 0.0)) if shares else Decimal(0)
                for workload, busy in shares:
                    share = exact(busy) / exact(total)
                    self._charge(workload, t, parts, share * used)
                    self._charge(workload, t, {IDLE_HEADROOM: usd}, share * (1 - used))
                if usd and not shares:
                    self.of_nobody["idle" if pool in usable else "unusable", pool, t] = usd

    def _charge_own(self) -> None:
        """Data sent to users, units not served, and tokens of endpoints."""
        state, time = self.use.state, self.use.time
        for key, demand in self.facts.demand.items():
            workload = demand.workload
            for q, shares in enumerate(state.serve[key]):
                lost = exact(workload.miss_penalty_usd_per_unit)
                lost += value_per_unit(self.facts, workload, time.period(q))
                missed, usd = exact(demand.arriving[q] * state.miss[key][q]) * lost, Decimal(0)
                for pool, share in shares.items() if workload.gb_per_unit else ():
                    gb = exact(demand.units[q] * share) * exact(workload.gb_per_unit)
                    usd += gb * exact(self.facts.sites[pool[1]].egress_usd_per_gb)
                self._charge(key[0], time.period(q), {"sla_penalty": missed, "egress": usd})
        for call in calls(state):
            self._charge(call.key[0], time.period(call.slot), {"managed_inference": usd_of(call)})

    def _charge_ports(self) -> None:
        """Porting spread over the periods from being ready on, else where it is paid; upkeep while ready."""
        periods = self.use.time.periods
        for (workload, name), starts in self.use.state.port.items():
            for u in starts:
                usd = port_usd(self.use.state, (workload, name, u))
                ready = range(self.facts.port_ready(name, u), periods)
                for t in ready or (u,):
                    self._charge_queues(workload, t, "porting", usd / len(ready or (u,)), stack=name)
                for t in ready:
                    changes = changes_per_quarter(self.facts, workload, t) * self.use.time.months / 3
                    self._charge_queues(workload, t, "upkeep", change_usd(self.facts, name) * changes, stack=name)

    def _charge_moves(self) -> None:
        """A move spread over the periods from its site being ready on, else where it is paid."""
        for (workload, site), starts in self.use.state.move.items():
            for u in starts:
                ready = range(u + double_periods(self.facts), self.use.time.periods)
                for t in ready or (u,):
                    usd = move_usd(self.facts, workload) / len(ready or (u,))
                    self._charge_queues(workload, t, "moving", usd, site=site)

    def _charge_queues(
        self, workload: str, period: int, term: str, usd: Decimal, *, stack: str = "", site: str = ""
    ) -> None:
        """Cost of a stack or a site, divided among the queues of its workload."""
        for stream, part in queue_parts(self.use, workload, period, stack=stack, site=site).items():
            self._charge(stream, period, {term: usd * part})

    def _charge_lines(self) -> None:
        """Lines of operating cost of workloads and stacks; those of pools and sites go with them, the rest is fixed."""
        for each in operating_charges(self.use.state):
            if each.workload in self.facts.streams and each.stack is None:
                self._charge(each.workload or "", each.period, {each.line.term: each.usd})
            elif each.family is not None:
                self._charge_family(each)
            elif each.workload:
                self._charge_queues(each.workload, each.period, each.line.term, each.usd, stack=each.stack or "")
            elif each.pool is None and each.site is None:
                fixed = self.of_nobody.get(("fixed", NOBODY, each.period), Decimal(0))
                self.of_nobody["fixed", NOBODY, each.period] = fixed + each.usd

    def _charge_family(self, each: Charge) -> None:
        """Tools of a model family on a stack, by the hours that its work keeps busy there."""
        busy: dict[str, float] = {}
        for (key, t), by_pool in self.use.hours.items():
            if t == each.period and self.facts.streams[key[0]].family == each.family:
                hours = (h for pool, h in by_pool.items() if self.facts.accelerators[pool[0]].stack == each.stack)
                busy[key[0]] = busy.get(key[0], 0.0) + sum(hours)
        total = exact(sum(busy.values()))
        for workload, own in busy.items():
            self._charge(workload, each.period, {each.line.term: each.usd}, exact(own) / total)

    def _share_sites(self) -> None:
        """Modules, telemetry, support of a site, by the hours that work keeps its accelerators busy, or to nobody."""
        hours: dict[tuple[str, int], dict[str, float]] = {}
        for (key, t), by_pool in self.use.hours.items():
            for pool, busy in by_pool.items():
                at = hours.setdefault((pool[1], t), {})
                at[key[0]] = at.get(key[0], 0.0) + busy
        modules, lines = cost_by_period(self.use.state), lines_by_site(self.use.state)
        for site in self.facts.sites:
            for t in range(self.use.time.periods):
                cost, busy_there = running_cost(self.use.state, site, t), hours.get((site, t), {})
                parts = {"site_telemetry": cost.telemetry, "site_support": cost.support}
                put(parts, {"site_expansion": modules.get((site, t), Decimal(0))})
                put(parts, lines.get((site, t), {}))
                usd, total = sum(parts.values(), Decimal(0)), sum(busy_there.values())
                for workload, busy in busy_there.items():
                    self._charge(workload, t, parts, exact(busy) / exact(total))
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
            people = self.of_nobody.get(("fixed", NOBODY, t), Decimal(0))
            self.of_nobody["fixed", NOBODY, t] = people + monthly * self.use.time.months
        for t, usd in departure_usd(self.use.state).items():
            self.of_nobody["departure", NOBODY, t] = usd
        for (_, t), usd in forgone(self.use.state).items():
            others = self.of_nobody.get(("not_launched", NOBODY, t), Decimal(0))
            self.of_nobody["not_launched", NOBODY, t] = others + usd


def lines_by_site(state: State) -> dict[tuple[str, int], Parts]:
    """Lines of operating cost of sites, by site and period."""
    found: dict[tuple[str, int], Parts] = {}
    for each in operating_charges(state):
        if each.site is not None:
            put(found.setdefault((each.site, each.period), {}), {each.line.term: each.usd})
    return found
