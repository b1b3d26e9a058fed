"""What a plan states about maturity: from when a pair is open, and what is paid for pilots."""

from __future__ import annotations

from decimal import Decimal

from models.costs import CostKind
from models.maturity import ScopeSpend
from models.plan import Plan
from solver.proof.audit.auditor import Examination
from solver.proof.audit.notes import Notes
from solver.proof.audit.timeline import fiscal_year
from solver.proof.audit.validation import first_period_open

Book = tuple[int, CostKind]
"""A fiscal year and `capex` or `opex`."""


def check_maturity_figures(plan: Plan, found: Examination, notes: Notes) -> None:
    """`opens` of every pair, and `spending` line by line."""
    facts = found.state.facts
    for row in plan.capacities:
        if row.workload in facts.streams and row.accelerator in facts.accelerators:
            workload, chip = facts.streams[row.workload], facts.accelerators[row.accelerator]
            first = first_period_open(facts.scenario, workload, chip)
            where = f"capacities ({row.workload}@{row.geography}, {row.accelerator} at {row.site})"
            notes.same(where, "opens", row.opens, facts.time.label(first) if first else None)
    _check_spending(plan, found, notes)


def _check_spending(plan: Plan, found: Examination, notes: Notes) -> None:
    facts = found.state.facts
    named = [o.accelerator for o in facts.scenario.offers] + [h.accelerator for h in facts.scenario.holdings]
    own: dict[Book, list[Decimal]] = {}
    if any(facts.accelerators[name].is_pilot for name in named):
        for payment in found.bill.payments:
            book = fiscal_year(payment.month, facts.policy.finance.fiscal_year_start), payment.kind
            own.setdefault(book, [Decimal(0), Decimal(0)])[payment.is_pilot] += payment.usd
    stated: dict[Book, ScopeSpend] = {(row.fiscal_year, row.kind): row for row in plan.spending}
    notes.once("spending", ((row.fiscal_year, row.kind) for row in plan.spending))
    for book in sorted(own.keys() | stated.keys()):
        row, (others, pilots) = stated.get(book), own.get(book, [Decimal(0), Decimal(0)])
        where = f"spending ({book[0]}, {book[1]})"
        notes.usd(where, "pilots_usd", row.pilots_usd if row else 0.0, float(pilots))
        notes.usd(where, "production_usd", row.production_usd if row else 0.0, float(others))
