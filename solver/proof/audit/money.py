"""Prices decisions: every cost term of the register, per period, in decimal arithmetic."""

from __future__ import annotations

from decimal import Decimal

from models.hardware import Holding
from models.site import Site
from solver.proof.audit.bill import Bill
from solver.proof.audit.commitment_money import price_commitments, price_covered
from solver.proof.audit.departure import price_departure
from solver.proof.audit.edge_rows import running_cost
from solver.proof.audit.ending_rows import price_endings, price_tails
from solver.proof.audit.expansion_rows import end_value, enlargements
from solver.proof.audit.facts import Facts
from solver.proof.audit.holding_money import contract_usd, left, past, upfront, upkeep_usd
from solver.proof.audit.launching import price_launches, value_per_unit
from solver.proof.audit.managed import price_tokens
from solver.proof.audit.moves import move_usd
from solver.proof.audit.offers import Service, exact
from solver.proof.audit.operating import price_operations
from solver.proof.audit.placement import Place
from solver.proof.audit.ports import above_learned, change_usd, port_usd
from solver.proof.audit.pricing import on_path
from solver.proof.audit.state import Copy, State

MODE_TERM = {
    "buy": "ownership_payments",
    "lease": "lease_payments",
    "reserve": "reserve_payments",
    "dated": "reserve_payments",  # none: a dated block is paid upfront
    "on_demand": "on_demand",
    "spot": "spot",
}
"""Term of the time-based (firm) or hourly (rented) payments of a mode."""


def price(state: State) -> Bill:
    """The bill of the decisions in a state."""
    bill = Bill(state.facts)
    _price_constants(state.facts, bill)
    for copy in state.copies.values():
        offer = copy.terms.offer
        bucket, is_lease = bucket_of(state, copy), offer.mode == "lease"
        with bill.paying_for(copy.terms.accelerator, bucket=bucket, is_lease=is_lease, of=("offers", offer.id)):
            _price_orders(copy, bill)
            _price_service(copy, bill)
            _price_hours(copy, bill)
            price_endings(copy, bill)
            price_covered(state, copy, bill)
    _price_electricity(state, bill)
    _price_service_units(state, bill)
    price_tokens(state, bill)
    _price_ports(state, bill)
    _price_sites(state, bill)
    _price_expansions(state, bill)
    price_commitments(state, bill)
    for (workload, _), starts in state.move.items():
        with bill.paying_for(bucket=state.facts.workloads[workload].bucket, of=("workloads", workload)):
            for u in starts if move_usd(state.facts, workload) else ():
                bill.at_start("moving", u, move_usd(state.facts, workload))
    price_operations(state, bill)
    price_departure(state, bill)
    price_launches(state, bill)
    return bill


def _price_constants(facts: Facts, bill: Bill) -> None:
    """Today's fleet and fixed costs, the same in every plan."""
    months = facts.time.months
    monthly = sum((exact(c.usd_per_month) for c in facts.policy.fixed_costs), Decimal(0))
    monthly += sum((exact(s.fixed_usd_per_month) for s in facts.sites.values()), Decimal(0))
    for t in range(facts.time.periods):
        bill.at_end("fixed", t, monthly * months)
    for holding, serves in facts.holdings:
        of = "holdings", holding.id
        with bill.paying_for(facts.accelerators[holding.accelerator], bucket=holding.bucket, of=of):
            _price_holding(facts, bill, holding, serves)


def _price_holding(facts: Facts, bill: Bill, holding: Holding, serves: list[bool]) -> None:
    """What it costs in service, what is due when it goes there, and what is left at the end."""
    chip = facts.accelerators[holding.accelerator]
    for t in range(facts.time.periods):
        if serves[t]:
            bill.at_end("holdings", t, contract_usd(facts, holding, t))
            with bill.paying_for(chip, bucket=holding.bucket, of=("sites", holding.site)):
                bill.at_end("holdings", t, upkeep_usd(facts, holding, t))
    if due := upfront(facts, holding, serves):
        term = "holdings_purchase" if holding.mode == "buy" else "holdings"
        bill.at_start(term, due.period, due.charged, budgeted=due.paid)
    for p, usd in past(facts, holding, serves).items():
        bill.past("holdings", (p + 1) * facts.time.months, usd)
    if worth := left(facts, holding, serves):
        bill.past("holdings_end_value", facts.time.periods * facts.time.months, -worth)


