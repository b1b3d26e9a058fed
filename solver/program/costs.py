"""Money of every decision: one list of entries feeds the objective, budgets, shares and the plan's cost table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pyomo.environ as pyo

from models.evidence import Evidence
from models.hardware import Holding
from models.site import Site
from models.units import HOURS_PER_TIME
from solver.program import energy
from solver.program.elements import Copy
from solver.program.families.adoption import ready_ports
from solver.program.families.edge import is_held_open
from solver.program.families.expansion import modules_of, payments
from solver.program.gangs import running
from solver.program.instance import Instance
from solver.sizing.demand import changes_per_quarter, periods_of
from solver.sizing.moving import move_usd
from solver.sizing.porting import change_usd, port_usd

ASSUMED = Evidence()
"""Basis of figures that the scenario's author states without a record of their own."""


@dataclass(slots=True, frozen=True)
class Entry:
    """USD per unit of one decision in one cost term and period; a constant has no decision (coefficient of 1)."""

    term: str
    period: int
    """Period of the payment; T for the end of the horizon and beyond."""
    is_at_start: bool
    """Whether it is paid at the start of the period, else at its end."""
    decision: Any
    node: tuple[int, int] | None
    """(node, period) of a decision that cases share; None for decisions of one case."""
    case: int | None
    usd: float
    """Charged, nominal."""
    discounted: float
    """Charged, discounted to the start of the horizon."""
    paid: float
    """Cash: differs from `usd` where an upfront payment is prorated."""
    copy: int | None
    """Copy of the offer that is paid; None where no offer is."""
    basis: Evidence
    """On what the price rests."""
    accelerator: str | None = None
    """Accelerator of a holding whose cost is a constant; else None: the decision says what is paid for."""


def entries(m: pyo.ConcreteModel, x: Instance) -> list[Entry]:
    """All entries that depend on decisions."""
    found: list[Entry] = []
    for source in (_orders, _units, _rents, _runs, _service, _launches, _misses, _ports, _sites, _moves):
        found += [entry for entry in source(m, x) if entry.usd or entry.paid]
    return found


def constants(x: Instance) -> list[Entry]:
    """Costs that no decision changes: today's fleet, sites, policy."""
    monthly = sum(f.usd_per_month for f in x.scenario.policy.fixed_costs) + sum(
        s.fixed_usd_per_month for s in x.scenario.sites
    )
    found = []
    for t in range(x.T):
        found.append(_at_end(x, "fixed", t, None, monthly * x.M, ASSUMED))
        held = (h for h in x.scenario.holdings if x.held(h, t))
        found += [
            replace(_at_end(x, "holdings", t, None, holding_usd(x, h, t), h.evidence), accelerator=h.accelerator)
            for h in held
        ]
        found += [
            _at_end(x, "holdings", t, None, s.in_use_usd_per_month * x.M, s.evidence)
            for s in x.scenario.sites
            if is_held_open(x, s, t)
        ]
    return [entry for entry in found if entry.usd]


def holding_usd(x: Instance, h: Holding, t: int) -> float:
    """Payments, idle power and space of a holding in a period in which it is in service [USD]."""
    a, site = x.accelerators[h.accelerator], x.sites[h.site]
    idle = mean_price(x, site, t) * site.pue * x.H[t] * a.idle_kw
    space = site.space_usd_per_kw_month * a.provisioned_kw * x.M
    return h.accelerators * (h.monthly_usd * x.M + idle + space)


def mean_price(x: Instance, site: Site, t: int) -> float:
    """Price of electricity at a site on average over the hours of a period [USD/kWh]."""
    if not site.electricity_by_block:
        return site.electricity_usd_per_kwh or 0.0
    return sum(site.electricity_in(b.id) * h for b, h in zip(x.blocks, x.hours[t], strict=True)) / x.H[t]


def weight(x: Instance, entry: Entry) -> float:
    """Probability with which an entry counts in the expectation."""
    if entry.node is not None:
        return x.tree.weight(*entry.node)
    return 1.0 if entry.case is None else x.tree.probability[entry.case]


def is_in_case(x: Instance, entry: Entry, case: int) -> bool:
    """Whether a case pays an entry."""
    if entry.node is not None:
        return x.tree.node(case, entry.node[1]) == entry.node[0]
    return entry.case in (None, case)


def _at_end(
    x: Instance,
    term: str,
    t: int,
    decision: Any,
    usd: float,
    basis: Evidence,
    *,
    node: tuple[int, int] | None = None,
    case: int | None = None,
    copy: int | None = None,
) -> Entry:
    return Entry(term, t, False, decision, node, case, usd, usd * x.discount((t + 1) * x.M), usd, copy, basis)


