"""Vendor share: no vendor holds more than a given share of spend or capacity over the horizon.

`vendor_share_is_kept`: S[vendor] - max_share x S[all] <= 0, cross-multiplied, undiscounted, per case.
Dual: USD for one more unit of the vendor's share of the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.policy import VendorShare
from solver.program.contract_costs import payer
from solver.program.entries import Entry, is_in_case
from solver.program.families import agreement, commitment
from solver.program.holding_costs import paid_upfront_usd
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows

ROW_UNIT = 1000.0
"""Rows are written in kUSD or thousands of accelerator-hours, to keep coefficients near those of other rows."""


def add(m: pyo.ConcreteModel, x: Instance, entries: list[Entry]) -> None:
    """Rows `vendor_share_is_kept[limit,k]`."""
    limits = {v.id: v for v in x.scenario.policy.vendor_shares}

    def vendor_share_is_kept(name: str, k: int) -> Body:
        limit = limits[name]
        sums: dict[int, float] = defaultdict(float)
        decisions: dict[int, Any] = {}
        for is_his, decision, amount in _measured(m, x, entries, limit, k):
            decisions[id(decision)] = decision
            sums[id(decision)] += amount * (is_his - limit.max_share)
        held = sum(amount * (is_his - limit.max_share) for is_his, amount in _held(x, limit))
        terms = [(value / ROW_UNIT, decisions[key]) for key, value in sums.items() if value]
        return terms, None, -held / ROW_UNIT

    add_rows(
        m, "vendor_share_is_kept", [(v, k) for v in limits for k in range(len(x.tree.cases))], vendor_share_is_kept
    )


def total(m: pyo.ConcreteModel, x: Instance, entries: list[Entry], name: str) -> float:
    """S[all] at the values of the decisions: USD or accelerator-hours of all vendors, holdings included (one case)."""
    limit = next(v for v in x.scenario.policy.vendor_shares if v.id == name)
    measured = _measured(m, x, entries, limit, 0)
    return float(
        sum(amount * decision.value for _, decision, amount in measured) + sum(amount for _, amount in _held(x, limit))
    )


def _measured(
    m: pyo.ConcreteModel, x: Instance, entries: list[Entry], limit: VendorShare, k: int
) -> Iterator[tuple[bool, Any, float]]:
    """(is the vendor's, decision, amount per unit of it)."""
    is_spend = limit.measure == "spend"
    for copy, decision, amount in _spend(x, entries, k) if is_spend else _capacity(m, x, k):
        yield _is_of(x, limit, copy), decision, amount
    if is_spend:
        yield from commitment.spend(m, x, entries, limit, k)
        yield from agreement.spend(x, entries, limit, k)


def _is_of(x: Instance, limit: VendorShare, copy: int) -> bool:
    payee, maker = payer(x, x.copies[copy])
    return limit.vendor == (payee if limit.role == "payee" else maker)


def _spend(x: Instance, entries: list[Entry], k: int) -> Iterator[tuple[int, Any, float]]:
    """(copy, decision, USD paid to the offer per unit of it)."""
    return ((e.copy, e.decision, e.paid) for e in entries if e.copy is not None and is_in_case(x, e, k))


def _capacity(m: pyo.ConcreteModel, x: Instance, k: int) -> Iterator[tuple[int, Any, float]]:
    """(copy, decision, accelerator-hours per unit of it)."""
    for (o, t, n), active in m.in_service.items():
        if n == x.tree.node(k, t):
            yield o, active, x.copies[o].units * x.pools[x.copies[o].pool].open_hours(x.H[t])
    for (o, t, b, kk), rent in m.rent.items():
        if kk == k and not x.is_managed(o):
            yield o, rent, x.copies[o].units * x.hours[t][b]


def _held(x: Instance, limit: VendorShare) -> Iterator[tuple[bool, float]]:
    """(is the vendor's, amount) of holdings, and of commitments in force today, by period."""
    if (limit.measure, limit.role) == ("spend", "payee"):
        for c in x.scenario.commitments:
            yield from ((c.vendor == limit.vendor, commitment.signed_usd(x, c, t)) for t in range(x.T))
    for h in x.scenario.holdings:
        vendor = h.vendor if limit.role == "payee" else x.accelerators[h.accelerator].vendor
        for t in range(x.T):
            if x.held(h, t):
                paid = h.monthly_usd * x.M + h.committed_usd_per_hour * x.H[t]
                yield vendor == limit.vendor, h.accelerators * (paid if limit.measure == "spend" else x.H[t])
        if limit.measure == "spend" and (paid := paid_upfront_usd(x, h)):
            yield vendor == limit.vendor, paid
