"""What pools cost by period and cost term, as the audit reads it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from solver.proof.audit.commitment_money import spending
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.holding_money import once_usd, period_usd
from solver.proof.audit.offers import exact
from solver.proof.audit.operating import operating_charges
from solver.proof.audit.pricing import on_path
from solver.proof.audit.state import Copy
from solver.proof.audit.use import PoolTables, Use
from solver.proof.audit.ways import Parts, put, whole_cost

RENTED = {"on_demand": "on_demand", "spot": "spot"}
"""Term of what is rented by its mode; firm packs that run by the hour are paid for use."""


def pool_costs(use: Use) -> dict[Pool, list[Parts]]:
    """Nominal cost of every pool by period and term [USD]; all of commitments is `commitment_payments`, all of today's
    fleet but its lines of operating cost `holdings`."""
    found: dict[Pool, list[Parts]] = {pool: [{} for _ in range(use.time.periods)] for pool in use.pools}
    for copy in use.state.copies.values():
        for t, parts in (*_of_orders(copy), *_of_hours(copy)):
            put(found[copy.pool][t], parts)
    _put_commitments(use, found)
    for pool, tables in use.pools.items():
        for t in range(use.time.periods):
            put(found[pool][t], {"electricity": _of_power(use.facts, tables, t)})
        for holding, serves in use.facts.held_at(pool):
            for t in (t for t, there in enumerate(serves) if there):
                once = once_usd(use.facts, holding, serves) / sum(serves)
                put(found[pool][t], {"holdings": period_usd(use.facts, holding, t) + once})
    for each in operating_charges(use.state):
        if each.pool is not None:
            put(found[each.pool][each.period], {each.line.term: each.usd})
    return found


def _put_commitments(use: Use, found: dict[Pool, list[Parts]]) -> None:
    """Covered rent is not paid on demand, but by what is used of commitments."""
    for row in use.state.coverage:
        t, terms = use.time.period(row.slot), row.copy.terms
        price = terms.per_hour * on_path(terms.offer, use.time.starts[t])
        usd = exact(row.packs) * exact(use.time.slot_hours[row.slot]) * price
        put(found[row.copy.pool][t], {"on_demand": -usd})
    for spent in spending(use.state):
        for pool, usd in spent.used.items():
            put(found[pool][spent.period], {"commitment_payments": spent.cost * usd / spent.usd})


def _of_orders(copy: Copy) -> Iterator[tuple[int, Parts]]:
    """Each order in equal parts over its periods in service inside the horizon."""
    for u in copy.ordered:
        for way, packs in copy.parts(u):
            served = range(way.start, min(way.end, copy.terms.time.periods))
            parts: Parts = {}
            put(parts, whole_cost(copy.terms, way, u, copy.price_share[u]), exact(packs) / len(served))
            yield from ((t, parts) for t in served)


def _of_hours(copy: Copy) -> Iterator[tuple[int, Parts]]:
    """Hours rented, with their software and what stands beside, and hours run."""
    terms, time = copy.terms, copy.terms.time
    for q, packs in (*copy.run.items(), *copy.rent.items()):
        hourly = terms.per_hour * on_path(terms.offer, time.starts[time.period(q)])
        each: Parts = {RENTED.get(terms.offer.mode, "usage_payments"): hourly}
        if not terms.offer.is_firm:
            put(each, {"software": terms.software_per_hour, **terms.beside_per_hour})
        parts: Parts = {}
        put(parts, each, exact(packs) * exact(time.slot_hours[q]))
        yield time.period(q), parts


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
