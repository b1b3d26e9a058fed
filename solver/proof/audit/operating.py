"""Lines of operating cost: what each asks for, by what drives it, and what a plan states of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from models.hardware import Accelerator
from models.operations import OperatingLine
from models.plan import Plan
from solver.proof.audit.bill import NOTHING, Bill, Record
from solver.proof.audit.edge_rows import LEAST, is_held, is_in_use
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.gang_rows import load_in
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State

MONTH_HOURS = 730
"""Hours of a month by which rented accelerators are counted [h]."""


class Charge(NamedTuple):
    """What a line costs in a period [USD], for a pool, a workload (or queue of one), a site, a model family on a stack,
    or for all work."""

    line: OperatingLine
    period: int
    usd: Decimal
    is_constant: bool = False
    pool: Pool | None = None
    workload: str | None = None
    site: str | None = None
    stack: str | None = None
    family: str | None = None
    """Model family whose tools on the stack they are."""
    bucket: str | None = None
    chips: tuple[Accelerator, ...] = ()

    @property
    def of(self) -> Record:
        """The site that it is for, else the workload (of a queue the workload's line), else nothing."""
        site = self.pool[1] if self.pool else self.site
        return ("sites", site) if site else ("workloads", self.workload) if self.workload else NOTHING


def operating_charges(state: State) -> Iterator[Charge]:
    """All of them; those of nothing are left out."""
    by = {
        "accelerator": _accelerators,
        "replica": _replicas,
        "unit": _units,
        "site": _sites,
        "stack": _stacks,
        "model_family": _families,
    }
    for line in state.facts.policy.operating_costs:
        found = by[line.driver](state, line) if line.driver in by else _standing(state.facts, line)
        yield from (charge for charge in found if charge.usd)


def price_operations(state: State, bill: Bill) -> None:
    """Books every line in its periods, and what no decision changes of it as constant."""
    for each in operating_charges(state):
        with bill.paying_for(*each.chips, bucket=each.bucket, of=each.of):
            bill.at_end(each.line.term, each.period, each.usd)
        if each.is_constant:
            then = state.facts.discount((each.period + 1) * state.facts.time.months)
            bill.constant_lines += each.usd * then


def _monthly(state: State, line: OperatingLine) -> Decimal:
    return exact(line.usd) * state.facts.time.months


def _is_for(named: tuple[str, ...], name: str) -> bool:
    return not named or name in named


def _accelerators(state: State, line: OperatingLine) -> Iterator[Charge]:
    facts, time = state.facts, state.facts.time
    for copy in state.copies.values():
        offer, chip, place = copy.terms.offer, copy.terms.accelerator, copy.terms.place
        if chip.is_managed or not _is_concerned(line, chip, place[1]):
            continue
        bucket = offer.bucket
        owner = facts.workloads.get(copy.owner.rpartition("@")[0])
        bucket = bucket or (owner.bucket if owner else None)
        month = [exact(packs) * offer.pack * _monthly(state, line) for packs in copy.in_service]
        for q, packs in copy.rent.items():
            hours = exact(time.slot_hours[q]) / MONTH_HOURS
            month[time.period(q)] += exact(packs) * offer.pack * exact(line.usd) * hours
        for t, usd in enumerate(month):
            yield Charge(line, t, usd, pool=copy.pool, bucket=bucket, chips=(chip,))
    for holding, serves in facts.holdings:
        chip, pool = facts.accelerators[holding.accelerator], facts.pool_of(holding)
        for t in range(time.periods) if _is_concerned(line, chip, holding.site) else ():
            usd = exact(holding.accelerators) * _monthly(state, line) * serves[t]
            yield Charge(line, t, usd, is_constant=True, pool=pool, bucket=holding.bucket, chips=(chip,))


def _is_concerned(line: OperatingLine, chip: Accelerator, site: str) -> bool:
    return _is_for(line.sites, site) and _is_for(line.classes, chip.accelerator_class)


def _replicas(state: State, line: OperatingLine) -> Iterator[Charge]:
    """The most replicas that a workload holds or keeps busy in a pool in any slot of a period."""
    facts = state.facts
    for key, pool, t in product(facts.demand, facts.pools, range(facts.time.periods)):
        chip, workload = facts.accelerators[pool[0]], facts.workload_id(key)
        is_arc = (key, pool[:2]) in facts.placement.arcs and not chip.is_managed
        if not is_arc or not _is_for(line.workloads, workload) or not _is_concerned(line, chip, pool[1]):
            continue
        slots = facts.time.slots_of(t)
        most = max(max(state.hold[key][q].get(pool, 0.0), load_in(state, key, pool, q)) for q in slots)
        usd = exact(most) / facts.placement.arcs[key, pool[:2]].span * _monthly(state, line)
        yield Charge(line, t, usd, workload=key[0], bucket=facts.workloads[workload].bucket, chips=(chip,))


def _families(state: State, line: OperatingLine) -> Iterator[Charge]:
    """Stacks that serve work of a model family, month by month."""
    facts = state.facts
    named = {w.family for w in facts.workloads.values() if _is_for(line.workloads, w.id)}
    used: set[tuple[str, str, int]] = set()
    for key, slots in state.serve.items():
        for q, shares in enumerate(slots):
            stacks = (facts.accelerators[pool[0]].stack for pool, share in shares.items() if share > LEAST)
            used |= {(facts.streams[key[0]].family, stack, facts.time.period(q)) for stack in stacks}
    for family, stack, t in sorted(used):
        if family in named and _is_for(line.stacks, stack):
            users = tuple(chip for chip in facts.accelerators.values() if chip.stack == stack)
            yield Charge(line, t, _monthly(state, line), stack=stack, family=family, chips=users)


def _units(state: State, line: OperatingLine) -> Iterator[Charge]:
    facts = state.facts
    for key, demand in facts.demand.items():
        if not _is_for(line.workloads, facts.workload_id(key)):
            continue
        for q, shares in enumerate(state.serve[key]):
            for pool, share in shares.items():
                chip = facts.accelerators[pool[0]]
                if _is_concerned(line, chip, pool[1]):
                    usd = exact(demand.units[q] * share) / 1000 * exact(line.usd)
                    bucket = demand.workload.bucket
                    yield Charge(line, facts.time.period(q), usd, workload=key[0], bucket=bucket, chips=(chip,))


def _sites(state: State, line: OperatingLine) -> Iterator[Charge]:
    facts = state.facts
    for site in facts.sites.values():
        for t in range(facts.time.periods) if _is_for(line.sites, site.id) else ():
            if is_in_use(state, site.id, t):
                held = is_held(facts, site.id, t)
                yield Charge(line, t, _monthly(state, line), held, site=site.id, bucket=site.bucket)


def _stacks(state: State, line: OperatingLine) -> Iterator[Charge]:
    facts = state.facts
    for workload, stack in state.port:
        if _is_for(line.workloads, workload) and _is_for(line.stacks, stack):
            users = tuple(chip for chip in facts.accelerators.values() if chip.stack == stack)
            bucket = facts.workloads[workload].bucket
            for t, ready in enumerate(state.ready(workload, stack)):
                usd = ready * _monthly(state, line)
                yield Charge(line, t, usd, workload=workload, stack=stack, bucket=bucket, chips=users)


def _standing(facts: Facts, line: OperatingLine) -> Iterator[Charge]:
    """Workloads and people, month by month."""
    usd = exact(line.usd) * facts.time.months * (exact(line.fte) if line.fte else 1)
    named = line.workloads or (tuple(facts.workloads) if line.driver == "workload" else ())
    for t in range(facts.time.periods):
        for name in named:
            yield Charge(line, t, usd, is_constant=True, workload=name, bucket=facts.workloads[name].bucket)
        if not named:
            yield Charge(line, t, usd, is_constant=True)


def check_operating_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Every line of the scenario in its order, with its quantity and cost."""
    lines = {line.id: line for line in state.facts.policy.operating_costs}
    own = dict.fromkeys(lines, Decimal(0))
    for each in operating_charges(state):
        own[each.line.id] += each.usd
    notes.same("operating_costs", "lines", [row.line for row in plan.operating_costs], list(lines))
    for row in plan.operating_costs:
        if row.line in lines:
            where, line = f"operating_costs ({row.line})", lines[row.line]
            notes.same(where, "name", row.name, line.name or line.id)
            notes.same(where, "term", row.term, line.term)
            notes.same(where, "driver", row.driver, line.driver)
            notes.same(where, "rate_usd", row.rate_usd, line.usd)
            notes.same(where, "rate_unit", row.rate_unit, line.rate_unit)
            notes.figure(where, "quantity", row.quantity, float(own[row.line] / exact(line.usd)))
            notes.usd(where, "cost_usd", row.cost_usd, float(own[row.line]))
