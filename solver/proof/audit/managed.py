"""Managed inference: tokens that endpoints are called for, by the work they do, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from models.endpoint import Endpoint, EndpointUse, ServedProfile
from models.plan import Plan
from models.units import per_hour
from models.workload import Workload
from solver.proof.audit.bill import Bill
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import ROW_TOLERANCE, Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.placement import Key
from solver.proof.audit.state import Copy, State
from solver.proof.audit.use import Use

UNIT = 1000
"""Tokens a minute of a unit that an endpoint's quota and headroom are counted in."""


class Call(NamedTuple):
    """Units of work that an endpoint does of one workload in a slot, serving or running double."""

    key: Key
    slot: int
    pool: Pool
    endpoint: Endpoint
    served: ServedProfile
    units: float
    """Work done in all hours of the slot."""
    per_hour: float
    """The same in one hour."""


def calls(state: State) -> Iterator[Call]:
    """Everything that endpoints do."""
    facts = state.facts
    for table in (state.serve, state.double) if facts.endpoints else ():
        for key, slots in table.items():
            for q, shares in enumerate(slots):
                for pool, share in shares.items():
                    if pool[0] in facts.endpoints:
                        endpoint = facts.endpoints[pool[0]]
                        served = endpoint.profile(facts.streams[key[0]].profile)
                        demand, unit = facts.demand[key], facts.streams[key[0]].service_unit
                        rate = share * demand.mean[q] * per_hour(unit)
                        yield Call(key, q, pool, endpoint, served, share * demand.units[q], rate)


def read_calls(state: State, ledger: Ledger) -> None:
    """Puts the tokens that work takes into the copies of endpoints, as units that are called; they are no decision."""
    time = state.facts.time
    for (offer, _), copy in state.copies.items():
        if offer in state.facts.endpoints and (copy.rent or copy.ordered):
            ledger.require(False, "rents_are_on_offer", (copy.name,), "an endpoint is paid by the token, not rented")
            copy.rent.clear()
    for call in calls(state):
        terms = state.facts.offers[call.endpoint.id]
        if terms.is_rentable[time.period(call.slot)]:
            name = call.endpoint.id, call.pool[2]
            copy = state.copies.setdefault(name, Copy(terms, name[1]))
            called = call.per_hour * (call.served.input_tokens + call.served.output_tokens) / 60 / UNIT
            copy.rent[call.slot] = copy.rent.get(call.slot, 0.0) + called


def usd_of(call: Call) -> Decimal:
    """What the tokens of the work done cost [USD]."""
    return exact(call.units) * unit_price(call.endpoint, call.served)


def unit_price(endpoint: Endpoint, served: ServedProfile) -> Decimal:
    """Price of the tokens of a unit of work [USD]."""
    inward = exact(served.input_tokens) * exact(endpoint.usd_per_million_input_tokens)
    return (inward + exact(served.output_tokens) * exact(endpoint.usd_per_million_output_tokens)) / 1_000_000


def price_at(facts: Facts, workload: Workload, accelerator: str) -> Decimal:
    """The same for a workload at a place; nothing on accelerators."""
    endpoint = facts.endpoints.get(accelerator)
    return unit_price(endpoint, endpoint.profile(workload.profile)) if endpoint else Decimal(0)


def price_tokens(state: State, bill: Bill) -> None:
    """Books all of it at the ends of periods, and as paid to the offer."""
    for call in calls(state):
        of = "endpoints", call.endpoint.id
        with bill.paying_for(bucket=state.facts.streams[call.key[0]].bucket, of=of):
            bill.at_end("managed_inference", state.facts.time.period(call.slot), usd_of(call))
        bill.pay(call.endpoint.id, usd_of(call))


def check_endpoints(plan: Plan, use: Use, notes: Notes) -> None:
    """Every period of every endpoint that is called or holds headroom."""
    own = {(name, t): _figures(use, name, t) for name in use.facts.endpoints for t in range(use.time.periods)}
    missing = {pair for pair, row in own.items() if max(row.called) > ROW_TOLERANCE or row.held > ROW_TOLERANCE}
    notes.once("endpoints", ((row.endpoint, row.period) for row in plan.endpoints))
    for row in plan.endpoints:
        where = f"endpoints ({row.endpoint}, {row.period})"
        pair = row.endpoint, use.time.period_of.get(row.period, -1)
        if pair not in own or row.block not in use.time.block_of:
            notes.sentences.append(f"{where}: there is no such endpoint, period or block")
            continue
        missing.discard(pair)
        _check_row(row, use, own[pair], where, notes)
    for name, t in sorted(missing):
        notes.sentences.append(f"endpoints ({name}, {use.time.labels[t]}): the row is missing")


class _Figures(NamedTuple):
    """Units called by block, and set aside at the peak that asks most; tokens and money of a period."""

    called: list[float]
    held: float
    inward: float
    outward: float
    usd: float


def _figures(use: Use, name: str, t: int) -> _Figures:
    tables = [tables for pool, tables in use.pools.items() if pool[0] == name]
    slots = use.time.slots_of(t)
    done = [call for call in calls(use.state) if call.endpoint.id == name and use.time.period(call.slot) == t]
    return _Figures(
        [sum(pool.rented[q] for pool in tables) for q in slots],
        max(sum(pool.held[q] for pool in tables) for q in slots),
        sum(call.units * call.served.input_tokens for call in done),
        sum(call.units * call.served.output_tokens for call in done),
        float(sum(map(usd_of, done), Decimal(0))),
    )


def _check_row(row: EndpointUse, use: Use, own: _Figures, where: str, notes: Notes) -> None:
    endpoint = use.facts.endpoints[row.endpoint]
    quota, called = endpoint.quota_tokens_per_minute, UNIT * own.called[use.time.block_of[row.block]]
    notes.same(where, "site", row.site, endpoint.site)
    notes.figure(where, "tokens a minute in its busiest block", called, UNIT * max(own.called))
    notes.figure(where, "tokens_per_minute", row.tokens_per_minute, called)
    notes.figure(where, "set_aside_tokens_per_minute", row.set_aside_tokens_per_minute, UNIT * own.held)
    notes.same(where, "quota_tokens_per_minute", row.quota_tokens_per_minute, quota)
    notes.figure(where, "quota_share", row.quota_share, called / quota if quota else None)
    notes.figure(where, "input_tokens", row.input_tokens, own.inward)
    notes.figure(where, "output_tokens", row.output_tokens, own.outward)
    notes.usd(where, "cost_usd", row.cost_usd, own.usd)
