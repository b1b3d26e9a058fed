"""Budgets: nominal payments of a fiscal year, or of the horizon, fit what finance allows.

`spend_fits_budget`: capex, opex or both; for pilots, for production or for all; of some team buckets or of all; in the
year of the payment, or in that of the order which binds to pay (`solver.program.books`).
Dual: worth of one more USD of budget [USD/USD].
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from solver.program.books import approvals, counts, counts_approval
from solver.program.entries import Entry, is_in_case, is_known
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows

USD_PER_ROW_UNIT = 1000.0
"""Rows are written in kUSD, so that their coefficients stay near those of the other rows."""


def add(m: pyo.ConcreteModel, x: Instance, entries: list[Entry], constants: list[Entry]) -> None:
    """Rows `spend_fits_budget[budget,k]`."""
    budgets = {b.id: b for b in x.scenario.policy.budgets}
    approved = list(approvals(m, x)) if any(b.falls == "approval" for b in budgets.values()) else []

    def spend_fits_budget(name: str, k: int) -> Body:
        budget = budgets[name]
        sums: dict[int, float] = defaultdict(float)
        decisions = {}
        for entry in entries:
            if counts(x, budget, entry) and is_in_case(x, entry, k):
                decisions[id(entry.decision)] = entry.decision
                sums[id(entry.decision)] += entry.paid
        for approval in approved if budget.falls == "approval" else ():
            if counts_approval(x, budget, approval) and is_known(x, approval.node, k):
                decisions[id(approval.decision)] = approval.decision
                sums[id(approval.decision)] += approval.usd
        fixed = sum(entry.paid for entry in constants if counts(x, budget, entry))
        terms = [(usd / USD_PER_ROW_UNIT, decisions[key]) for key, usd in sums.items()]
        return terms, None, (budget.max_usd - fixed) / USD_PER_ROW_UNIT

    add_rows(m, "spend_fits_budget", [(b, k) for b in budgets for k in range(len(x.tree.cases))], spend_fits_budget)
