"""Finance's own books: budgets, the team buckets that pay, and the currency in which finance reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from models.base import Amount, Id, Model, Month, Positive
from models.costs import CostKind
from models.evidence import Evidence
from models.maturity import Scope
from models.raw import Problem, items, rows, unknown

PAYERS = ("offers", "holdings", "commitments", "agreements", "sites", "workloads")
"""Collections whose records may name the bucket that pays."""


class Budget(Model):
    """A limit on payments dated in a fiscal year, or over the horizon; nominal USD, constants included."""

    id: Id
    kind: Literal["capex", "opex", "total"]
    fiscal_year: int | None = Field(default=None, ge=1900, le=2200)
    """Fiscal year; none: the whole horizon."""
    falls: Literal["payment", "approval"] = "payment"
    """Which year counts: `payment`, that in which money is paid; `approval`, that in which a contract, a purchase or a
    module of a site is ordered, with all it binds to pay, also past the horizon; what is not ordered counts as paid."""
    scope: Scope = "all"
    """Payments it counts: all, those for pilot accelerators (offers and holdings with power, space, software and
    support, data sent from them, porting to stacks that only pilots need), or all others."""
    buckets: tuple[Id, ...] = ()
    """Team buckets whose payments it counts; empty: all payments, also those of no bucket."""
    max_usd: Amount


class ExchangeRate(Model):
    """A rate of exchange of the display currency, from a month on."""

    first: Month
    """First month in which it holds, until the next one."""
    usd_per_unit: Positive
    """Price of one unit of the display currency [USD]."""
    evidence: Evidence = Evidence()
    """Source of the rate."""


def usd_per_unit(rates: Sequence[ExchangeRate], month: str) -> float:
    """The latest rate that holds in a month, before the first of them the first [USD per unit of the currency]."""
    known = [rate for rate in rates if rate.first <= month]
    return (max(known, key=lambda rate: rate.first) if known else min(rates, key=lambda rate: rate.first)).usd_per_unit


class BookLine(Model):
    """Nominal payments of a fiscal year in one book and of one team bucket, as budgets count them."""

    fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    kind: CostKind
    """Book; leases are in the one that `policy.finance.lease_book` says."""
    bucket: Id | None
    """Team bucket that pays; null: none is named."""
    paid_usd: float
    """Payments made in the year, inside the horizon [USD]."""
    approved_usd: float
    """What is approved in it: all that orders of the year bind to pay, also past the horizon, and other payments as
    they are made [USD]."""
    paid_display: float | None = None
    """Payments made in the year in the display currency, each at the rate of its month; null without one."""


def book_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Buckets of budgets that nobody pays from, and a currency without a rate."""
    policy = document.get("policy")
    if not isinstance(policy, Mapping):
        return
    named = {str(row["bucket"]) for kind in PAYERS for _, row in rows(document, kind) if row.get("bucket")}
    for n, row in rows(policy, "budgets"):
        for place, value in items(row.get("buckets")):
            if value not in named:
                yield unknown(("policy", "budgets", n, "buckets", *place), value, "buckets", named)
    finance, months = policy.get("finance"), [str(row.get("first")) for _, row in rows(policy, "exchange_rates")]
    if isinstance(finance, Mapping) and finance.get("display_currency") and not months:
        yield ("policy", "finance", "display_currency"), "give at least one rate in `policy.exchange_rates`"
    for n, month in enumerate(months):
        if month in months[:n]:
            yield ("policy", "exchange_rates", n, "first"), f"there is another rate from {month} on"
