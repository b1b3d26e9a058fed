"""Discounted payments for a tranche, from the contract's page and the order of a plan that it is a part of."""

from __future__ import annotations

from decimal import Decimal

from models.bands import Tranche
from models.plan import Plan
from solver.proof.audit.facts import Facts
from solver.proof.audit.offers import exact


def tranche_usd(facts: Facts, plan: Plan, row: Tranche) -> Decimal | None:
    """Payments for the packs of a tranche inside the horizon, each discounted from its date, as if all kept to the end
    of their term [USD]; use, power, space and end value apart. None where the plan cannot, or does not, order it."""
    terms = facts.offers[row.offer]
    placed = facts.time.period_of[row.order_by]
    key = row.offer, row.dedicated_to, row.order_by
    shares = [o.price_share for o in plan.orders if (o.offer, o.dedicated_to, o.order_period) == key]
    if not shares or placed not in terms.services:
        return None
    service, months, share = terms.services[placed], facts.time.months, exact(shares[0])
    charged = terms.upfront_charged(service) / terms.upfront if terms.upfront else Decimal(0)
    usd = Decimal(0)
    for due, part in terms.upfront_dates(placed):
        usd += share * terms.upfront * part * charged * facts.discount(due * months)
    beside = terms.software + sum(terms.beside.values())
    for t in range(service.start, min(service.end, facts.time.periods)):
        usd += (share * (terms.recurring_in(t) + terms.support) + beside) * facts.discount((t + 1) * months)
    return exact(row.packs) * usd
