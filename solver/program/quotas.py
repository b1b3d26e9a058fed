"""Quotas of the policy over several rentable offers: what they count, and what headroom counts on under them."""

from __future__ import annotations

import pyomo.environ as pyo

from models.calendar import month_number
from models.offer import Offer
from models.quota import QuotaLimit
from solver.program.instance import Instance
from solver.program.rows import Terms

RENTED = ("on_demand", "spot")
"""Kinds of offers that a quota counts where it names none."""


def binding(x: Instance, limit: QuotaLimit) -> list[int]:
    """Periods in which a quota holds."""
    first = month_number(limit.first) if limit.first else 0
    until = month_number(limit.until) if limit.until else 10**9
    return [t for t in range(x.T) if first <= x.scenario.horizon.period_start(t) < until]


def counts(x: Instance, limit: QuotaLimit, offer: Offer) -> bool:
    """Whether a quota counts what runs of an offer; endpoints have no accelerators."""
    chip = x.accelerators[offer.accelerator]
    return (
        offer.id not in x.endpoints
        and offer.mode in (limit.modes or RENTED)
        and (not limit.vendors or offer.vendor in limit.vendors)
        and (not limit.sites or offer.site in limit.sites)
        and (not limit.accelerators or chip.id in limit.accelerators)
        and (not limit.classes or chip.accelerator_class in limit.classes)
    )


def is_under_quota(x: Instance, offer: Offer, t: int) -> bool:
    """Whether some quota of the policy counts what is rented of an offer in a period."""
    return any(counts(x, limit, offer) and t in binding(x, limit) for limit in x.scenario.policy.quotas)


def counted(m: pyo.ConcreteModel, x: Instance, n: int, j: int, *time: int) -> Terms:
    """What headroom (a fail-over, when something is lost) counts on in a pool under quotas, by its credit, with the
    sign of the right-hand side; `time`: period, block, case."""
    copies = (x.copies[o] for o in x.copies_of_pool[j] if time[0] in x.copies[o].rentable)
    found = ((copy.credit, (n, copy.offer.id, *time)) for copy in copies if not copy.offer.is_dedicated)
    return [(-credit, m.count_on[key]) for credit, key in found if key in m.count_on]
