"""Commitment exposure: what is signed and not yet paid stays within a limit at the end of every period.

`exposure_follows`: exposure[t] = exposure[t-1] + obligation x order[t] - upfront x (packs entering service in t)
- recurring payment x packs in service: a state equation with few entries instead of a sum over all past orders. Packs
that may leave early, or stay, owe by vintage: what the cheapest way out still costs (`endings.owed`).
`commitment_is_bounded`: exposure + holdings' remaining payments <= limit. Dual: worth of one USD of commitment.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import pyomo.environ as pyo

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from solver.program.endings import owed, owed_after, upfront_dates
from solver.program.families import agreement
from solver.program.families.commitment import outstanding, signed_outstanding
from solver.program.families.endings import ended
from solver.program.families.expansion import committed
from solver.program.holding_costs import enters
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide

USD_PER_ROW_UNIT = 1000.0
"""Exposure is carried in kUSD."""
Owed = dict[tuple[int, int], list[float]]
"""What a pack owes from its order on [USD/pack], by copy and order period, of offers whose packs may end otherwise."""
Change = tuple[str | None, float, Any]
"""Payee (None: of modules of sites), USD per unit of a decision, the decision."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `exposure[t,n]` [kUSD], rows `exposure_follows[t,n]`, `commitment_is_bounded[t,n]`."""
    limit = x.scenario.policy.exposure
    index = [(t, n) for t in range(x.T) for n in x.tree.nodes(t)] if limit else []
    m.exposure = decide(index, domain=pyo.NonNegativeReals)
    owes = vintages(x) if index else {}

    def exposure_follows(t: int, n: int) -> Body:
        case = next(k for k in range(len(x.tree.cases)) if x.tree.node(k, t) == n)
        terms: Terms = [(1.0, m.exposure[t, n])]
        if t:
            terms.append((-1.0, m.exposure[t - 1, x.tree.before(n, t)]))
        added = ((-usd / USD_PER_ROW_UNIT, order) for _, usd, order in changes(m, x, owes, t, case))
        return [*terms, *added], 0.0, 0.0

    def commitment_is_bounded(t: int, n: int) -> Body:
        most = (limit.max_usd if limit else 0.0) - sum(usd for _, usd in held(x, t))
        return [(1.0, m.exposure[t, n])], None, most / USD_PER_ROW_UNIT

    add_rows(m, "exposure_follows", index, exposure_follows)
    add_rows(m, "commitment_is_bounded", index, commitment_is_bounded)


def vintages(x: Instance) -> Owed:
    """What packs that may leave early, or stay, owe by vintage."""
    ending = [(o, copy) for o, copy in enumerate(x.copies) if copy.offer.may_end_otherwise]
    return {(o, u): owed(x, o, u) for o, copy in ending for u in copy.windows}


def changes(m: pyo.ConcreteModel, x: Instance, owes: Owed, t: int, case: int) -> Iterator[Change]:
    """What period t adds to the exposure: contracts signed, less upfront and recurring payments made."""
    yield from ((None, usd, order) for usd, order in committed(m, x, t, case) if usd)
    yield from ((payee, usd, commit) for payee, usd, commit in outstanding(m, x, t, case) if usd)
    yield from ((payee, usd, sign) for payee, usd, sign in agreement.outstanding(m, x, t, case) if usd)
    for o, copy in enumerate(x.copies):
        payee, offer, node = copy.offer.vendor, copy.offer, x.tree.node(case, t)
        if offer.may_end_otherwise:
            yield from ((payee, usd, decision) for usd, decision in _by_vintage(m, x, owes, o, t, case) if usd)
            continue
        for u, (s, e) in copy.windows.items():
            order = m.order[o, u, x.tree.node(case, u)]
            if u == t and (bound := obligation(x, offer, s, e)):
                yield payee, bound, order
            for due, share in upfront_dates(x, offer, u, s):
                if due == t and offer.upfront_usd * share:
                    yield payee, -offer.upfront_usd * share, order
        if offer.mode != "buy" and (o, t, node) in m.in_service and (usd := x.recurring_usd(offer, t)):
            yield payee, -usd, m.in_service[o, t, node]


def _by_vintage(
    m: pyo.ConcreteModel, x: Instance, owes: Owed, o: int, t: int, case: int
) -> Iterator[tuple[float, Any]]:
    """The same of an offer whose packs may end otherwise: what the packs of each order owe, those that left nothing."""
    for u in (u for u in x.copies[o].windows if u <= t):
        now, before = owes[o, u][t - u], owes[o, u][t - u - 1] if t > u else 0.0
        yield now - before, m.order[o, u, x.tree.node(case, u)]
        for way, decision in ended(m, x, o, u, case):
            if way.period <= t:
                later = owed_after(x, x.copies[o].offer, way, t) - now
                earlier = owed_after(x, x.copies[o].offer, way, t - 1) - before if way.period < t else 0.0
                yield later - earlier, decision


def obligation(x: Instance, offer: Offer, s: int, e: int) -> float:
    """All that one pack binds its buyer to pay [USD]; nothing beyond the price for bought units."""
    if offer.mode == "buy":
        return offer.upfront_usd
    return offer.upfront_usd + sum(x.recurring_usd(offer, t) for t in range(s, e))


def held(x: Instance, t: int) -> list[tuple[str, float]]:
    """Payees of holdings and of commitments in force, and what these bind their buyer to pay after period t: until
    their end date, and for what is on order [USD]."""
    return [*((h.vendor, _owed(x, h, t)) for h in x.scenario.holdings), *signed_outstanding(x, t)]


def _owed(x: Instance, h: Holding, t: int) -> float:
    """The same of one of them; bought units bind to their price alone."""
    if h.ordered and month_number(h.ordered) >= x.scenario.horizon.period_start(t) + x.M:
        return 0.0
    s = enters(x, h)
    upfront = h.upfront_usd * h.accelerators if s is not None and s > t else 0.0
    if h.until is None or h.mode == "buy":
        return upfront
    first, until = x.scenario.horizon.first, month_number(h.until)
    months = max(0, until - max(x.scenario.horizon.period_start(t) + x.M, h.starts))
    later = range(max(t + 1, s or 0), ceil((until - first) / x.M)) if h.committed_usd_per_hour else ()
    hourly = h.committed_usd_per_hour * h.accelerators * sum(x.hours_of(p) for p in later)
    return h.monthly_usd * h.accelerators * months + upfront + hourly
