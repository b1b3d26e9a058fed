"""Money of contracts: what is paid for packs ordered, in service, rented and run."""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.units import HOURS_PER_TIME
from solver.program import energy
from solver.program.elements import Copy
from solver.program.ending_costs import order_tail
from solver.program.endings import upfront_dates, upfront_used
from solver.program.energy import mean_price
from solver.program.entries import Entry, at_end, at_start
from solver.program.instance import Instance


def orders(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Upfront payments, end value, payments past the horizon."""
    for (o, u, n), order in m.order.items():
        offer = x.copies[o].offer
        s, e = x.copies[o].windows[u]
        term = "hardware_purchase" if offer.mode == "buy" else "contract_upfront"
        used = 1.0 if offer.mode == "buy" else upfront_used(x, s, e)
        for t, share in upfront_dates(x, offer, u, s):
            paid = offer.upfront_usd * share
            yield at_start(x, term, t, order, paid * used, paid, (n, u), o, offer.evidence)
        yield from order_tail(x, order, o, u, (n, u))


def units(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Payments, support, software, idle power and space of packs in service."""
    term = {"buy": "ownership_payments", "lease": "lease_payments", "reserve": "reserve_payments"}
    term["dated"] = "reserve_payments"  # always 0: a dated block is paid upfront
    for (o, t, n), active in m.in_service.items():
        copy = x.copies[o]
        offer, pool = copy.offer, x.pools[copy.pool]
        kw, site = pool.accelerator.provisioned_kw, pool.site
        idle = energy.idle(pool.accelerator, site, pool.open_hours(x.H[t]), mean_price(x, site, t))
        yield at_end(x, term[offer.mode], t, active, x.recurring_usd(offer, t), offer.evidence, node=(n, t), copy=o)
        support = offer.support_share_per_year * offer.upfront_usd * x.M / 12
        yield at_end(x, "support", t, active, support, offer.evidence, node=(n, t), copy=o)
        yield at_end(
            x, "software", t, active, copy.units * offer.software_usd_per_year * x.M / 12, offer.evidence, node=(n, t)
        )
        for beside, usd in offer.beside_usd_per_month.items():
            yield at_end(x, beside, t, active, copy.units * usd * x.M, offer.evidence, node=(n, t))
        yield at_end(x, "electricity", t, active, copy.units * idle, site.evidence, node=(n, t))
        yield at_end(
            x, "space", t, active, copy.units * site.space_usd_per_kw_month * kw * x.M, site.evidence, node=(n, t)
        )


def rents(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Use, software, network, storage and idle power of packs rented."""
    for (o, t, b, k), rent in m.rent.items():
        copy, hours = x.copies[o], x.hours[t][b]
        offer, pool = copy.offer, x.pools[copy.pool]
        price = pool.site.electricity_in(x.blocks[b].id)
        idle = energy.idle(pool.accelerator, pool.site, hours, price)
        yield at_end(x, offer.mode, t, rent, hours * offer.usd_per_hour, offer.evidence, case=k, copy=o)
        yield at_end(
            x, "software", t, rent, copy.units * offer.software_usd_per_year * hours / 8760, offer.evidence, case=k
        )
        for beside, usd in offer.beside_usd_per_month.items():
            yield at_end(x, beside, t, rent, copy.units * usd * hours / HOURS_PER_TIME["month"], offer.evidence, case=k)
        yield at_end(x, "electricity", t, rent, copy.units * idle, pool.site.evidence, case=k)


def runs(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Used hours of firm packs with a running price."""
    for (o, t, b, k), run in m.run.items():
        offer = x.copies[o].offer
        yield at_end(x, "usage_payments", t, run, x.hours[t][b] * offer.usd_per_hour, offer.evidence, case=k, copy=o)


def payer(x: Instance, copy: Copy) -> tuple[str, str]:
    """(who is paid, who makes the silicon) of a copy."""
    return copy.offer.vendor, x.pools[copy.pool].accelerator.vendor