def _at_start(
    x: Instance,
    term: str,
    t: int,
    decision: Any,
    usd: float,
    paid: float,
    node: tuple[int, int],
    copy: int | None,
    basis: Evidence,
) -> Entry:
    return Entry(term, t, True, decision, node, None, usd, usd * x.discount(t * x.M), paid, copy, basis)


def _orders(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Upfront payments, end value, payments past the horizon."""
    finance = x.scenario.policy.finance
    for (o, u, n), order in m.order.items():
        offer = x.copies[o].offer
        s, e = x.copies[o].windows[u]
        if offer.mode == "buy":
            yield _at_start(
                x, "hardware_purchase", s, order, offer.upfront_usd, offer.upfront_usd, (n, u), o, offer.evidence
            )
            if finance.end_value == "straight_line" and e >= x.T:
                left = max(0.0, 1 - (x.T - s) * x.M / (offer.life_months or 1))
                usd = -offer.upfront_usd * left
                yield Entry(
                    "end_value",
                    x.T,
                    False,
                    order,
                    (n, u),
                    None,
                    usd,
                    usd * x.discount(x.T * x.M),
                    0.0,
                    None,
                    offer.evidence,
                )
            continue
        used = min(e - s, x.T - s) / (e - s) if finance.payment_tail == "prorate" else 1.0
        yield _at_start(
            x, "contract_upfront", s, order, offer.upfront_usd * used, offer.upfront_usd, (n, u), o, offer.evidence
        )
        if finance.payment_tail == "charge_in_full" and e > x.T:
            dated = [(x.recurring_usd(offer, t), x.discount((t + 1) * x.M)) for t in range(x.T, e)]
            usd, discounted = sum(p for p, _ in dated), sum(p * f for p, f in dated)
            yield Entry(
                "payments_past_horizon", x.T, False, order, (n, u), None, usd, discounted, 0.0, None, offer.evidence
            )


def _units(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Payments, support, software, idle power and space of packs in service."""
    term = {"buy": "ownership_payments", "lease": "lease_payments", "reserve": "reserve_payments"}
    for (o, t, n), active in m.in_service.items():
        copy = x.copies[o]
        offer, pool = copy.offer, x.pools[copy.pool]
        kw, site = pool.accelerator.provisioned_kw, pool.site
        idle = energy.idle(pool.accelerator, site, x.H[t], mean_price(x, site, t))
        yield _at_end(x, term[offer.mode], t, active, x.recurring_usd(offer, t), offer.evidence, node=(n, t), copy=o)
        support = offer.support_share_per_year * offer.upfront_usd * x.M / 12
        yield _at_end(x, "support", t, active, support, offer.evidence, node=(n, t), copy=o)
        yield _at_end(
            x, "software", t, active, copy.units * offer.software_usd_per_year * x.M / 12, offer.evidence, node=(n, t)
        )
        for beside, usd in offer.beside_usd_per_month.items():
            yield _at_end(x, beside, t, active, copy.units * usd * x.M, offer.evidence, node=(n, t))
        yield _at_end(x, "electricity", t, active, copy.units * idle, site.evidence, node=(n, t))
        yield _at_end(
            x, "space", t, active, copy.units * site.space_usd_per_kw_month * kw * x.M, site.evidence, node=(n, t)
        )


def _rents(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    for (o, t, b, k), rent in m.rent.items():
        copy, hours = x.copies[o], x.hours[t][b]
        offer, pool = copy.offer, x.pools[copy.pool]
        price = pool.site.electricity_in(x.blocks[b].id)
        idle = energy.idle(pool.accelerator, pool.site, hours, price)
        yield _at_end(x, offer.mode, t, rent, hours * offer.usd_per_hour, offer.evidence, case=k, copy=o)
        yield _at_end(
            x, "software", t, rent, copy.units * offer.software_usd_per_year * hours / 8760, offer.evidence, case=k
        )
        for beside, usd in offer.beside_usd_per_month.items():
            yield _at_end(
                x, beside, t, rent, copy.units * usd * hours / HOURS_PER_TIME["month"], offer.evidence, case=k
            )
        yield _at_end(x, "electricity", t, rent, copy.units * idle, pool.site.evidence, case=k)


def _runs(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    for (o, t, b, k), run in m.run.items():
        offer = x.copies[o].offer
        yield _at_end(x, "usage_payments", t, run, x.hours[t][b] * offer.usd_per_hour, offer.evidence, case=k, copy=o)


def _service(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Busy power and egress of work served."""
    for (r, t, b, k), serve in m.serve.items():
        i, _, arc = x.arcs[r]
        site = arc.site
        yield from _busy_power(x, r, t, b, k, serve)
        if site.egress_usd_per_gb and arc.workload.gb_per_unit:
            gb = arc.workload.gb_per_unit * x.volumes.units(i, t, b, k)
            yield _at_end(x, "egress", t, serve, gb * site.egress_usd_per_gb, site.evidence, case=k)


def _moves(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Copies of data when moves start, and the busy power of work that runs double."""
    workloads = {w.id: w for w in x.scenario.workloads}
    for (w, _, u, n), move in m.move.items():
        usd = move_usd(x.scenario, workloads[w])
        yield _at_start(x, "moving", u, move, usd, usd, (n, u), None, ASSUMED)
    for (r, t, b, k), double in m.double.items():
        yield from _busy_power(x, r, t, b, k, double)


def _busy_power(x: Instance, r: int, t: int, b: int, k: int, decision: Any) -> Iterator[Entry]:
    """Electricity of a share of i on an arc above what idle units draw."""
    site = x.arcs[r][2].site
    usd = energy.busy(x, r, t, b, k, site.electricity_in(x.blocks[b].id))
    if usd:
        yield _at_end(x, "electricity", t, decision, usd, site.evidence, case=k)


def _launches(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Busy power of what larger gangs take beyond the size that takes fewest accelerator-hours for a run."""
    for r in x.starts:
        site, a = x.arcs[r][2].site, x.arcs[r][2].accelerator
        for t in range(x.T) if a.busy_kw > a.idle_kw else ():
            for k in range(len(x.tree.cases)):
                for start, part, launch in running(m, x, r, t, k):
                    usd = energy.surplus(x, start, part, mean_price(x, site, t))
                    yield _at_end(x, "electricity", t, launch, usd, site.evidence, case=k)


def _misses(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    for (i, t, b, k), miss in m.miss.items():
        w = x.works[i].workload
        each = w.miss_penalty_usd_per_unit + w.value_per_unit_usd
        yield _at_end(x, "sla_penalty", t, miss, each * x.volumes.missable(i, t, b, k), ASSUMED, case=k)


def _ports(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Porting when it starts, the first to a stack at its full price; upkeep in every period in which it is ready."""
    workloads = {w.id: w for w in x.scenario.workloads}
    for (w, s, u, n), port in m.port.items():
        stack = x.stacks[s]
        usd = port_usd(x.scenario, stack) * (stack.learning if s in x.learned else 1.0)
        yield _at_start(x, "porting", u, port, usd, usd, (n, u), None, stack.evidence)
        for t in range(u + periods_of(stack.port_months, x.scenario), x.T):
            if u in ready_ports(x, s, t):
                changes = changes_per_quarter(x.scenario, workloads[w], t) * x.M / 3
                each = change_usd(x.scenario, stack)
                yield _at_end(x, "upkeep", t, port, each * changes, stack.evidence, node=(n, u))
    for (s, u, n), first in m.first.items():
        stack = x.stacks[s]
        usd = port_usd(x.scenario, stack) * (1 - stack.learning)
        yield _at_start(x, "porting", u, first, usd, usd, (n, u), None, stack.evidence)


def _sites(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Modules of sites; telemetry and support of sites in use, which are constants where a holding stands."""
    modules = modules_of(x)
    for (name, module, u, n), expand in m.expand.items():
        basis = modules[name, module].evidence
        for term, t, is_at_start, usd in payments(x, modules[name, module], u):
            paid, then = 0.0 if term == "end_value" else usd, x.discount(min(t + (not is_at_start), x.T) * x.M)
            yield Entry(term, t, is_at_start, expand, (n, u), None, usd, usd * then, paid, None, basis)
    for (name, t, k), is_open in m.open.items():
        site = x.sites[name]
        for term, usd in (
            ("site_telemetry", site.telemetry_usd_per_month),
            ("site_support", site.support_usd_per_month),
        ):
            yield _at_end(x, term, t, is_open, usd * x.M, site.evidence, case=k)


def payer(x: Instance, copy: Copy) -> tuple[str, str]:
    """(who is paid, who makes the silicon) of a copy."""
    return copy.offer.vendor, x.pools[copy.pool].accelerator.vendor
