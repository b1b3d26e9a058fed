"""Payments of a plan by what they are for: the finest money that is told of it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from models.costs import CostKind


class Receipt(NamedTuple):
    """Nominal payments for one record in one period, as budgets count them."""

    fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    kind: CostKind
    """Book: `capex` or `opex`."""
    bucket: str | None
    """Team bucket that pays; none: no bucket."""
    period: str
    """First month of the period."""
    term: str
    """Cost term."""
    collection: str
    """Collection of the record that is paid for: `offers`, `sites`, ...; empty: no one record."""
    record: str
    """Its id."""
    paid_usd: Decimal
    """Paid in the period [USD]."""
    used_usd: Decimal
    """Of what is paid ahead for a contract, what the period uses up [USD]; 0 where nothing is paid ahead."""