def bucket_of(state: State, copy: Copy) -> str | None:
    """The team bucket of an offer, else that of the workload that its dedicated units serve."""
    workload = state.facts.workloads.get(copy.owner.rpartition("@")[0])
    return copy.terms.offer.bucket or (workload.bucket if workload else None)


def _price_orders(copy: Copy, bill: Bill) -> None:
    """Upfront payments when packs go into service, contract tails past the horizon, value left at the end."""
    terms = copy.terms
    term = "hardware_purchase" if terms.offer.mode == "buy" else "contract_upfront"
    for u, ordered in copy.ordered.items():
        packs, price = exact(ordered), copy.price_share[u]
        if terms.upfront and packs:
            parts = [(Service(way.start, way.turn), exact(number)) for way, number in copy.parts(u)]
            charged = sum((number * terms.upfront_charged(service) for service, number in parts), Decimal(0))
            for t, share in terms.upfront_dates(u):
                bill.at_start(term, t, share * price * charged, budgeted=share * price * packs * terms.upfront)
            for service, number in parts if terms.offer.mode != "buy" else ():
                for t in range(service.start, min(service.end, terms.time.periods)):
                    bill.use(term, t, price * number * terms.upfront / (service.end - service.start))
            bill.pay(terms.offer.id, price * packs * terms.upfront)
        price_tails(copy, u, bill)


def _price_service(copy: Copy, bill: Bill) -> None:
    """Time-based payments, support, software and space of packs in service."""
    terms = copy.terms
    for t, serving in enumerate(copy.in_service):
        if serving:
            packs, priced = exact(serving), copy.priced_in(t)
            recurring = priced * terms.recurring_in(t)
            bill.at_end(MODE_TERM[terms.offer.mode], t, recurring)
            bill.at_end("support", t, priced * terms.support)
            bill.at_end("software", t, packs * terms.software)
            for beside, usd in terms.beside.items():
                bill.at_end(beside, t, packs * usd)
            with bill.paying_for(terms.accelerator, bucket=terms.site.bucket, of=("sites", terms.site.id)):
                bill.at_end("space", t, packs * terms.space)
            bill.pay(terms.offer.id, recurring + priced * terms.support)


def _price_hours(copy: Copy, bill: Bill) -> None:
    """Payments by the hour: rented packs with their software, and firm packs with a running price."""
    terms, time = copy.terms, copy.terms.time
    used = {q: ("usage_payments", packs) for q, packs in copy.run.items()}
    used |= {q: (MODE_TERM[terms.offer.mode], packs) for q, packs in copy.rent.items()}
    for q, (term, packs) in used.items():
        pack_hours = exact(packs) * exact(time.slot_hours[q])
        price = terms.per_hour * on_path(terms.offer, time.starts[time.period(q)])
        bill.at_end(term, time.period(q), pack_hours * price)
        bill.pay(terms.offer.id, pack_hours * price)
        if not terms.offer.is_firm:
            bill.at_end("software", time.period(q), pack_hours * terms.software_per_hour)
            for beside, usd in terms.beside_per_hour.items():
                bill.at_end(beside, time.period(q), pack_hours * usd)


def _price_electricity(state: State, bill: Bill) -> None:
    facts = state.facts
    places = dict.fromkeys((*state.powered, *(pool[:2] for pool in state.busy)))
    for place in places:
        site = facts.sites[place[1]]
        for t in range(facts.time.periods):
            for q in facts.time.slots_of(t):
                price = exact(site.electricity_in(facts.time.where(q)[1]))
                if price:
                    with bill.paying_for(facts.accelerators[place[0]], bucket=site.bucket, of=("sites", site.id)):
                        bill.at_end("electricity", t, exact(_energy_kwh(state, place, site, q)) * price)


