"""Commitment exposure: what is signed and not yet paid stays within a limit at the end of every period.

`exposure_follows`: exposure[t] = exposure[t-1] + obligation x order[t] - upfront x (packs entering service in t)
- recurring payment x packs in service: a state equation with few entries instead of a sum over all past orders.
`commitment_is_bounded`: exposure + holdings' remaining payments <= limit. Dual: worth of one USD of commitment.
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.calendar import month_number
from models.offer import Offer
from solver.program.families.expansion import committed
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows

USD_PER_ROW_UNIT = 1000.0
"""Exposure is carried in kUSD."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `exposure[t,n]` [kUSD], rows `exposure_follows[t,n]`, `commitment_is_bounded[t,n]`."""
    limit = x.scenario.policy.exposure
    index = [(t, n) for t in range(x.T) for n in x.tree.nodes(t)] if limit else []
    m.exposure = pyo.Var(index, domain=pyo.NonNegativeReals)

    def exposure_follows(t: int, n: int) -> Body:
        case = next(k for k in range(len(x.tree.cases)) if x.tree.node(k, t) == n)
        terms: Terms = [(1.0, m.exposure[t, n])]
        if t:
            terms.append((-1.0, m.exposure[t - 1, x.tree.before(n, t)]))
        return terms + [(-usd / USD_PER_ROW_UNIT, order) for usd, order in _changes(m, x, t, case)], 0.0, 0.0

    def commitment_is_bounded(t: int, n: int) -> Body:
        most = (limit.max_usd if limit else 0.0) - held_usd(x, t)
        return [(1.0, m.exposure[t, n])], None, most / USD_PER_ROW_UNIT

    add_rows(m, "exposure_follows", index, exposure_follows)
    add_rows(m, "commitment_is_bounded", index, commitment_is_bounded)


def _changes(m: pyo.ConcreteModel, x: Instance, t: int, case: int) -> Terms:
    """What period t adds to the exposure: contracts signed, less upfront and recurring payments made."""
    terms: Terms = committed(m, x, t, case)
    for o, copy in enumerate(x.copies):
        for u, (s, e) in copy.windows.items():
            order = m.order[o, u, x.tree.node(case, u)]
            if u == t:
                terms.append((obligation(x, copy.offer, s, e), order))
            if s == t:
                terms.append((-copy.offer.upfront_usd, order))
        node = x.tree.node(case, t)
        if copy.offer.mode != "buy" and (o, t, node) in m.in_service:
            terms.append((-x.recurring_usd(copy.offer, t), m.in_service[o, t, node]))
    return [(usd, decision) for usd, decision in terms if usd]


def obligation(x: Instance, offer: Offer, s: int, e: int) -> float:
    """All that one pack binds its buyer to pay [USD]; nothing beyond the price for bought units."""
    if offer.mode == "buy":
        return offer.upfront_usd
    return offer.upfront_usd + sum(x.recurring_usd(offer, t) for t in range(s, e))


def held_usd(x: Instance, t: int) -> float:
    """Payments that holdings with an end date still bind their buyer to after period t [USD]."""
    end = x.scenario.horizon.period_start(t) + x.M
    left = ((h, max(0, month_number(h.until) - end)) for h in x.scenario.holdings if h.until)
    return sum(h.monthly_usd * h.accelerators * months for h, months in left)
