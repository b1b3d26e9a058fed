"""Money of today's fleet and of what is on order: constants of every plan, paid in their periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from models.calendar import month_number
from models.hardware import Holding
from solver.program.energy import mean_price
from solver.program.entries import Entry, at_end, at_start
from solver.program.instance import Instance


def holding_entries(x: Instance) -> Iterator[Entry]:
    """Constants of every holding; what it is once paid, or worth at the end, beside what every period costs."""
    for h in x.scenario.holdings:
        found = [at_end(x, "holdings", t, None, holding_usd(x, h, t), h.evidence) for t in range(x.T) if x.held(h, t)]
        found += _once(x, h)
        yield from (replace(entry, accelerator=h.accelerator, bucket=h.bucket) for entry in found)


def holding_usd(x: Instance, h: Holding, t: int) -> float:
    """Payments, idle power and space of a holding in a period in which it is in service [USD]."""
    a, site = x.accelerators[h.accelerator], x.sites[h.site]
    idle = mean_price(x, site, t) * site.pue * x.H[t] * a.idle_kw
    space = site.space_usd_per_kw_month * a.provisioned_kw * x.M
    terms = h.beside_usd_per_month * x.M + h.committed_usd_per_hour * x.H[t]
    return h.accelerators * (h.monthly_usd * x.M + idle + space + terms)


def once_usd(x: Instance, h: Holding) -> float:
    """What is charged upfront inside the horizon and past it, less the end value, nominal [USD]."""
    return sum(entry.usd for entry in _once(x, h))


def paid_upfront_usd(x: Instance, h: Holding) -> float:
    """What is paid upfront inside the horizon, in full [USD]."""
    return sum(entry.paid for entry in _upfront(x, h))


def enters(x: Instance, h: Holding) -> int | None:
    """The period in which a holding goes into service, also past the horizon; None where it stood there before."""
    first = x.scenario.horizon.first
    return ceil((h.starts - first) / x.M) if h.starts >= first else None


def _once(x: Instance, h: Holding) -> list[Entry]:
    return [*_upfront(x, h), *_past(x, h), *_end_value(x, h)]


def _upfront(x: Instance, h: Holding) -> Iterator[Entry]:
    s = enters(x, h)
    if s is None or s >= x.T or not x.held(h, s) or not h.upfront_usd:
        return
    term, used = ("holdings_purchase", 1.0) if h.mode == "buy" else ("holdings", _used(x, h))
    paid = h.accelerators * h.upfront_usd
    yield replace(at_start(x, term, s, None, paid * used, paid, (0, s), None, h.evidence), node=None)


def _used(x: Instance, h: Holding) -> float:
    """Share of the months of a contract that lie inside the horizon, where it is charged by them; else 1."""
    if x.scenario.policy.finance.payment_tail != "prorate" or h.until is None:
        return 1.0
    until, end = month_number(h.until), x.scenario.horizon.period_start(x.T)
    return (min(until, end) - h.starts) / (until - h.starts)


def _past(x: Instance, h: Holding) -> Iterator[Entry]:
    """Payments of a contract after the horizon, where they are charged."""
    is_contract = h.mode in ("lease", "reserve") and h.until is not None and x.held(h, x.T - 1)
    if x.scenario.policy.finance.payment_tail != "charge_in_full" or not is_contract:
        return
    last = ceil((month_number(h.until or "") - x.scenario.horizon.first) / x.M)
    dated = [
        (h.accelerators * (h.monthly_usd * x.M + h.committed_usd_per_hour * x.hours_of(p)), x.discount((p + 1) * x.M))
        for p in range(x.T, last)
    ]
    usd, discounted = sum(paid for paid, _ in dated), sum(paid * factor for paid, factor in dated)
    yield Entry("holdings", x.T, False, None, None, None, usd, discounted, 0.0, None, h.evidence)


def _end_value(x: Instance, h: Holding) -> Iterator[Entry]:
    if x.scenario.policy.finance.end_value != "straight_line" or h.life_months is None or not x.held(h, x.T - 1):
        return
    age = x.scenario.horizon.period_start(x.T) - h.starts
    usd = -h.accelerators * h.upfront_usd * max(0.0, 1 - age / h.life_months)
    worth = at_end(x, "holdings_end_value", x.T - 1, None, usd, h.evidence)
    yield replace(worth, period=x.T, paid=0.0)