def _energy_kwh(state: State, place: Place, site: Site, slot: int) -> float:
    """Energy at the meter of ordered and rented accelerators, and of the use of all, in a slot [kWh]."""
    accelerator, time = state.facts.accelerators[place[0]], state.facts.time
    powered = state.powered[place][time.period(slot)] if place in state.powered else 0.0
    powered += state.rented[place][slot] if place in state.rented else 0.0
    used = sum(sum(busy[slot]) for pool, busy in state.busy.items() if pool[:2] == place)
    kw = accelerator.idle_kw * powered + (accelerator.busy_kw - accelerator.idle_kw) * used
    return kw * time.slot_hours[slot] * site.pue


def _price_service_units(state: State, bill: Bill) -> None:
    """Data sent to users by site, and units not served."""
    facts = state.facts
    for key, demand in facts.demand.items():
        workload = demand.workload
        sent: dict[tuple[Place, int], float] = {}
        for q, shares in enumerate(state.serve[key]):
            t = facts.time.period(q)
            for pool, share in shares.items() if workload.gb_per_unit else ():
                sent[pool[:2], t] = sent.get((pool[:2], t), 0.0) + demand.units[q] * share
            if state.miss[key][q]:
                lost = exact(workload.miss_penalty_usd_per_unit) + value_per_unit(facts, workload, t)
                bill.at_end("sla_penalty", t, exact(demand.arriving[q] * state.miss[key][q]) * lost)
        for ((chip, site), t), units in sent.items():
            per_unit = exact(workload.gb_per_unit) * exact(facts.sites[site].egress_usd_per_gb)
            with bill.paying_for(facts.accelerators[chip], bucket=workload.bucket, of=("sites", site)):
                bill.at_end("egress", t, exact(units) * per_unit)


def _price_ports(state: State, bill: Bill) -> None:
    facts = state.facts
    for (workload, name), starts in state.port.items():
        users = [chip for chip in facts.accelerators.values() if chip.stack == name]
        of = "workloads", workload
        with bill.paying_for(*users, bucket=facts.workloads[workload].bucket, of=of):
            for u in starts:
                usd, above = port_usd(state, (workload, name, u)), above_learned(state, (workload, name, u))
                if usd:
                    bill.at_start("porting", u, usd - above)
                with bill.paying_for(*users, of=of):
                    bill.at_start("porting", u, above) if above else None
            for t, ready in enumerate(state.ready(workload, name)):
                changes = changes_per_quarter(facts, workload, t) * facts.time.months / 3
                bill.at_end("upkeep", t, ready * change_usd(facts, name) * changes)


def _price_sites(state: State, bill: Bill) -> None:
    """Telemetry and support of sites in use: part of today's fleet where it keeps them in use."""
    for site in state.facts.sites.values():
        for t in range(state.facts.time.periods) if site.telemetry_usd_per_month or site.support_usd_per_month else ():
            cost = running_cost(state, site.id, t)
            with bill.paying_for(bucket=site.bucket, of=("sites", site.id)):
                bill.at_end("holdings" if cost.is_held else "site_telemetry", t, cost.telemetry)
                bill.at_end("holdings" if cost.is_held else "site_support", t, cost.support)


def _price_expansions(state: State, bill: Bill) -> None:
    """Price, upkeep and end value of modules of sites."""
    time = state.facts.time
    for order in enlargements(state):
        number, price = exact(order.number), exact(order.module.upfront_usd)
        with bill.paying_for(bucket=state.facts.sites[order.site].bucket, of=("sites", order.site)):
            if number and price:
                bill.at_start("site_expansion", order.start, number * price)
            for t in range(order.start, time.periods):
                bill.at_end("site_expansion_upkeep", t, number * exact(order.module.usd_per_month) * time.months)
        if value := number * end_value(state, order):
            bill.past("end_value", time.periods * time.months, -value)


def changes_per_quarter(facts: Facts, workload: str, period: int) -> Decimal:
    """How often a workload changes in a period [1/quarter]: the latest frequency that holds by its start."""
    work, label = facts.workloads[workload], facts.time.labels[period]
    known = [month for month in work.changes_from if month <= label]
    return exact(work.changes_from[max(known)] if known else work.changes_per_quarter)
