"""Money of packs that end otherwise than with their term: what that pays, and what of their order it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyomo.environ as pyo

from solver.program.endings import (
    Ending,
    buyout_value_usd,
    end_value_usd,
    recurring_after,
    upfront_dates,
    upfront_used,
)
from solver.program.entries import Entry, at_end, at_start
from solver.program.instance import Instance

Node = tuple[int, int]
"""Node and period of a decision."""


def endings(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """All that releases and extensions add to the money of the orders they are of."""
    for (o, u, f, n), release in m.release.items():
        way = x.endings[o, u][f]
        yield from _released(x, release, o, u, way, (n, way.period))
    for (o, u, f, n), extend in m.extend.items():
        way = x.endings[o, u][f]
        yield from _extended(x, extend, o, way, (n, way.period))


def order_tail(x: Instance, decision: Any, o: int, u: int, node: Node, sign: float = 1.0) -> Iterator[Entry]:
    """Value at the end of the horizon, and payments past it, of a pack that keeps to its term; `sign` -1 takes them
    back."""
    offer, (s, e) = x.copies[o].offer, x.copies[o].windows[u]
    yield _value(x, decision, o, -sign * end_value_usd(x, offer, s, e), node)
    if offer.mode != "buy":
        yield _past_horizon(x, decision, o, ((t, sign * x.recurring_usd(offer, t)) for t in range(x.T, e)), node)


def _released(x: Instance, release: Any, o: int, u: int, way: Ending, node: Node) -> Iterator[Entry]:
    """The fee, or what a sale brings; upfront payments of a contract count in full once it has ended."""
    offer, (s, e) = x.copies[o].offer, x.copies[o].windows[u]
    yield from order_tail(x, release, o, u, node, -1.0)
    if way.kind == "resale":
        yield at_start(x, "resale", way.period, release, way.usd, 0.0, node, None, offer.evidence)
        return
    yield at_start(x, "exit_fees", way.period, release, way.usd, way.usd, node, o, offer.evidence)
    for t, share in upfront_dates(x, offer, u, s):
        rest = offer.upfront_usd * share * (1 - upfront_used(x, s, e))
        yield at_start(x, "contract_upfront", t, release, rest, 0.0, node, o, offer.evidence)


def _extended(x: Instance, extend: Any, o: int, way: Ending, node: Node) -> Iterator[Entry]:
    """Price, and payments in place of those of the first term, which packs in service are charged with."""
    offer = x.copies[o].offer
    first = f"{offer.mode}_payments"
    later = "ownership_payments" if way.kind == "buyout" else first
    if way.kind == "buyout":
        yield at_start(x, "lease_buyouts", way.period, extend, way.usd, way.usd, node, o, offer.evidence)
    for t in range(way.period, min(way.until, x.T)):
        yield at_end(x, first, t, extend, -x.recurring_usd(offer, t), offer.evidence, node=node, copy=o)
        yield at_end(x, later, t, extend, recurring_after(x, offer, way, t), offer.evidence, node=node, copy=o)
    yield _value(x, extend, o, -buyout_value_usd(x, offer, way), node)
    if way.kind == "renewal":
        late = ((t, recurring_after(x, offer, way, t)) for t in range(x.T, way.until))
        yield _past_horizon(x, extend, o, late, node)


def _value(x: Instance, decision: Any, o: int, usd: float, node: Node) -> Entry:
    """What a pack is worth at the end of the horizon, a negative amount."""
    then, basis = usd * x.discount(x.T * x.M), x.copies[o].offer.evidence
    return Entry("end_value", x.T, False, decision, node, None, usd, then, 0.0, None, basis)


def _past_horizon(x: Instance, decision: Any, o: int, dated: Iterable[tuple[int, float]], node: Node) -> Entry:
    """Payments in PERIODS past the horizon, each discounted at its date; nothing unless they are charged in full."""
    counted = list(dated) if x.scenario.policy.finance.payment_tail == "charge_in_full" else []
    usd, then = sum(usd for _, usd in counted), sum(usd * x.discount((t + 1) * x.M) for t, usd in counted)
    basis = x.copies[o].offer.evidence
    return Entry("payments_past_horizon", x.T, False, decision, node, None, usd, then, 0.0, None, basis)
